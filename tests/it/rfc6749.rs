//! One test per MUST of RFC 6749 that concerns what exists: the authorization endpoint, the implicit
//! flow, redirect URIs, errors and bearer use. In document order, each named by its section, with the
//! RFC's sentence in front of it. Sentences that bind the client alone are left out.
//!
//! Waiting for codes and the token endpoint:
//! - §2.2 (a client identifier alone is no authentication), §2.3 and §2.3.1 (client authentication, one
//!   method per request, never in the address, protection against guessing), §3.2 and §3.2.1;
//! - §4.1.3 (redeeming codes), §4.3 (password), §4.4 (client credentials), §5.2 (its errors), §6 (refresh);
//! - §10.4 (refresh tokens), §10.5 and §10.6 (codes), and the same words about codes, refresh tokens and
//!   client credentials in §10.10.
//!
//! Decided otherwise by the platform's contract: a missing `response_type` means `code` (§3.1.1 would
//! have an error), and `state` may hold any UTF-8 (Appendix A.5 has printable ASCII). A desktop answer
//! carries no `token_type` and `geni_live` puts a token in the query, for programs that know only that.

mod section_10;
mod section_3;
mod section_3_redirect;
mod section_4;
mod section_4_1;
