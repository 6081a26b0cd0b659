-- Alerts: what rules found, who took it up, how it ended, and who was told.

-- What was found, once for each time an alert begins. Numbers are texts, in points, dossiers or working
-- hours as the kind says. place: indicator, group or total, empty where the rule is about none.
create table alert (
    number    integer not null primary key check (number > 0),
    rule      text not null,
    kind      text not null,
    subject   text not null,
    place     text not null,
    agency    text not null,
    owner     text not null,
    period    text,
    value     text not null,
    before    text,
    threshold text not null
) strict;

create index alert_key on alert (rule, subject, place, number);

-- What happened to it, from its beginning on. revision = that of the log it rests on; an event makes no
-- revision of its own. agency and note: who took it up or closed it, and in which words; they name no
-- person. cause and value: why it ended by itself, and the number then.
create table alert_event (
    id       integer not null primary key,
    alert    integer not null references alert (number),
    at       integer not null,
    revision integer not null,
    kind     text not null check (kind in ('raised', 'acknowledged', 'closed', 'cleared')),
    agency   text,
    note     text,
    cause    text,
    value    text,
    check ((kind in ('acknowledged', 'closed')) = (agency is not null)),
    check ((kind = 'cleared') = (cause is not null))
) strict;

-- An alert begins once, is taken up once, ends once.
create unique index alert_event_step
    on alert_event (alert, case kind when 'cleared' then 'closed' else kind end);
create index alert_event_at on alert_event (at);

-- Which address was told of which event, after how many attempts; delivered = 0: given up.
create table alert_delivery (
    event     integer not null references alert_event (id),
    hook      text not null,
    at        integer not null,
    attempts  integer not null,
    delivered integer not null check (delivered in (0, 1)),
    answer    integer,
    primary key (event, hook)
) strict, without rowid;

-- The log only grows, whoever writes.
create trigger alert_stays before update on alert
begin select raise(abort, 'alerts are append-only'); end;
create trigger alert_remains before delete on alert
begin select raise(abort, 'alerts are append-only'); end;
create trigger alert_event_stays before update on alert_event
begin select raise(abort, 'alert events are append-only'); end;
create trigger alert_event_remains before delete on alert_event
begin select raise(abort, 'alert events are append-only'); end;
create trigger alert_delivery_stays before update on alert_delivery
begin select raise(abort, 'alert deliveries are append-only'); end;
create trigger alert_delivery_remains before delete on alert_delivery
begin select raise(abort, 'alert deliveries are append-only'); end;
