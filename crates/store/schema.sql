-- Written by a test: what all migrations together make. Do not edit.

CREATE TABLE account (
    id          integer not null primary key,
    name        text not null unique,
    password    text not null,
    made_at     integer not null,
    disabled_at integer
) strict;

CREATE TABLE agency (
    code       text not null,
    valid_from text,
    revision   integer not null references revision (number),
    name       text not null,
    level      text not null,
    parent     text,
    valid_to   text,
    successors text not null,
    portal_id  text
) strict;

CREATE UNIQUE INDEX agency_key on agency (code, coalesce(valid_from, ''), revision);

CREATE TRIGGER agency_remains before delete on agency
begin select raise(abort, 'agencies are append-only'); end;

CREATE TRIGGER agency_stays before update on agency
begin select raise(abort, 'agencies are append-only'); end;

CREATE TABLE agency_fact (
    id                       integer not null primary key,
    subject                  integer not null,
    revision                 integer not null references revision (number),
    agency                   text not null,
    period                   text not null,
    stated_at                integer not null,
    offers_copies            integer,
    copies_done              integer,
    certifications           integer,
    accounts_verified        integer,
    received_national_report integer,
    received_previous_year   integer,
    services_growth          integer
) strict;

CREATE INDEX agency_fact_key on agency_fact (agency, period);

CREATE TRIGGER agency_fact_remains before delete on agency_fact
begin select raise(abort, 'agency facts are append-only'); end;

CREATE TRIGGER agency_fact_stays before update on agency_fact
begin select raise(abort, 'agency facts are append-only'); end;

CREATE TABLE alert (
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

CREATE INDEX alert_key on alert (rule, subject, place, number);

CREATE TRIGGER alert_remains before delete on alert
begin select raise(abort, 'alerts are append-only'); end;

CREATE TRIGGER alert_stays before update on alert
begin select raise(abort, 'alerts are append-only'); end;

CREATE TABLE alert_delivery (
    event     integer not null references alert_event (id),
    hook      text not null,
    at        integer not null,
    attempts  integer not null,
    delivered integer not null check (delivered in (0, 1)),
    answer    integer,
    primary key (event, hook)
) strict, without rowid;

CREATE TRIGGER alert_delivery_remains before delete on alert_delivery
begin select raise(abort, 'alert deliveries are append-only'); end;

CREATE TRIGGER alert_delivery_stays before update on alert_delivery
begin select raise(abort, 'alert deliveries are append-only'); end;

CREATE TABLE alert_event (
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

CREATE INDEX alert_event_at on alert_event (at);

CREATE TRIGGER alert_event_remains before delete on alert_event
begin select raise(abort, 'alert events are append-only'); end;

CREATE TRIGGER alert_event_stays before update on alert_event
begin select raise(abort, 'alert events are append-only'); end;

CREATE UNIQUE INDEX alert_event_step
    on alert_event (alert, case kind when 'cleared' then 'closed' else kind end);

CREATE TABLE capture (
    id          integer not null primary key,
    file_name   text not null,
    sha256      text not null,
    format      text not null,
    imported_at text not null,
    read        integer not null default 0,
    accepted    integer not null default 0,
    duplicate   integer not null default 0,
    refused     integer not null default 0,
    revision    integer references revision (number),
    check (accepted + duplicate + refused = read)
) strict;

CREATE TABLE closing (
    number      integer not null primary key,
    revision    integer not null references revision (number),
    agency      text not null,
    period      text not null,
    origin      text not null check (origin in ('dossiers', 'published')),
    as_of       text not null,
    provisional integer not null,
    rulebook    text not null,
    known_at    integer not null,
    closed_by   text not null,
    closed_at   integer not null,
    replaces    integer references closing (number),
    waived      integer not null,
    root        blob not null check (length(root) = 32),
    signature   blob not null check (length(signature) = 64),
    key         blob not null check (length(key) = 32)
) strict;

CREATE INDEX closing_period on closing (period, agency);

CREATE TRIGGER closing_remains before delete on closing
begin select raise(abort, 'closings are append-only'); end;

CREATE TRIGGER closing_stays before update on closing
begin select raise(abort, 'closings are append-only'); end;

CREATE TABLE closing_file (
    closing integer not null references closing (number),
    kind    text not null check (kind in ('snapshot', 'public', 'lists', 'findings')),
    bytes   blob not null,
    primary key (closing, kind)
) strict;

CREATE TRIGGER closing_file_remains before delete on closing_file
begin select raise(abort, 'files of closings are append-only'); end;

CREATE TRIGGER closing_file_stays before update on closing_file
begin select raise(abort, 'files of closings are append-only'); end;

CREATE TABLE code (
    id   integer not null primary key,
    text text not null unique
) strict;

CREATE TRIGGER code_remains before delete on code
begin select raise(abort, 'codes are append-only'); end;

CREATE TRIGGER code_stays before update on code
begin select raise(abort, 'codes are append-only'); end;

CREATE TABLE directive (
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

CREATE TRIGGER directive_remains before delete on directive
begin select raise(abort, 'directives are append-only'); end;

CREATE TRIGGER directive_stays before update on directive
begin select raise(abort, 'directives are append-only'); end;

CREATE TABLE directive_dossier (
    directive integer not null references directive (id),
    place     integer not null,
    number    text not null,
    open      integer not null check (open in (0, 1)),
    primary key (directive, place)
) strict, without rowid;

CREATE TRIGGER directive_dossier_remains before delete on directive_dossier
begin select raise(abort, 'dossiers of directives are append-only'); end;

CREATE TRIGGER directive_dossier_stays before update on directive_dossier
begin select raise(abort, 'dossiers of directives are append-only'); end;

CREATE TABLE directive_event (
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

CREATE UNIQUE INDEX directive_event_closed on directive_event (directive) where kind = 'closed';

CREATE TRIGGER directive_event_remains before delete on directive_event
begin select raise(abort, 'events of directives are append-only'); end;

CREATE TRIGGER directive_event_stays before update on directive_event
begin select raise(abort, 'events of directives are append-only'); end;

CREATE TABLE directive_unit (
    directive integer not null references directive (id),
    place     integer not null,
    agency    text not null,
    primary key (directive, place)
) strict, without rowid;

CREATE TRIGGER directive_unit_remains before delete on directive_unit
begin select raise(abort, 'units of directives are append-only'); end;

CREATE TRIGGER directive_unit_stays before update on directive_unit
begin select raise(abort, 'units of directives are append-only'); end;

CREATE TABLE dossier (
    number integer not null primary key check (number > 0),
    code   text not null unique
) strict;

CREATE TRIGGER dossier_remains before delete on dossier
begin select raise(abort, 'dossiers are append-only'); end;

CREATE TRIGGER dossier_stays before update on dossier
begin select raise(abort, 'dossiers are append-only'); end;

CREATE TABLE dossier_list (
    id          integer not null primary key,
    revision    integer not null references revision (number),
    side        text not null check (side in ('one-stop', 'portal')),
    agency      text not null,
    captured_at integer not null,
    file_name   text not null,
    sha256      text not null,
    entries     integer not null check (entries > 0),
    refused     integer not null,
    repeated    integer not null
) strict;

CREATE UNIQUE INDEX dossier_list_key on dossier_list (side, agency, captured_at, sha256);

CREATE TRIGGER dossier_list_remains before delete on dossier_list
begin select raise(abort, 'lists are append-only'); end;

CREATE TRIGGER dossier_list_stays before update on dossier_list
begin select raise(abort, 'lists are append-only'); end;

CREATE TABLE feed (
    sender   text not null,
    agency   text not null,
    first_at integer not null,
    last_at  integer not null,
    primary key (sender, agency)
) strict, without rowid;

CREATE TABLE figure (
    period      text not null,
    agency      text not null,
    indicator   text not null,
    as_of       text not null,
    source      text not null,
    numerator   integer,
    denominator integer,
    rate        text,
    points      text,
    flag        text,
    capture_id  integer not null references capture (id),
    revision    integer not null check (revision > 0),
    primary key (period, agency, indicator, as_of, source)
) strict, without rowid;

CREATE TRIGGER figure_remains before delete on figure
begin select raise(abort, 'figures are append-only'); end;

CREATE TRIGGER figure_stays before update on figure
begin select raise(abort, 'figures are append-only'); end;

CREATE TABLE import (
    sha256      text not null primary key,
    file_name   text not null,
    kind        text not null,
    started_at  integer not null,
    rows_done   integer not null,
    rows        integer,
    finished_at integer
) strict, without rowid;

CREATE TABLE list_entry (
    list        integer not null references dossier_list (id),
    place       integer not null,
    code        text not null,
    agency      text,
    procedure   text,
    status      integer,
    received_at integer,
    due_at      integer,
    ended_at    integer,
    primary key (list, place)
) strict, without rowid;

CREATE TRIGGER list_entry_remains before delete on list_entry
begin select raise(abort, 'entries of lists are append-only'); end;

CREATE TRIGGER list_entry_stays before update on list_entry
begin select raise(abort, 'entries of lists are append-only'); end;

CREATE TABLE pack_delivery (
    id       integer not null primary key,
    closing  integer not null references closing (number),
    target   text not null,
    at       integer not null,
    attempts integer not null check (attempts > 0),
    outcome  text not null check (outcome in ('delivered', 'refused', 'expired')),
    answer   integer,
    pack     blob not null check (length(pack) = 32)
) strict;

CREATE INDEX pack_delivery_closing on pack_delivery (closing, target, id);

CREATE TRIGGER pack_delivery_remains before delete on pack_delivery
begin select raise(abort, 'deliveries are append-only'); end;

CREATE TRIGGER pack_delivery_stays before update on pack_delivery
begin select raise(abort, 'deliveries are append-only'); end;

CREATE TABLE petition (
    id          integer not null primary key,
    subject     integer not null,
    revision    integer not null references revision (number),
    number      text not null,
    agency      text not null,
    stated_at   integer not null,
    step        text not null,
    received_at integer not null,
    answered_at integer,
    about       integer not null,
    likes       integer not null,
    dislikes    integer not null,
    repeated    integer not null,
    dossier     text
) strict;

CREATE INDEX petition_key on petition (number);

CREATE TRIGGER petition_remains before delete on petition
begin select raise(abort, 'petitions are append-only'); end;

CREATE TRIGGER petition_stays before update on petition
begin select raise(abort, 'petitions are append-only'); end;

CREATE TABLE procedure_name (
    id        integer not null primary key,
    subject   integer not null,
    revision  integer not null references revision (number),
    procedure text not null,
    stated_at integer not null,
    name      text not null,
    field     text
) strict;

CREATE INDEX procedure_name_key on procedure_name (procedure);

CREATE TRIGGER procedure_name_remains before delete on procedure_name
begin select raise(abort, 'names of procedures are append-only'); end;

CREATE TRIGGER procedure_name_stays before update on procedure_name
begin select raise(abort, 'names of procedures are append-only'); end;

CREATE TABLE publication (
    id           integer not null primary key,
    subject      integer not null,
    revision     integer not null references revision (number),
    agency       text not null,
    decision     text not null,
    procedure    text not null,
    stated_at    integer not null,
    decided_on   text not null,
    effective_on text not null,
    public_at    integer
) strict;

CREATE INDEX publication_key on publication (agency, decision, procedure);

CREATE TRIGGER publication_remains before delete on publication
begin select raise(abort, 'publications are append-only'); end;

CREATE TRIGGER publication_stays before update on publication
begin select raise(abort, 'publications are append-only'); end;

CREATE TABLE quarantine (
    id       integer not null primary key,
    revision integer references revision (number),
    seen_at  integer not null,
    sender   text not null,
    number   text,
    place    text not null,
    code     text not null,
    field    text,
    value    text
) strict;

CREATE INDEX quarantine_number on quarantine (number) where number is not null;

CREATE TRIGGER quarantine_remains before delete on quarantine
begin select raise(abort, 'quarantined items are append-only'); end;

CREATE INDEX quarantine_seen on quarantine (seen_at);

CREATE TRIGGER quarantine_stays before update on quarantine
begin select raise(abort, 'quarantined items are append-only'); end;

CREATE TABLE receipt (
    day         text not null,
    sender      text not null,
    format      text not null,
    received    integer not null,
    accepted    integer not null,
    duplicate   integer not null,
    superseded  integer not null,
    quarantined integer not null,
    primary key (day, sender, format),
    check (accepted + duplicate + superseded + quarantined = received)
) strict, without rowid;

CREATE TABLE refusal (
    capture_id integer not null references capture (id),
    number     integer not null,
    place      text not null,
    code       text not null,
    field      text,
    value      text,
    primary key (capture_id, number)
) strict, without rowid;

CREATE TRIGGER refusal_remains before delete on refusal
begin select raise(abort, 'refusals are append-only'); end;

CREATE TRIGGER refusal_stays before update on refusal
begin select raise(abort, 'refusals are append-only'); end;

CREATE TABLE reopening (
    closing     integer not null primary key references closing (number),
    revision    integer not null references revision (number),
    reopened_at integer not null,
    reopened_by text not null,
    reason      text not null
) strict;

CREATE TRIGGER reopening_remains before delete on reopening
begin select raise(abort, 'reopenings are append-only'); end;

CREATE TRIGGER reopening_stays before update on reopening
begin select raise(abort, 'reopenings are append-only'); end;

CREATE TABLE revision (
    number  integer not null primary key check (number > 0),
    made_at text not null
) strict;

CREATE TRIGGER revision_remains before delete on revision
begin select raise(abort, 'revisions are append-only'); end;

CREATE TRIGGER revision_stays before update on revision
begin select raise(abort, 'revisions are append-only'); end;

CREATE TABLE sender (
    code      text not null primary key,
    first_at  integer not null,
    last_at   integer not null,
    watermark integer,
    arrivals  blob not null
) strict, without rowid;

CREATE TABLE service (
    id          integer not null primary key,
    subject     integer not null,
    revision    integer not null references revision (number),
    agency      text not null,
    procedure   text not null,
    stated_at   integer not null,
    level       integer not null,
    state       integer not null,
    valid_from  text not null,
    valid_to    text,
    has_fee     integer not null,
    for_person  integer not null,
    all_parts   integer not null,
    limit_unit  text check (limit_unit in ('working_hours', 'working_days', 'days', 'months')),
    limit_count integer
) strict;

CREATE INDEX service_key on service (agency, procedure);

CREATE TRIGGER service_remains before delete on service
begin select raise(abort, 'services are append-only'); end;

CREATE TRIGGER service_stays before update on service
begin select raise(abort, 'services are append-only'); end;

CREATE TABLE session (
    token    blob not null primary key check (length(token) = 32),
    account  integer not null references account (id),
    begun_at integer not null,
    seen_at  integer not null,
    ends_at  integer not null check (ends_at > begun_at)
) strict, without rowid;

CREATE INDEX session_account on session (account);

CREATE TABLE version (
    id          integer not null primary key,
    dossier     integer not null,
    revision    integer not null,
    previous    integer,
    stated_at   integer,
    updating    integer,
    status      integer,
    agency      integer,
    procedure   integer,
    received_at integer,
    filed_at    integer,
    due_at      integer,
    ended_at    integer,
    returned_at integer,
    refused_at  integer,
    channel     integer,
    filed_on    integer,
    fee_due     integer,
    paid        integer,
    marks       integer,
    rounds      blob,
    steps       blob,
    dues        blob,
    statuses    integer,
    synced_at   integer,
    payment     integer,
    rating_at   integer,
    rating_good integer,
    complained  integer
) strict;

CREATE TRIGGER version_remains before delete on version
begin select raise(abort, 'versions are append-only'); end;

CREATE TRIGGER version_stays before update on version
begin select raise(abort, 'versions are append-only'); end;
