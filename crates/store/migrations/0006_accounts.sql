-- Who may sign in to the internal pages, and who is signed in. Neither is part of the log: both change.
--
-- Moments are whole seconds since the epoch.

-- An account of an office or a desk ('quan-tri', 'mot-cua'): it names no person. password: argon2id with its salt, never the
-- password itself. disabled_at: since when nobody may sign in with it.
create table account (
    id          integer not null primary key,
    name        text not null unique,
    password    text not null,
    made_at     integer not null,
    disabled_at integer
) strict;

-- A browser that is signed in. token: sha-256 of the secret that only the browser has. seen_at: last use, to a minute.
-- Signing out removes the row.
create table session (
    token    blob not null primary key check (length(token) = 32),
    account  integer not null references account (id),
    begun_at integer not null,
    seen_at  integer not null,
    ends_at  integer not null check (ends_at > begun_at)
) strict, without rowid;

create index session_account on session (account);
