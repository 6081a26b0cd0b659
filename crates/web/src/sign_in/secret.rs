//! The secret of a session: 256 random bits that only the browser keeps.

use std::fmt::Write;

use chiso_store::SessionKey;
use sha2::{Digest, Sha256};

/// A secret; never shown in messages.
pub(crate) struct Secret([u8; 32]);

impl Secret {
    /// A new one.
    pub fn new() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// One that a test knows.
    #[cfg(test)]
    pub fn known(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads what a cookie holds: 64 small hexadecimal digits, nothing else.
    pub fn read(text: &str) -> Option<Self> {
        let hex = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != 64 || !text.as_bytes().iter().all(hex) {
            return None;
        }
        let mut bytes = [0; 32];
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    /// As the cookie holds it.
    pub fn text(&self) -> String {
        self.0.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing into a text cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }

    /// What the store knows of it.
    pub fn key(&self) -> SessionKey {
        Sha256::digest(self.0).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_comes_back_from_a_cookie_and_no_two_are_the_same() {
        let secret = Secret::new().unwrap();
        let back = Secret::read(&secret.text()).unwrap();
        assert_eq!(back.key(), secret.key());
        assert_ne!(Secret::new().unwrap().key(), secret.key());
        // The store never holds the secret itself.
        assert_ne!(secret.key(), secret.0);
    }

    #[test]
    fn what_is_no_secret_is_not_read() {
        let good = "0a".repeat(32);
        assert!(Secret::read(&good).is_some());
        for bad in
            ["", "0a", &good[1..], &good.to_uppercase(), &format!("{good}0a"), &"đ".repeat(32)]
        {
            assert!(Secret::read(bad).is_none(), "{bad}");
        }
    }
}
