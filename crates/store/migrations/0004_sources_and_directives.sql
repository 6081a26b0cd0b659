-- Who sends, when and for whom; and directives, which ask that a number becomes another one.
--
-- Moments are whole seconds since the epoch, days are text, decimals are text so that '6.00' keeps its scale.

-- A sender as it was heard: first, last, and the latest moment its items spoke of. arrivals: its last arrivals, packed
-- (src/pack.rs). Written with each submission, so this table changes.
create table sender (
    code      text not null primary key,
    first_at  integer not null,
    last_at   integer not null,
    watermark integer,
    arrivals  blob not null
) strict, without rowid;

-- That a sender brought dossiers or records of an agency; last_at to a quarter of an hour. Changes as the senders do.
create table feed (
    sender   text not null,
    agency   text not null,
    first_at integer not null,
    last_at  integer not null,
    primary key (sender, agency)
) strict, without rowid;

-- Senders known from the books so far, to the day (Vietnam time).
insert into sender (code, first_at, last_at, arrivals)
select sender, min(unixepoch(day)) - 25200, max(unixepoch(day)) + 61199, x''
from receipt
group by sender;

create index quarantine_seen on quarantine (seen_at);

-- A directive as it was issued. baseline_*: the number it starts from. note: free text for the office's own use; nothing in it
-- is shown to the public. key: what a client named its call by, so that a repeat of the call is one.
create table directive (
    id                   integer not null primary key,
    revision             integer not null references revision (number),
    number               text not null unique,
    key                  text unique,
    issued_at            integer not null,
    title                text not null,
    issuer               text not null,
    owner                text not null,
    agency               text not null,
    code                 text not null,
    period               text not null,
    rulebook             text not null,
    basis                text not null check (basis in ('dossiers', 'published')),
    target_kind          text not null check (target_kind in ('points', 'rate')),
    target               text not null,
    deadline             text not null,
    note                 text,
    baseline_points      text,
    baseline_state       text not null,
    baseline_rate        text,
    baseline_numerator   integer,
    baseline_denominator integer,
    baseline_period      text not null,
    baseline_rulebook    text not null,
    baseline_as_of       integer not null,
    baseline_revision    integer not null
) strict;

-- A unit named in a directive; place = its order there, from 1.
create table directive_unit (
    directive integer not null references directive (id),
    place     integer not null,
    agency    text not null,
    primary key (directive, place)
) strict, without rowid;

-- A dossier named in a directive. open: it was not finished when it was named.
create table directive_dossier (
    directive integer not null references directive (id),
    place     integer not null,
    number    text not null,
    open      integer not null check (open in (0, 1)),
    primary key (directive, place)
) strict, without rowid;

-- What became of a directive. after_*: the number then. settled: how many of the named dossiers were settled.
create table directive_event (
    id                integer not null primary key,
    directive         integer not null references directive (id),
    revision          integer not null references revision (number),
    at                integer not null,
    kind              text not null check (kind in ('closed')),
    reason            text not null,
    key               text unique,
    settled           integer not null,
    after_points      text,
    after_state       text not null,
    after_rate        text,
    after_numerator   integer,
    after_denominator integer,
    after_period      text not null,
    after_rulebook    text not null,
    after_as_of       integer not null,
    after_revision    integer not null
) strict;

-- A directive is closed once.
create unique index directive_event_closed on directive_event (directive) where kind = 'closed';

create trigger directive_stays before update on directive
begin select raise(abort, 'directives are append-only'); end;
create trigger directive_remains before delete on directive
begin select raise(abort, 'directives are append-only'); end;
create trigger directive_unit_stays before update on directive_unit
begin select raise(abort, 'units of directives are append-only'); end;
create trigger directive_unit_remains before delete on directive_unit
begin select raise(abort, 'units of directives are append-only'); end;
create trigger directive_dossier_stays before update on directive_dossier
begin select raise(abort, 'dossiers of directives are append-only'); end;
create trigger directive_dossier_remains before delete on directive_dossier
begin select raise(abort, 'dossiers of directives are append-only'); end;
create trigger directive_event_stays before update on directive_event
begin select raise(abort, 'events of directives are append-only'); end;
create trigger directive_event_remains before delete on directive_event
begin select raise(abort, 'events of directives are append-only'); end;
