//! The rules: plain functions over plain data. No socket, no query, no clock, no dice inside; time
//! and chance come as arguments.
//!
//! | where | what | source |
//! |---|---|---|
//! | [`oauth::params`] | what was sent to the authorization endpoint | RFC 6749 §3.1 |
//! | [`oauth::redirect_uri`] | addresses as they are registered | RFC 6749 §3.1.2, RFC 8252 §7 |
//! | [`oauth::proven`] | the proof that an address is a registered one | RFC 6749 §3.1.2, RFC 9700 §2.1 |
//! | [`oauth::pkce`] | challenges and the verifiers that meet them | RFC 7636 §4 |
//! | [`oauth::scope`] | named things an app may do | RFC 6749 §3.3 |
//! | [`oauth::authorize`] | bind, then decide | RFC 6749 §4.1.1, §4.2.1 |
//! | [`oauth::consent`] | what a person allowed, and when it is remembered | RFC 8252 §8.6 |
//! | [`oauth::form`] | proofs that a form is ours and for whom | RFC 6749 §10.12 |
//! | [`oauth::result`] | the answer's fields and where they go | RFC 6749 §4.1.2, §4.2.2 |
//! | [`oauth::access`] | is an access token live | RFC 6750 §3.1 |
//! | [`openid`] | what an app is told about who signed in | OpenID Connect Core 1.0 |
//! | [`callback`] | where calls to other people's servers may go, and how they are signed | Geni's and GI's contracts |
//! | [`deauthorization`] | telling an app that it was withdrawn, until it has heard | Geni's contract |
//! | [`mail`] | what mail tells, to which server it goes, when it is tried again | RFC 5321 §4.5.4, RFC 5322 |
//! | [`gateway`] | the socket gateway's identities, requests and refusals | GI's contract |
//! | [`accent`], [`colour`] | the platform's own colour, readable in both themes | WCAG 2.2, 1.4.3 |
//! | [`account`] | users, passwords, sessions, the brake | RFC 6749 §10.10 |
//! | [`audit`] | what was done, by whom and to whom | docs/audit.md |
//! | [`factor`] | codes besides the password | RFC 6238 |
//! | [`retention`] | how long what is over is still kept | docs/privacy.md |
//! | [`tally`] | what is counted, as closed lists | docs/metrics.md |
//! | [`trace`] | the trace that a request belongs to | W3C Trace Context §3.2 |
//! | [`keyset`] | parts of a long list, by the row at which each begins | docs/endpoints.md |
//! | [`epoch`] | how all that somebody was issued ends at once | RFC 6749 §10.4 |
pub mod accent;
pub mod account;
pub mod answer;
pub mod audit;
pub mod broker;
pub mod bucket;
pub mod callback;
pub mod change;
pub mod checkup;
pub mod colour;
pub mod delivery;
pub mod epoch;
pub mod factor;
pub mod gateway;
pub mod introspect;
pub mod key;
pub mod keyset;
pub mod mail;
pub mod oauth;
pub mod openid;
pub mod own_address;
pub mod peer;
pub mod retention;
pub mod secret;
pub mod server_key;
pub mod tally;
pub mod text;
pub mod time;
pub mod trace;
pub mod words;
