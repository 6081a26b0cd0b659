-- Written by a test: what all migrations together make. Do not edit.

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

CREATE TABLE revision (
    number  integer not null primary key check (number > 0),
    made_at text not null
) strict;

CREATE TRIGGER revision_remains before delete on revision
begin select raise(abort, 'revisions are append-only'); end;

CREATE TRIGGER revision_stays before update on revision
begin select raise(abort, 'revisions are append-only'); end;
