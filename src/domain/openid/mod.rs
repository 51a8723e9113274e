//! OpenID Connect on top of OAuth: what an app is told about who signed in (OpenID Connect Core 1.0).
//!
//! | file | what | source |
//! |---|---|---|
//! | [`algorithm`] | how a statement is signed | RFC 7518 §3.1, RFC 8037 §3.1 |
//! | [`jwk`] | public keys as apps read them | RFC 7517, RFC 7518 §6, RFC 7638 |
//! | [`jwt`] | signed statements in their compact form | RFC 7515 §7.1, RFC 7519, RFC 8725 |
//! | [`scope`], [`claims`] | what may be asked for, and what is told | OpenID Connect Core §5 |
//! | [`asked_claims`] | the parameter `claims` | OpenID Connect Core §5.5 |
//! | [`access_token`] | access tokens as JWTs | RFC 9068 |
//! | [`id_token`] | who signed in, told to one app | OpenID Connect Core §2 |
//! | [`device`], [`polls`] | devices without a browser | RFC 8628 |
//! | [`logout`] | sign-out that an app begins | RP-Initiated Logout 1.0 |
//! | [`logout_token`] | that a session ended | Back-Channel Logout 1.0 §2.4 |
//! | [`resource`] | for which servers a token is | RFC 8707 |
//! | [`statement`] | what of an answer is signed | |
//! | [`signing_key`] | the life of a key | OpenID Connect Core §10.1.1 |

pub mod access_token;
pub mod algorithm;
pub mod asked_claims;
pub mod claims;
pub mod device;
pub mod id_token;
pub mod jwk;
pub mod jwt;
pub mod logout;
pub mod logout_token;
pub mod polls;
pub mod resource;
pub mod scope;
pub mod signing_key;
pub mod statement;

/// Where an app finds all the rest, below the address of the platform (OpenID Connect Discovery 1.0 §4).
pub const DISCOVERY: &str = "/.well-known/openid-configuration";
