//! Senders nobody knows, where a secret is set.

use serde_json::{Value, json};

use crate::support::Data;
use crate::support::sync_client::{Running, envelope};
use crate::{dossier, number, verified};

fn login(password: &str) -> Value {
    json!({ "username": "H55", "password": password })
}

#[test]
fn only_who_knows_the_secret_may_send() {
    let data = Data::empty();
    let mut command = data.command();
    command.env("CHISO_SYNC_SECRET", "đồng-bộ-2026");
    let server = Running::start(command, &data.path().join("said.txt"));
    let sender = server.sender();
    let mut push = envelope("DongBoHoSoMC", true, &[dossier(&number(1))]);
    let refused = sender.call(&push);
    assert_eq!(refused.json()["error_code"], "-1", "{}", refused.text);
    assert!(sender.look_up(&number(1)).is_none());
    assert_ne!(sender.call(&login("đồng-bộ-2025")).json()["error_code"], "0");

    let opened = sender.call(&login("đồng-bộ-2026")).json();
    assert_eq!(opened["error_code"], "0", "{opened}");
    push["session"] = opened["session"].clone();
    assert_eq!(sender.call(&push).codes(), ["0"]);
    drop(sender);
    assert!(server.stop().status.success());
    verified(&data);
}
