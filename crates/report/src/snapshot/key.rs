//! The keys that closings are signed with: Ed25519.

use std::fmt;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::hex;

/// The private key of an installation. It is never printed.
#[derive(Clone)]
pub struct Key(SigningKey);

/// The public half of a key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl Key {
    /// The key of 32 random bytes; the caller gets them from the operating system.
    #[must_use]
    pub fn new(random: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&random))
    }

    /// Reads a key from PKCS#8 PEM.
    #[must_use]
    pub fn from_pem(text: &str) -> Option<Self> {
        SigningKey::from_pkcs8_pem(text).ok().map(Self)
    }

    /// The key as PKCS#8 PEM, for a file that only its owner reads.
    #[must_use]
    pub fn to_pem(&self) -> String {
        // Only a key type without an encoding could fail.
        self.0.to_pkcs8_pem(LineEnding::LF).map(|text| text.as_str().to_owned()).unwrap_or_default()
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }

    /// A secret for one purpose, from which the key does not follow.
    pub(super) fn secret(&self, purpose: &[u8]) -> [u8; 32] {
        keyed(self.0.as_bytes(), purpose)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Key").field(&self.public()).finish()
    }
}

impl PublicKey {
    /// Reads a key from its PEM or its 64 hexadecimal digits.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        match hex::read::<32>(&text.to_ascii_lowercase()) {
            Some(bytes) => Self::from_bytes(&bytes),
            None => VerifyingKey::from_public_key_pem(text).ok().map(Self),
        }
    }

    /// The key of 32 bytes, if they are one.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        VerifyingKey::from_bytes(bytes).ok().map(Self)
    }

    /// Its 32 bytes.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// As PEM, for `openssl`.
    #[must_use]
    pub fn to_pem(self) -> String {
        // Only a key type without an encoding could fail.
        self.0.to_public_key_pem(LineEnding::LF).unwrap_or_default()
    }

    /// As 64 hexadecimal digits.
    #[must_use]
    pub fn to_hex(self) -> String {
        hex::write(&self.to_bytes())
    }

    /// The first 16 hexadecimal digits of the SHA-256 of its 32 bytes, in fours: short enough to be read out.
    #[must_use]
    pub fn fingerprint(self) -> String {
        let digits = hex::write(&Sha256::digest(self.to_bytes()));
        [&digits[..4], &digits[4..8], &digits[8..12], &digits[12..16]].join(" ")
    }

    pub(super) fn signed(self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.0.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

/// HMAC-SHA-256.
pub(super) fn keyed(secret: &[u8; 32], message: &[u8]) -> [u8; 32] {
    finish(mac(secret).chain_update(message))
}

/// A MAC to be fed; cloning it spares hashing the key anew for every row.
pub(super) fn mac(secret: &[u8; 32]) -> Hmac<Sha256> {
    // A key of one block.
    let mut block = [0; 64];
    block[..32].copy_from_slice(secret);
    Hmac::<Sha256>::new(&block.into())
}

pub(super) fn finish(mac: Hmac<Sha256>) -> [u8; 32] {
    mac.finalize().into_bytes().into()
}
