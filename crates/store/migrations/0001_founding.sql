-- The founding schema: what somebody else published, kept as it came.
--
-- Times of day are Vietnam time without zone ('2023-08-31T16:30:00'); times of the machine are
-- UTC ('2026-08-22T10:00:00Z'). Both compare correctly as text. Decimals are text, so that '6.00'
-- keeps its scale. A missing number is null, never 0.

-- One row for each committed batch that added something. Every shown number names its revision.
create table revision (
    number  integer not null primary key check (number > 0),
    made_at text not null
) strict;

-- Agencies in time. A row is identified by (code, valid_from); the row with the newest revision
-- says what is known of it. valid_from null = always was; successors = codes joined by ';'.
create table agency (
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

create unique index agency_key on agency (code, coalesce(valid_from, ''), revision);

-- One row for each import call and file, also when the import added nothing (revision null).
-- accepted + duplicate + refused = read.
create table capture (
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

-- What of a file was refused, and why. value only for the fields that cannot hold a person.
create table refusal (
    capture_id integer not null references capture (id),
    number     integer not null,
    place      text not null,
    code       text not null,
    field      text,
    value      text,
    primary key (capture_id, number)
) strict, without rowid;

-- Reported figures. The key is also the order on disk: all captures of one number lie together.
-- revision is the capture's; it stands here because every query asks for it.
create table figure (
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

-- The log only grows, whoever writes.
create trigger revision_stays before update on revision
begin select raise(abort, 'revisions are append-only'); end;
create trigger revision_remains before delete on revision
begin select raise(abort, 'revisions are append-only'); end;
create trigger agency_stays before update on agency
begin select raise(abort, 'agencies are append-only'); end;
create trigger agency_remains before delete on agency
begin select raise(abort, 'agencies are append-only'); end;
create trigger refusal_stays before update on refusal
begin select raise(abort, 'refusals are append-only'); end;
create trigger refusal_remains before delete on refusal
begin select raise(abort, 'refusals are append-only'); end;
create trigger figure_stays before update on figure
begin select raise(abort, 'figures are append-only'); end;
create trigger figure_remains before delete on figure
begin select raise(abort, 'figures are append-only'); end;
