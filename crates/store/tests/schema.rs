//! The schema as it is must be the schema as it is written down.

#![allow(clippy::unwrap_used, reason = "test code")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chiso_store::{FILE_NAME, Store};
use rusqlite::Connection;

/// A database with all migrations applied.
fn fresh(dir: &Path) -> Connection {
    drop(Store::open(dir).unwrap());
    Connection::open(dir.join(FILE_NAME)).unwrap()
}

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn strings(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn schema_sql_is_the_sum_of_all_migrations() {
    let dir = tempfile::tempdir().unwrap();
    let statements = strings(
        &fresh(dir.path()),
        "select sql || ';' from sqlite_schema where sql is not null order by tbl_name, type = 'table' desc, name",
    );
    let header = "-- Written by a test: what all migrations together make. Do not edit.\n\n";
    let schema = format!("{header}{}\n", statements.join("\n\n"));
    let file = here("schema.sql");
    if std::env::var_os("CHISO_UPDATE").is_some() {
        std::fs::write(&file, &schema).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(committed, schema, "run CHISO_UPDATE=1 cargo test -p chiso-store --test schema");
}

#[test]
fn every_column_is_declared_and_none_is_personal() {
    let text = std::fs::read_to_string(here("columns.toml")).unwrap();
    let declared: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&text).unwrap();
    let declared: BTreeSet<String> = declared
        .iter()
        .flat_map(|(table, columns)| {
            columns.iter().map(move |(column, who)| {
                assert!(["public", "internal"].contains(&who.as_str()), "{table}.{column}: {who}");
                format!("{table}.{column}")
            })
        })
        .collect();
    let dir = tempfile::tempdir().unwrap();
    let present = strings(
        &fresh(dir.path()),
        "select t.name || '.' || c.name
         from sqlite_schema t join pragma_table_info(t.name) c
         where t.type in ('table', 'view') and t.name not like 'sqlite_%'",
    );
    let present: BTreeSet<String> = present.into_iter().collect();
    let undeclared: Vec<_> = present.difference(&declared).collect();
    let vanished: Vec<_> = declared.difference(&present).collect();
    assert!(undeclared.is_empty(), "declare in columns.toml: {undeclared:?}");
    assert!(vanished.is_empty(), "remove from columns.toml: {vanished:?}");
}

#[test]
fn migrations_are_numbered_without_gaps_and_all_applied() {
    let mut names: Vec<String> = std::fs::read_dir(here("migrations"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".sql"))
        .collect();
    names.sort();
    for (number, name) in (1..).zip(&names) {
        assert!(name.starts_with(&format!("{number:04}_")), "{name}");
    }
    let dir = tempfile::tempdir().unwrap();
    let applied: usize =
        fresh(dir.path()).pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(applied, names.len());
}

/// Statements that a log has to refuse.
const CHANGES: &[&str] = &[
    "update revision set number = 2",
    "update agency set name = 'x'",
    "update refusal set value = 'x'",
    "update figure set numerator = 9",
    "update code set text = 'x'",
    "update dossier set code = 'x'",
    "update version set status = 9",
    "update service set level = 2",
    "update publication set public_at = 1",
    "update petition set likes = 9",
    "update agency_fact set copies_done = 9",
    "update procedure_name set name = 'x'",
    "update quarantine set code = 'x'",
    "update alert set value = '9'",
    "update alert_event set note = 'x'",
    "update alert_delivery set delivered = 0",
    "delete from alert_delivery",
    "delete from alert_event",
    "delete from alert",
    "update directive set title = 'x'",
    "update directive_unit set agency = 'x'",
    "update directive_dossier set open = 0",
    "update directive_event set reason = 'x'",
    "delete from directive",
    "delete from directive_unit",
    "delete from directive_dossier",
    "delete from directive_event",
    "update closing set closed_by = 'x'",
    "update closing_file set bytes = x'00'",
    "update reopening set reason = 'x'",
    "delete from reopening",
    "delete from closing_file",
    "delete from closing",
    "update pack_delivery set outcome = 'delivered'",
    "delete from pack_delivery",
    "delete from revision",
    "delete from agency",
    "delete from refusal",
    "delete from figure",
    "delete from code",
    "delete from dossier",
    "delete from version",
    "delete from service",
    "delete from publication",
    "delete from petition",
    "delete from agency_fact",
    "delete from procedure_name",
    "delete from quarantine",
];

#[test]
fn the_log_refuses_to_be_changed() {
    let dir = tempfile::tempdir().unwrap();
    let connection = fresh(dir.path());
    connection
        .execute_batch(
            "insert into revision values (1, '2026-09-26T10:00:00Z');
             insert into agency values ('H44', null, 1, 'Phú Thọ', 'province', null, null, '', null);
             insert into capture (id, file_name, sha256, format, imported_at)
                 values (1, 'a.csv', '9f', 'csv', '2026-09-26T10:00:00Z');
             insert into refusal values (1, 1, '2', 'conflict', null, null);
             insert into figure values
                 ('2026-08', 'H44', '1.1', '2026-09-26T00:00:00', 'Cổng', 1, 2, null, null, null, 1, 1);
             insert into code values (1, 'H44');
             insert into dossier values (1, 'H44-261003-0001');
             insert into version (id, dossier, revision) values (1, 1, 1);
             insert into service values
                 (1, 1, 1, 'H44', '1.004222', 1, 4, 1, '2026-01-01', null, 0, 1, 1, null, null);
             insert into publication values
                 (1, 1, 1, 'H44', '12/QĐ', '1.004222', 1, '2026-01-01', '2026-01-02', null);
             insert into petition values
                 (1, 1, 1, 'PAKN.1', 'H44', 1, 'waiting', 1, null, 0, 0, 0, 0, null);
             insert into agency_fact (id, subject, revision, agency, period, stated_at)
                 values (1, 1, 1, 'H44', '2026-08', 1);
             insert into procedure_name values (1, 1, 1, '1.004222', 1, 'Đăng ký thường trú', 'Cư trú');
             insert into quarantine (id, seen_at, sender, place, code)
                 values (1, 1, 'H44', '7', 'bad_moment');
             insert into alert values
                 (1, 'qua-han', 'overdue', 'H44', '', 'H44', 'H44', null, '51', null, '50');
             insert into alert_event (id, alert, at, revision, kind) values (1, 1, 1, 1, 'raised');
             insert into alert_delivery values (1, 'truc-ban', 1, 1, 1, 204);
             insert into directive values
                 (1, 1, '125/UBND', null, 1, 'Về việc …', 'H44', 'H44.1', 'H44', '2.1', '2026-08',
                  '766-2024', 'dossiers', 'points', '18.00', '2026-09-09', null, '14.00', 'value',
                  '70.00', 70, 100, '2026-08', '766-2024', 1, 1);
             insert into directive_unit values (1, 1, 'H44.1');
             insert into directive_dossier values (1, 1, 'H44-261003-0001', 1);
             insert into directive_event values
                 (1, 1, 1, 2, 'closed', 'met', null, 1, '18.02', 'value', '90.10', 901, 1000,
                  '2026-08', '766-2024', 2, 1);
             insert into closing values
                 (1, 1, 'H44', '2026-08', 'dossiers', '2026-09-05T00:00:00', 0, '766-2024', 1,
                  'Văn phòng', 1, null, 0, zeroblob(32), zeroblob(64), zeroblob(32));
             insert into closing_file values (1, 'public', x'01');
             insert into reopening values (1, 1, 1, 'Văn phòng', 'Sót hồ sơ');
             insert into pack_delivery values (1, 1, 'thu-muc', 1, 1, 'expired', null, zeroblob(32));",
        )
        .unwrap();
    for change in CHANGES {
        let error = connection.execute_batch(change).unwrap_err().to_string();
        assert!(error.contains("append-only"), "{change}: {error}");
    }
}

#[test]
fn the_books_add_up_whoever_writes() {
    let dir = tempfile::tempdir().unwrap();
    let connection = fresh(dir.path());
    let row = |received: i64| {
        connection.execute(
            "insert into receipt values ('2026-10-03', 'H44', 'csv', ?1, 4, 3, 2, 1)",
            [received],
        )
    };
    assert!(row(11).is_err());
    assert_eq!(row(10), Ok(1));
}
