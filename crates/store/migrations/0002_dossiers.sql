-- Dossiers and records: what senders say, joined, one row for each state of knowledge.
--
-- Moments are whole seconds since the epoch. Days are text ('2026-08-22'). null = not stated.
-- Everything is written by one writer, in the order of revisions: a later row has a greater id and
-- never a smaller revision.

-- Dictionary of agency and procedure codes, dense from 1.
create table code (
    id   integer not null primary key,
    text text not null unique
) strict;

-- Dossiers by their number in this database, dense from 1. code = MaHoSo.
create table dossier (
    number integer not null primary key check (number > 0),
    code   text not null unique
) strict;

-- A dossier as known from a revision on; previous = the version before, null for the first. Appended
-- at the end and never searched but by id, so it has no index. From stated_at to rounds: the snapshot
-- that holds, all null before one was heard. agency, procedure: code.id. steps, rounds, dues: packed
-- lists (src/pack.rs), null = none. dues null = the snapshot's due_at alone, statuses null = the
-- snapshot's status alone.
create table version (
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

-- A procedure as an agency offers it, as known from a revision on. In this and the next three
-- tables subject numbers the keys of the table, dense from 1; the greatest id of a subject holds.
create table service (
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

create index service_key on service (agency, procedure);

-- A procedure named in an announcement decision, as known from a revision on.
create table publication (
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

create index publication_key on publication (agency, decision, procedure);

-- Feedback or complaint, as known from a revision on. Nothing of its text is kept.
create table petition (
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

create index petition_key on petition (number);

-- Numbers an agency or a national system states for a period, as known from a revision on.
create table agency_fact (
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

create index agency_fact_key on agency_fact (agency, period);

-- Items that were not taken in, and why. revision = that of the batch it came with, null if that
-- batch changed nothing. number = dossier number, if it looks like one; value only for fields that
-- cannot hold a person.
create table quarantine (
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

-- How many items of a sender became what on a day (Vietnam time). Counters, so this table changes.
create table receipt (
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

-- How far a long import is; written with each of its chunks, so this table changes.
create table import (
    sha256      text not null primary key,
    file_name   text not null,
    kind        text not null,
    started_at  integer not null,
    rows_done   integer not null,
    rows        integer,
    finished_at integer
) strict, without rowid;

-- The log only grows, whoever writes.
create trigger code_stays before update on code
begin select raise(abort, 'codes are append-only'); end;
create trigger code_remains before delete on code
begin select raise(abort, 'codes are append-only'); end;
create trigger dossier_stays before update on dossier
begin select raise(abort, 'dossiers are append-only'); end;
create trigger dossier_remains before delete on dossier
begin select raise(abort, 'dossiers are append-only'); end;
create trigger version_stays before update on version
begin select raise(abort, 'versions are append-only'); end;
create trigger version_remains before delete on version
begin select raise(abort, 'versions are append-only'); end;
create trigger service_stays before update on service
begin select raise(abort, 'services are append-only'); end;
create trigger service_remains before delete on service
begin select raise(abort, 'services are append-only'); end;
create trigger publication_stays before update on publication
begin select raise(abort, 'publications are append-only'); end;
create trigger publication_remains before delete on publication
begin select raise(abort, 'publications are append-only'); end;
create trigger petition_stays before update on petition
begin select raise(abort, 'petitions are append-only'); end;
create trigger petition_remains before delete on petition
begin select raise(abort, 'petitions are append-only'); end;
create trigger agency_fact_stays before update on agency_fact
begin select raise(abort, 'agency facts are append-only'); end;
create trigger agency_fact_remains before delete on agency_fact
begin select raise(abort, 'agency facts are append-only'); end;
create trigger quarantine_stays before update on quarantine
begin select raise(abort, 'quarantined items are append-only'); end;
create trigger quarantine_remains before delete on quarantine
begin select raise(abort, 'quarantined items are append-only'); end;
