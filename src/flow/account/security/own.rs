//! Somebody at the pages of their second step: what they have, that they proved lately who they are, and acts that show
//! a secret, each carried out once.

use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::security::{FactorKind, FactorLine, SecurityDone};
use crate::domain::answer::{AccountPage, LogDecision, OwnPath, RecoveryCodesPage, Reply, Story};
use crate::domain::audit::happened::Happened;
use crate::domain::change::{Change, Write};
use crate::domain::factor::{Factors, authenticator, passkey};
use crate::domain::mail::kind::MailKind;
use crate::domain::oauth::form::{Form, Purpose, Untaken};
use crate::domain::secret::PlainToken;
use crate::flow::account::{Present, recovery_codes, refused, see, shown, sign_in_first, untaken};
use crate::flow::notices::tell;
use crate::flow::press::{Before, Press};
use crate::flow::users::unmoved;
use crate::flow::{Failure, Platform, Visitor, factors, settled};
use crate::store::{Loaded, Reader};
use zeroize::Zeroizing;

pub(super) const SECURITY: AccountPlace = AccountPlace::Security { done: None };

/// The list, with what was just done.
pub(super) const fn done(done: SecurityDone) -> AccountPlace {
    AccountPlace::Security { done: Some(done) }
}

/// The page that a form is about; a proof is one for its whole request.
pub fn place_of(form: &Form) -> AccountPlace {
    AccountPlace::parse(&form.request).unwrap_or(SECURITY)
}

pub(super) struct Own {
    pub present: Present,
    pub factors: Factors,
    /// Of passkeys that work here.
    rp_id: Option<String>,
}

/// Somebody who is let in, or the answer to who is not.
pub(super) type Admitted<T> = Result<T, Box<Reply>>;

impl Own {
    pub fn load(
        platform: &Platform,
        reader: &mut Reader,
        visitor: &Visitor,
    ) -> Loaded<Option<Self>> {
        let loaded = Present::with_factors(platform, reader, visitor)?;
        Ok(loaded.map(|(present, factors)| Self {
            present,
            factors,
            rp_id: passkey::rp_id(&platform.policy.public_url),
        }))
    }

    /// Oldest first.
    pub fn lines(&self) -> Vec<FactorLine> {
        let all = self.factors.authenticators.iter();
        let lines = all.map(|one| FactorLine {
            key: one.key,
            kind: FactorKind::Authenticator,
            name: one.name.clone(),
            added: one.created_at,
            last_used: one.last_used_at,
        });
        let all = self.factors.passkeys.iter();
        let passkeys = all.map(|one| FactorLine {
            key: one.key,
            kind: FactorKind::Passkey {
                is_elsewhere: self.rp_id.as_ref() != Some(&one.rp_id),
            },
            name: one.name.clone(),
            added: one.created_at,
            last_used: one.last_used_at,
        });
        let mut lines: Vec<FactorLine> = lines.chain(passkeys).collect();
        lines.sort_by_key(|line| line.added);
        lines
    }

    /// The one that an address is about, if it is theirs.
    pub fn line_at(&self, place: &AccountPlace) -> Option<FactorLine> {
        let (AccountPlace::Rename { key } | AccountPlace::Remove { key }) = place else {
            return None;
        };
        self.lines().into_iter().find(|line| line.key == *key)
    }

    pub const fn has_all_passkeys(&self) -> bool {
        self.factors.passkeys.len() >= passkey::MOST
    }

    pub const fn is_full(&self) -> bool {
        self.factors.authenticators.len() >= authenticator::MOST
    }

    pub fn form(&self, platform: &Platform, purpose: Purpose, place: &AccountPlace) -> Form {
        self.present.form(platform, purpose, &place.address())
    }

    pub fn event(&self, platform: &Platform, happened: &Happened) -> Write {
        let Present { session, user, now } = &self.present;
        let event = platform.event_of(user, happened, *now);
        event.in_session(session.key).into()
    }

    pub fn story(&self, decision: LogDecision) -> Story {
        self.present.story(decision)
    }

    fn admitted(self, platform: &Platform, place: &AccountPlace) -> Admitted<Self> {
        let is_about_codes = matches!(
            place,
            AccountPlace::RecoveryCodes | AccountPlace::SignInCode
        );
        if is_about_codes && !self.factors.has_any() {
            let story = self.story(LogDecision::ShowsSecurity);
            return Err(Box::new(see(&SECURITY, story)));
        }
        if self.present.session.methods.level() < place.wanted().essential {
            // There the session is raised, which is a proof as well.
            return Err(Box::new(sign_in_first(place)));
        }
        match self.present.confirm_first(platform, place) {
            Some(first) => Err(Box::new(first)),
            None => Ok(self),
        }
    }
}

/// A page that is opened.
pub(super) fn opened(
    platform: &Platform,
    visitor: &Visitor,
    place: &AccountPlace,
) -> Result<Admitted<Own>, Failure> {
    let own = platform
        .store
        .read(|reader| Own::load(platform, reader, visitor))?;
    Ok(own.map_or_else(
        || Err(Box::new(sign_in_first(place))),
        |own| own.admitted(platform, place),
    ))
}

/// A form that came back, with its nonce.
pub(super) fn sent(
    platform: &Platform,
    (visitor, form): (&Visitor, &Form),
    (purpose, place): (Purpose, &AccountPlace),
) -> Result<Admitted<(Own, PlainToken)>, Failure> {
    let own = platform
        .store
        .read(|reader| Own::load(platform, reader, visitor))?;
    let proven = match &own {
        Some(own) => own.present.proves(platform, purpose, form),
        None => Err(Untaken::SignedOut),
    };
    Ok(match (own, proven) {
        (Some(own), Ok(proven)) => own.admitted(platform, place).map(|own| (own, proven.nonce)),
        (_, Err(why)) => Err(Box::new(untaken(platform, place, (visitor, form), why)?)),
        (None, Ok(_)) => Err(Box::new(refused(place, Untaken::SignedOut))),
    })
}

/// What is written, and the secrets that are shown for it: a line each.
pub(super) struct Plan {
    pub writes: Vec<Write>,
    pub secrets: Vec<Zeroizing<String>>,
}

impl Plan {
    /// A factor is added; the first one of all brings recovery codes.
    pub fn adding(platform: &Platform, own: &Own, mut writes: Vec<Write>) -> Self {
        let mut secrets = Vec::new();
        if !own.factors.has_any() {
            let (kept, codes) = factors::make_codes(platform, &own.present.user, own.present.now);
            writes.push(kept);
            secrets = codes;
        }
        Self { writes, secrets }
    }
}

/// The answer to that: recovery codes, where some were made.
pub(super) fn added((own, codes): Shown, word: SecurityDone) -> Reply {
    tell(&own.present.user, MailKind::FactorAdded);
    let place = done(word);
    let story = own.story(LogDecision::FactorAdded);
    if codes.is_empty() {
        return see(&place, story);
    }
    let next = OwnPath::account(&place);
    recovery_codes(RecoveryCodesPage { codes, next }, story)
}

/// There are as many as there may be.
pub(super) fn full(own: &Own, page: AccountPage, why: &str) -> Reply {
    let story = Story {
        reason: Some(why.to_owned()),
        ..own.story(LogDecision::SecondStepRefused)
    };
    shown(page, story)
}

/// Whose they are, and the secrets.
pub(super) type Shown = (Own, Vec<Zeroizing<String>>);

/// Carries it out in turn with other changes of the user, unless `plan` has an answer of its own. The same press a
/// moment later is shown the same secrets.
pub(super) fn once(
    platform: &Platform,
    (visitor, place): (&Visitor, &AccountPlace),
    (press, nonce): (&Press, &PlainToken),
    plan: impl Fn(&Own) -> Result<Admitted<Plan>, Failure>,
) -> Result<Admitted<Shown>, Failure> {
    settled(|| {
        let loaded = platform
            .store
            .read(|reader| Own::load(platform, reader, visitor))?;
        let no = |why| Err(Box::new(refused(place, why)));
        let Some(own) = loaded else {
            return Ok((Ok(()), no(Untaken::SignedOut)));
        };
        match press.before(platform)? {
            Before::Nothing => {}
            Before::Same(kept) => return Ok((Ok(()), Ok((own, read(&kept))))),
            Before::Answered => return Ok((Ok(()), no(Untaken::Done))),
        }
        let Plan {
            mut writes,
            secrets,
        } = match plan(&own)? {
            Ok(plan) => plan,
            Err(reply) => return Ok((Ok(()), Err(reply))),
        };
        let spent = press.answered(platform, nonce, kept(&secrets).as_bytes(), own.present.now);
        writes.push(Write::SpendForm(spent));
        let change = Change::guarded(unmoved(&own.present.user), writes);
        Ok((platform.store.commit(change), Ok((own, secrets))))
    })
}

fn kept(secrets: &[Zeroizing<String>]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::new());
    for secret in secrets {
        text.push_str(secret);
        text.push('\n');
    }
    text
}

fn read(kept: &[u8]) -> Vec<Zeroizing<String>> {
    let text = std::str::from_utf8(kept).unwrap_or_default();
    let lines = text.lines().map(str::to_owned);
    lines.map(Zeroizing::new).collect()
}

impl Present {
    /// With all that they can prove.
    pub(in crate::flow::account) fn with_factors(
        platform: &Platform,
        reader: &mut Reader,
        visitor: &Visitor,
    ) -> Loaded<Option<(Self, Factors)>> {
        let Some(present) = Self::load(platform, reader, visitor)? else {
            return Ok(None);
        };
        let factors = factors::of(reader, present.user.key)?;
        Ok(Some((present, factors)))
    }
}
