//! One press of a form's button. Sent twice, on a slow line or by a double click, it is answered twice alike.
//!
//! Answers carry secrets of which only hashes are kept. So the answer itself is kept for a moment, sealed under the
//! form's nonce; form and what was typed are part of the seal, and inside it stands who may have the answer. So it is
//! told to the same press and to no other.

use super::{Failure, Platform, Visitor};
use crate::domain::account::session::Keep;
use crate::domain::answer::CookieChange;
use crate::domain::change::SpentForm;
use crate::domain::oauth::form::{Form, SAME_ANSWER_FOR, Untaken};
use crate::domain::secret::{PlainToken, TokenHash, TokenKind};
use crate::domain::time::Timestamp;
use crate::store::{Loaded, Reader};
use zeroize::Zeroizing;

pub(super) struct Press<'a> {
    pub form: &'a Form,
    /// The cookie that the form was made for, by its hash.
    pub holder: &'a TokenHash,
    /// The button, and what was typed.
    pub typed: &'a [&'a [u8]],
}

/// What became of a form before this press of it.
pub(super) enum Before {
    Nothing,
    /// This very press, a moment ago, with this answer.
    Same(Zeroizing<Vec<u8>>),
    /// Another press, or this one too long ago.
    Answered,
}

impl Press<'_> {
    /// The same where the answer is not whole yet.
    pub fn seal(&self, nonce: PlainToken, now: Timestamp) -> Seal {
        Seal {
            context: self.context(),
            holder: self.holder.clone(),
            nonce,
            now,
        }
    }

    /// What keeps the answer; to be written down with what it answers.
    pub fn answered(
        &self,
        platform: &Platform,
        nonce: &PlainToken,
        answer: &[u8],
        now: Timestamp,
    ) -> SpentForm {
        self.answered_to(platform, nonce, (answer, &[self.holder]), now)
    }

    /// The same for an answer that brings another cookie in place of the holder: a press that comes with that one is
    /// the same as well.
    pub fn answered_to(
        &self,
        platform: &Platform,
        nonce: &PlainToken,
        (answer, holders): (&[u8], &[&TokenHash]),
        now: Timestamp,
    ) -> SpentForm {
        spent_by(platform, (nonce, &self.context()), (answer, holders), now)
    }

    pub fn before(&self, platform: &Platform) -> Result<Before, Failure> {
        let now = platform.clock.now();
        let spent = platform.store.read(|reader| spent(reader, self.form))?;
        let Some((nonce, spent)) = spent else {
            return Ok(Before::Nothing);
        };
        if now >= spent.sealed_until {
            return Ok(Before::Answered);
        }
        let (under, sealed) = (nonce.reveal().as_bytes(), &spent.answer_sealed);
        let kept = platform.key.open(under, &self.context(), sealed);
        let kept = kept.map(Zeroizing::new);
        let answer = kept.as_ref().and_then(|kept| self.told(kept));
        Ok(answer.map_or(Before::Answered, Before::Same))
    }

    /// The answer, where it is for this holder.
    fn told(&self, kept: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let parts = parted(kept)?;
        let (answer, holders) = parts.split_last()?;
        let mut holders = holders.iter().copied().filter_map(TokenHash::from_bytes);
        let is_ours = holders.any(|holder| holder.matches(self.holder));
        is_ours.then(|| Zeroizing::new(answer.to_vec()))
    }

    /// What was pressed; it is never kept.
    fn context(&self) -> Zeroizing<Vec<u8>> {
        let form = [self.form.request.as_bytes(), self.form.proof.as_bytes()];
        joined(form.into_iter().chain(self.typed.iter().copied()))
    }
}

/// Closes the answer of a press, once it is whole.
pub(super) struct Seal {
    context: Zeroizing<Vec<u8>>,
    holder: TokenHash,
    nonce: PlainToken,
    now: Timestamp,
}

impl Seal {
    pub fn close(&self, platform: &Platform, answer: &[u8]) -> SpentForm {
        let of_form = (&self.nonce, self.context.as_slice());
        spent_by(platform, of_form, (answer, &[&self.holder]), self.now)
    }
}

fn spent_by(
    platform: &Platform,
    (nonce, context): (&PlainToken, &[u8]),
    (answer, holders): (&[u8], &[&TokenHash]),
    now: Timestamp,
) -> SpentForm {
    let holders = holders.iter().map(|holder| holder.bytes().as_slice());
    let kept = joined(holders.chain([answer]));
    let (under, dice) = (nonce.reveal().as_bytes(), &mut rand::rng());
    SpentForm {
        key: nonce.key(),
        nonce_hash: nonce.hash(TokenKind::Form),
        answer_sealed: platform.key.seal(under, context, &kept, dice),
        sealed_until: now.plus(SAME_ANSWER_FOR),
        created_at: now,
    }
}

/// Each part behind its length, so that no two lists give one text.
fn joined<'a>(parts: impl Iterator<Item = &'a [u8]>) -> Zeroizing<Vec<u8>> {
    let mut text = Zeroizing::new(Vec::new());
    for part in parts {
        text.extend_from_slice(&(part.len() as u64).to_be_bytes());
        text.extend_from_slice(part);
    }
    text
}

fn parted(mut text: &[u8]) -> Option<Vec<&[u8]>> {
    let mut parts = Vec::new();
    while let Some((length, rest)) = text.split_first_chunk() {
        let length = usize::try_from(u64::from_be_bytes(*length)).ok()?;
        let (part, rest) = rest.split_at_checked(length)?;
        parts.push(part);
        text = rest;
    }
    Some(parts)
}

fn spent(reader: &mut Reader, form: &Form) -> Loaded<Option<(PlainToken, SpentForm)>> {
    let Some(nonce) = PlainToken::parse(&form.nonce) else {
        return Ok(None);
    };
    let found = reader.spent_form(nonce.key())?;
    let found = found.filter(|spent| spent.nonce_hash.matches(&nonce.hash(TokenKind::Form)));
    Ok(found.map(|spent| (nonce, spent)))
}

/// Whether a form was answered before, whoever sends it now.
pub(super) fn was_answered(reader: &mut Reader, form: &Form) -> Loaded<bool> {
    Ok(spent(reader, form)?.is_some())
}

/// Why a form is not taken: `otherwise`, unless something plainer explains it.
pub(super) fn why(
    reader: &mut Reader,
    visitor: &Visitor,
    form: &Form,
    otherwise: Untaken,
) -> Loaded<Untaken> {
    if visitor.has_no_cookies() {
        return Ok(Untaken::NoCookies);
    }
    Ok(if was_answered(reader, form)? {
        Untaken::Done
    } else {
        otherwise
    })
}

/// The secrets that an answer brings to the browser in cookies.
#[derive(Default)]
pub(super) struct Brought {
    pub session: Option<(PlainToken, Keep)>,
    pub browser: Option<PlainToken>,
}

impl Brought {
    /// Of its text; more may follow.
    pub const LINES: usize = 3;

    /// A line for each.
    pub fn to_text(&self) -> Zeroizing<String> {
        let session = self.session.as_ref();
        let kept = session.is_some_and(|(_, keep)| *keep == Keep::SignedIn);
        let reveal = |token: Option<&PlainToken>| token.map_or("", PlainToken::reveal).to_owned();
        Zeroizing::new(format!(
            "{}\n{}\n{}",
            reveal(session.map(|(token, _)| token)),
            if kept { "keep" } else { "" },
            reveal(self.browser.as_ref()),
        ))
    }

    pub fn from_text(text: &[u8]) -> Self {
        let text = std::str::from_utf8(text).unwrap_or_default();
        let mut lines = text.split('\n');
        let mut next = || lines.next().unwrap_or_default();
        let (session, kept, browser) = (PlainToken::parse(next()), next(), next());
        let keep = match kept {
            "keep" => Keep::SignedIn,
            _ => Keep::BrowserSession,
        };
        Self {
            session: session.map(|session| (session, keep)),
            browser: PlainToken::parse(browser),
        }
    }

    /// By what the browser is known from then on.
    pub fn next(&self) -> Option<TokenHash> {
        let session = self.session.as_ref();
        session.map(|(token, _)| token.hash(TokenKind::Session))
    }

    pub fn cookies(self) -> Vec<CookieChange> {
        let session = self.session;
        let session = session.map(|(token, keep)| CookieChange::Session(token, keep));
        let browser = self.browser.map(CookieChange::KnownBrowser);
        session.into_iter().chain(browser).collect()
    }
}
