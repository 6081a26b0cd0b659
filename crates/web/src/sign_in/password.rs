//! Passwords: what may be one, how it is kept, how it is proven. Each takes a good part of a tenth of a
//! second and 19 MiB on purpose: call it on a thread that may block.

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use unicode_normalization::UnicodeNormalization;

/// Fewest characters: long enough that nobody guesses it at the pace that is allowed.
pub const FEWEST: usize = 12;
/// Most characters.
pub const MOST: usize = 200;

/// A hash that no account has, of the same cost: what is proven where there is no account.
const NOBODYS: &str = "$argon2id$v=19$m=19456,t=2,p=1$Y2hpc28ga2hvbmcgYWkgY2E$RXP3dY5VSFSy1ZyJ4hTTHFjVnAR4zXKzYkXNz8MqYjk";

/// Why a text cannot be a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// It has fewer than [`FEWEST`] characters.
    Short,
    /// It has more than [`MOST`].
    Long,
    /// The system gives no random numbers.
    NoRandom,
}

/// Hashes a password for the store.
///
/// # Errors
/// It is too short or too long, or the system gives no random numbers.
pub fn hashed(password: &str) -> Result<String, Unfit> {
    let password = normal(password);
    match password.chars().count() {
        short if short < FEWEST => Err(Unfit::Short),
        long if long > MOST => Err(Unfit::Long),
        _ => match Argon2::default().hash_password(password.as_bytes()) {
            Ok(hash) => Ok(hash.to_string()),
            Err(_) => Err(Unfit::NoRandom),
        },
    }
}

/// A random password that can be read over the telephone: five groups of two syllables, 60 bits.
///
/// # Errors
/// The system gives no random numbers.
pub fn random() -> Result<String, getrandom::Error> {
    const FIRST: &[u8; 16] = b"bcdghklmnprstvxz";
    const SECOND: &[u8; 4] = b"aeiu";
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes)?;
    let groups: Vec<String> = bytes
        .chunks(2)
        .map(|pair| {
            let syllable =
                |byte: &u8| [FIRST[usize::from(byte & 15)], SECOND[usize::from(byte >> 4 & 3)]];
            pair.iter().flat_map(syllable).map(char::from).collect()
        })
        .collect();
    Ok(groups.join("-"))
}

/// Whether a password is the one that was hashed. Without a hash it takes as long and is not.
pub(crate) fn proven(password: &str, hash: Option<&str>) -> bool {
    let right = verify(password, hash.unwrap_or(NOBODYS));
    right && hash.is_some()
}

fn verify(password: &str, hash: &str) -> bool {
    let password = normal(password);
    // A password that cannot be one costs no less: nothing is told by the time either.
    let bytes = password.as_bytes();
    Argon2::default().verify_password(bytes, hash).is_ok()
}

/// A letter typed on another keyboard is the same letter.
fn normal(password: &str) -> String {
    password.trim().nfc().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_password_is_proven_however_its_letters_are_composed() {
        let hash = hashed("chỉ số cải cách").unwrap();
        let apart: String = "chỉ số cải cách".nfd().collect();
        assert!(proven("chỉ số cải cách", Some(&hash)));
        assert!(proven(&format!(" {apart}\r\n"), Some(&hash)));
        for wrong in ["", "chi so cai cach", "Chỉ số cải cách", "chỉ số cải cách1"] {
            assert!(!proven(wrong, Some(&hash)), "{wrong}");
        }
        assert!(!hash.contains("chỉ"));
        assert_ne!(hashed("chỉ số cải cách").unwrap(), hash, "a salt of its own");
    }

    #[test]
    fn without_an_account_the_same_work_is_done() {
        let cost = |hash: &str| hash.split('$').skip(1).take(3).collect::<Vec<_>>().join("$");
        assert_eq!(cost(NOBODYS), cost(&hashed("mot-hai-ba-bon").unwrap()));
        // It is a hash that can be proven, not a text that fails at once.
        assert!(argon2::PasswordHash::new(NOBODYS).unwrap().hash.is_some());
        assert!(!proven("chiso khong ai ca", None));
    }

    #[test]
    fn nobody_signs_in_with_a_hash_that_cannot_be_read() {
        for hash in ["", "x", "$argon2id$v=19$m=19456,t=2,p=1$$", "$1$abc$def"] {
            assert!(!proven("", Some(hash)) && !proven("x", Some(hash)), "{hash}");
        }
    }

    #[test]
    fn a_password_ends_at_its_bounds() {
        assert_eq!(hashed(&"đ".repeat(FEWEST - 1)), Err(Unfit::Short));
        assert_eq!(hashed(&format!("  {}  ", "a".repeat(FEWEST - 1))), Err(Unfit::Short));
        assert!(hashed(&"đ".repeat(FEWEST)).is_ok());
        assert!(hashed(&"đ".repeat(MOST)).is_ok());
        assert_eq!(hashed(&"đ".repeat(MOST + 1)), Err(Unfit::Long));
    }

    #[test]
    fn a_random_password_is_readable_and_never_the_same() {
        let all: BTreeSet<String> = (0..100).map(|_| random().unwrap()).collect();
        assert_eq!(all.len(), 100);
        for password in &all {
            assert_eq!(password.len(), 24, "{password}");
            assert!(password.chars().all(|c| c == '-' || c.is_ascii_lowercase()), "{password}");
        }
        assert!(hashed(all.first().unwrap()).is_ok());
    }
}
