-- Names of procedures.

-- What a procedure is called, as known from a revision on; subject numbers the codes, dense from 1; the greatest
-- id of a subject holds.
create table procedure_name (
    id        integer not null primary key,
    subject   integer not null,
    revision  integer not null references revision (number),
    procedure text not null,
    stated_at integer not null,
    name      text not null,
    field     text
) strict;

create index procedure_name_key on procedure_name (procedure);

create trigger procedure_name_stays before update on procedure_name
begin select raise(abort, 'names of procedures are append-only'); end;
create trigger procedure_name_remains before delete on procedure_name
begin select raise(abort, 'names of procedures are append-only'); end;
