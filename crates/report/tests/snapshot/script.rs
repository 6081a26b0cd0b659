//! A verifier that shares nothing with ours agrees: `scripts/verify-snapshot`.

use std::path::PathBuf;
use std::process::Command;

use chiso_report::snapshot::{Frozen, Key, seal};

use crate::world::{self, Draw};

/// Runs the script; gives its exit code and what it says.
fn script(bytes: &[u8], key: Option<&Key>) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let (file, pem) = (folder.path().join("ban-chot.txt"), folder.path().join("khoa.pem"));
    std::fs::write(&file, bytes).unwrap();
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scripts/verify-snapshot");
    let mut command = Command::new("python3");
    command.arg(script).arg(file);
    if let Some(key) = key {
        std::fs::write(&pem, key.public().to_pem()).unwrap();
        command.arg(pem);
    }
    let output = command.output().expect("this test needs python3 3.11 and openssl");
    let told =
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code(), told)
}

fn month() -> Frozen {
    world::counted(&mut Draw(2_026), 3, 70)
}

#[test]
fn it_finds_everything_right_in_both_files() {
    let sealed = seal(&month(), &world::key()).unwrap();
    for bytes in [&sealed.full, &sealed.public] {
        let (code, told) = script(bytes, Some(&world::key()));
        assert_eq!(code, Some(0), "{told}");
        assert!(told.contains("everything holds") && !told.contains(" 0 points of"), "{told}");
    }
    let (code, told) =
        script(&seal(&world::published(&mut Draw(4), 2), &world::key()).unwrap().full, None);
    assert_eq!(code, Some(0), "{told}");
}

#[test]
fn it_tells_what_was_changed() {
    let sealed = seal(&month(), &world::key()).unwrap();
    let text = String::from_utf8(sealed.full.clone()).unwrap();
    let row = "points\tH55.249\ttotal\tTOTAL\t";
    let at = text.find(row).unwrap() + row.len();
    let mut bytes = sealed.full.clone();
    bytes[at] = if bytes[at] == b'7' { b'8' } else { b'7' };
    let line = text[..at].matches('\n').count() + 1;
    let (code, told) = script(&bytes, None);
    assert_eq!(code, Some(4));
    assert!(told.contains(&format!("line {line}: the hash is wrong: points H55.249")), "{told}");

    let (code, told) = script(&sealed.full, Some(&Key::new([99; 32])));
    assert!(code == Some(4) && told.contains("signature"), "{told}");
    assert_eq!(script(b"agency,period\n", None).0, Some(3));
}
