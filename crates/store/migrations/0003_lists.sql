-- Lists of dossiers as others keep them: what a one-stop system exports, which codes the national portal
-- knows. For reconciliation only; nothing of them is counted.

-- A list as it was taken. captured_at: seconds since the epoch; what came later cannot be in it.
-- entries + refused = rows of the file; repeated: entries beyond the first of each code.
create table dossier_list (
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

create unique index dossier_list_key on dossier_list (side, agency, captured_at, sha256);

-- A row of a list, in the order of the file; null = not said.
create table list_entry (
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

-- What was refused of a dossier is looked up by its number.
create index quarantine_number on quarantine (number) where number is not null;

create trigger dossier_list_stays before update on dossier_list
begin select raise(abort, 'lists are append-only'); end;
create trigger dossier_list_remains before delete on dossier_list
begin select raise(abort, 'lists are append-only'); end;
create trigger list_entry_stays before update on list_entry
begin select raise(abort, 'entries of lists are append-only'); end;
create trigger list_entry_remains before delete on list_entry
begin select raise(abort, 'entries of lists are append-only'); end;
