//! Codes that change with time (RFC 6238): SHA-1, six digits, 30 seconds.

use crate::domain::secret::Dice;
use crate::domain::time::Timestamp;
use data_encoding::BASE32_NOPAD;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use totp_rs::{Builder, Totp};
use zeroize::Zeroizing;

/// Seconds that a code is shown.
const STEP: u64 = 30;
/// As long as what HMAC-SHA-1 gives (RFC 4226 §4, R6).
const SECRET_BYTES: usize = 20;

/// What an authenticator makes its codes of.
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; SECRET_BYTES]>);

/// Whether a code is one of an authenticator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matched {
    No,
    /// It is, but its step or a later one was used before.
    Used,
    /// Of this step.
    Step(i64),
}

impl Secret {
    pub fn make(dice: Dice) -> Self {
        let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
        dice.fill_bytes(bytes.as_mut());
        Self(bytes)
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes
            .try_into()
            .ok()
            .map(|bytes| Self(Zeroizing::new(bytes)))
    }

    pub fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// As authenticators and people take it.
    pub fn base32(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE32_NOPAD.encode(self.bytes()))
    }

    /// The same in groups of four, to be typed.
    pub fn groups(&self) -> Zeroizing<String> {
        let text = self.base32();
        let mut groups = Zeroizing::new(String::new());
        for (place, letter) in text.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                groups.push(' ');
            }
            groups.push(letter);
        }
        groups
    }

    /// What an authenticator reads from the picture.
    pub fn otpauth(&self, issuer: &str, name: &str) -> Zeroizing<String> {
        let issuer = encoded(&issuer.replace(':', ""));
        let (name, secret) = (encoded(name), self.base32());
        Zeroizing::new(format!(
            "otpauth://totp/{issuer}:{name}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP}",
            *secret
        ))
    }

    /// The current step and one on either side of it count, if they are later than the last one used.
    pub fn matches(&self, code: &str, last_step: i64, now: Timestamp) -> Matched {
        let totp = self.totp();
        let current = u64::try_from(now.seconds()).unwrap_or(0) / STEP;
        let near = [current, current + 1, current.saturating_sub(1)];
        let mut matched = Matched::No;
        for step in near {
            if totp.check(code, step * STEP).is_none() {
                continue;
            }
            match i64::try_from(step) {
                Ok(step) if step > last_step => return Matched::Step(step),
                _ => matched = Matched::Used,
            }
        }
        matched
    }

    fn totp(&self) -> Totp {
        Builder::new()
            .with_secret(*self.0)
            .with_digits(6)
            .with_step_duration(STEP)
            .with_skew(0)
            .build_noncompliant()
    }
}

/// All but what stands in every part of an address as it is (RFC 3986 §2.3).
const NOT_UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NOT_UNRESERVED).to_string()
}
