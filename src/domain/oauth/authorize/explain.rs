//! An address of the authorization endpoint that somebody pasted to learn what is wrong with it: which request it
//! makes, and how far the checks get with it.

use crate::domain::oauth::error::Check;
use crate::domain::own_address::path_here;
use crate::domain::words::words;

/// Longest address that is read, in bytes.
pub const LONGEST_PASTED: usize = 16 * 1024;

/// The request in what was pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pasted {
    pub query: String,
    /// Whether a browser gets to the authorization endpoint of this server by it.
    pub leads_here: bool,
}

impl Pasted {
    /// A whole address, or the query alone. `None`: longer than any that is read.
    pub fn read(text: &str, public_url: &str) -> Option<Self> {
        if text.len() > LONGEST_PASTED {
            return None;
        }
        // Browsers take line breaks out of an address, which mails put in.
        let text: String = text.trim().replace(['\r', '\n', '\t'], "");
        let sent = text.split('#').next().unwrap_or_default();
        let (address, query) = sent.split_once('?').unwrap_or((sent, ""));
        // What holds a field before any question mark is no address.
        let (address, query) = match address.contains('=') {
            true => ("", sent),
            false => (address, query),
        };
        let is_endpoint =
            |path: String| matches!(&*path, "/platform/oauth/authorize" | "/oauth/authorize");
        let leads_here = match address.contains("://") {
            true => path_here(public_url, address).is_some_and(is_endpoint),
            false => address.is_empty() || is_endpoint(address.to_owned()),
        };
        Some(Self {
            query: query.to_owned(),
            leads_here,
        })
    }
}

/// What became of one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    Failed,
    /// A check before it failed.
    NotReached,
    /// That depends on who comes.
    Later,
}

words!(Verdict {
    Passed = "passed",
    Failed = "failed",
    NotReached = "not_reached",
    Later = "later",
});

/// All checks in their order, for a request that fails at one of them, or at none before anybody signs in.
pub fn verdicts(failed: Option<Check>) -> impl Iterator<Item = (Check, Verdict)> {
    let verdict = move |check: Check| match failed {
        Some(failed) if check == failed => Verdict::Failed,
        Some(failed) if check > failed => Verdict::NotReached,
        None if check >= Check::SignIn => Verdict::Later,
        _ => Verdict::Passed,
    };
    let all = Check::ALL.iter().copied();
    all.map(move |check| (check, verdict(check)))
}
