-- Deliveries: what became of handing the report pack of a closing on. Only grows.

-- One word about a pack and one of its targets: it arrived, was refused for good, or was given up. target: 'thu-muc' for the
-- folder, else the id of an office in the operator's settings; no address is kept. answer: status of a mail server, if it gave one.
-- pack: SHA-256 of the manifest, which names every file. Delivered again on demand, a pack has several.
create table pack_delivery (
    id       integer not null primary key,
    closing  integer not null references closing (number),
    target   text not null,
    at       integer not null,
    attempts integer not null check (attempts > 0),
    outcome  text not null check (outcome in ('delivered', 'refused', 'expired')),
    answer   integer,
    pack     blob not null check (length(pack) = 32)
) strict;

create index pack_delivery_closing on pack_delivery (closing, target, id);

create trigger pack_delivery_stays before update on pack_delivery
begin select raise(abort, 'deliveries are append-only'); end;
create trigger pack_delivery_remains before delete on pack_delivery
begin select raise(abort, 'deliveries are append-only'); end;
