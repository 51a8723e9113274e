//! One test per MUST of RFC 6749 that binds the server. In document order, each named by its section, with
//! the RFC's sentence in front of it. Sentences that bind the client alone are left out.
//!
//! Decided otherwise by the platform's contract: a missing `response_type` means `code` (§3.1.1 would
//! have an error), and `state` may hold any UTF-8 (Appendix A.5 has printable ASCII). A desktop answer
//! carries no `token_type` and `geni_live` puts a token in the query, for programs that know only that.

mod section_10;
mod section_2;
mod section_3;
mod section_3_redirect;
mod section_4;
mod section_4_1;
mod section_4_grants;
mod section_5;
