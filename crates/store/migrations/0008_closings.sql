-- Closings: a period of an agency as it was frozen, and its reopening. Nothing here is ever changed or removed.

-- A period that was closed. as_of: until when one looked; known_at: revision of the log that was frozen. provisional: the period
-- was not over. replaces: the closing it takes the place of, after a reopening. closed_by: an office or a function, as typed; not a
-- person's name. waived: checks that found something and were waived. root, signature, key: of the snapshot file.
create table closing (
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

create index closing_period on closing (period, agency);

-- The files of a closing, byte for byte: 'snapshot' has everything but lists, 'public' is for everybody, 'lists' says which rows were
-- counted where, 'findings' says what the checks found. Kept apart, so that reading the list of closings reads none of them.
create table closing_file (
    closing integer not null references closing (number),
    kind    text not null check (kind in ('snapshot', 'public', 'lists', 'findings')),
    bytes   blob not null,
    primary key (closing, kind)
) strict;

-- That a closing no longer stands; its figures and files stay. reopened_by: an office or a function. reason: as typed.
create table reopening (
    closing     integer not null primary key references closing (number),
    revision    integer not null references revision (number),
    reopened_at integer not null,
    reopened_by text not null,
    reason      text not null
) strict;

create trigger closing_stays before update on closing
begin select raise(abort, 'closings are append-only'); end;
create trigger closing_remains before delete on closing
begin select raise(abort, 'closings are append-only'); end;
create trigger closing_file_stays before update on closing_file
begin select raise(abort, 'files of closings are append-only'); end;
create trigger closing_file_remains before delete on closing_file
begin select raise(abort, 'files of closings are append-only'); end;
create trigger reopening_stays before update on reopening
begin select raise(abort, 'reopenings are append-only'); end;
create trigger reopening_remains before delete on reopening
begin select raise(abort, 'reopenings are append-only'); end;
