//! Passkeys: what a form asks the browser, whether what came back proves anything, and a new one. A passkey whose answer
//! is refused stays: whoever copied it must not be able to lock its owner out.

mod asked;
mod useless;

pub use asked::party;
pub(super) use asked::{FormOf, for_sign_in, for_step};
pub use useless::{Useless, useless};

use self::asked::{asked, sign_in};
use super::audit::{self, Guessed};
use super::second_step::bound_to;
use super::{Failure, Platform, credentials, mail};
use crate::domain::account::authentication::Methods;
use crate::domain::account::brake::{Braked, Charge, Subject, TRY};
use crate::domain::account::user::User;
use crate::domain::answer::{LogDecision, Story};
use crate::domain::audit::happened::{Factor, Happened};
use crate::domain::change::Write;
use crate::domain::factor::Factors;
use crate::domain::factor::authenticator::{check_name, day_of};
use crate::domain::factor::passkey::{self, Handle, Passkey, PasskeyAnswer, PasskeyQuestion};
use crate::domain::factor::write::FactorWrite;
use crate::domain::mail::kind::MailKind;
use crate::domain::mail::payload::Payload;
use crate::domain::peer::Network;
use crate::domain::secret::TokenHash;
use crate::domain::time::Timestamp;
use crate::passkeys::{self, Owner, Party};
use crate::store::{Loaded, Reader};
use std::slice;

const ADDED: Happened = Happened::FactorAdded(Factor::Passkey);

/// An answer that came with a form.
pub(super) struct Tried<'a> {
    pub answer: &'a PasskeyAnswer,
    pub form: FormOf<'a>,
    /// Who proved before who they are; else the passkey says it.
    pub by: Option<&'a User>,
    /// Where it comes from.
    pub address: Network,
    pub now: Timestamp,
}

pub(super) enum Verdict {
    Right(Box<Right>),
    Refused(Box<Refused>),
    Braked(Braked),
}

pub(super) struct Right {
    pub user: User,
    pub methods: Methods,
    /// To be written with whatever follows. That is a conflict where the passkey was used meanwhile.
    pub along: Vec<Write>,
}

/// Why, for the log; of whom, where that is known.
pub(super) struct Refused {
    pub user: Option<User>,
    pub why: String,
}

impl Refused {
    pub fn used_meanwhile(user: Option<User>) -> Self {
        let why = "used meanwhile".to_owned();
        Self { user, why }
    }

    pub fn told(self, story: Story) -> Story {
        let user = self.user.as_ref();
        Story {
            user: user.map(|user| user.public_id.clone()).or(story.user),
            user_name: user.map(|user| user.name.clone()).or(story.user_name),
            reason: Some(self.why),
            ..story
        }
        .decided(LogDecision::PasskeyRefused)
    }
}

/// A passkey that somebody has, with what is kept of them.
struct Theirs {
    passkey: Passkey,
    user: User,
    handle: Option<Handle>,
}

/// Paid for before it is looked at, and refunded when it is right.
pub(super) fn check(platform: &Platform, tried: &Tried) -> Result<Verdict, Failure> {
    let charge = Charge {
        subject: Subject::address(&platform.key, tried.address),
        limit: platform.policy.brake_address,
        cost: TRY,
        at: tried.now,
    };
    if let Some(limit) = credentials::pay(platform, slice::from_ref(&charge))? {
        audit::limited(platform, tried.guessed(tried.by), limit.by)?;
        return Ok(Verdict::Braked(limit));
    }
    let (theirs, proof) = match look(platform, tried)? {
        Ok(good) => good,
        Err(refused) => return Ok(Verdict::Refused(Box::new(refused))),
    };
    let along = vec![
        Write::Factor(FactorWrite::UsePasskey {
            key: theirs.passkey.key,
            was: theirs.passkey.credential,
            credential: proof.credential,
            day: day_of(tried.now),
        }),
        Write::Factor(FactorWrite::ForgetWrongCodes(theirs.user.key)),
        Write::RefundBrake(charge.refund()),
    ];
    Ok(Verdict::Right(Box::new(Right {
        user: theirs.user,
        methods: Methods::passkey(proof.synced),
        along,
    })))
}

/// A refused answer is counted, unless it was the same press twice.
pub(super) fn count_refused(
    platform: &Platform,
    tried: &Tried,
    of: Option<&User>,
) -> Result<(), Failure> {
    let guessed = tried.guessed(tried.by.or(of));
    audit::refused(platform, guessed, Happened::PasskeyRefused, Vec::new)
}

impl Tried<'_> {
    const fn guessed<'a>(&self, user: Option<&'a User>) -> Guessed<'a> {
        Guessed {
            user,
            network: Some(self.address),
            app: None,
            now: self.now,
        }
    }
}

fn look(
    platform: &Platform,
    tried: &Tried,
) -> Result<Result<(Theirs, passkeys::Proof), Refused>, Failure> {
    let refused = |user, why: &str| Refused {
        user,
        why: why.to_owned(),
    };
    let Some(named) = passkeys::named(&tried.answer.json) else {
        return Ok(Err(refused(None, "not readable")));
    };
    let found = platform
        .store
        .read(|reader| find(reader, &named.credential_hash))?;
    let Some(theirs) = found else {
        return Ok(Err(refused(None, "a passkey of nobody")));
    };
    Ok(match proof(platform, tried, (&named, &theirs)) {
        Ok(proof) => Ok((theirs, proof)),
        Err(why) => Err(refused(Some(theirs.user), &why)),
    })
}

fn find(reader: &mut Reader, credential: &TokenHash) -> Loaded<Option<Theirs>> {
    let Some(passkey) = reader.passkey_by(credential)? else {
        return Ok(None);
    };
    let user = reader.user(passkey.user_key)?;
    let handle = reader.factors_of(passkey.user_key)?.handle;
    Ok(user.map(|user| Theirs {
        passkey,
        user,
        handle,
    }))
}

fn proof(
    platform: &Platform,
    tried: &Tried,
    (named, theirs): (&passkeys::Named, &Theirs),
) -> Result<passkeys::Proof, String> {
    let party = party(platform).ok_or("passkeys are off")?;
    let is_theirs = match tried.by {
        // Authenticators may keep no handle where the passkey was asked for by its name (WebAuthn §7.2, step 6).
        Some(user) => {
            user.key == theirs.user.key && (named.handle.is_none() || named.handle == theirs.handle)
        }
        None => sign_in(platform) && named.handle.is_some() && named.handle == theirs.handle,
    };
    if !is_theirs {
        return Err("another user's passkey, or not as the first step".to_owned());
    }
    if theirs.passkey.rp_id != party.id {
        return Err("made for another address".to_owned());
    }
    if !theirs.user.is_active() {
        return Err("the user is disabled".to_owned());
    }
    let bound = bound_to(tried.form.0, tried.form.1);
    let state = passkey::open(&platform.key, bound, &tried.answer.sealed);
    let state = state.ok_or("the question is not this form's")?;
    let taken = party.take(&state, &tried.answer.json, &theirs.passkey);
    taken.map_err(|fault| fault.to_string())
}

/// Whose answer it claims to be, where that is known.
pub(super) fn claimed(
    platform: &Platform,
    answer: &PasskeyAnswer,
) -> Result<Option<User>, Failure> {
    let Some(named) = passkeys::named(&answer.json) else {
        return Ok(None);
    };
    let found = platform
        .store
        .read(|reader| find(reader, &named.credential_hash))?;
    Ok(found.map(|theirs| theirs.user))
}

/// For a new passkey; the one of another person is never replaced by it.
pub(super) fn for_new(
    platform: &Platform,
    (user, factors): (&User, &Factors),
    (holder, form): FormOf,
) -> Option<PasskeyQuestion> {
    let party = party(platform)?;
    let handle = factors.handle;
    let handle = handle.unwrap_or_else(|| Handle::of(&platform.key, user.key));
    let owner = Owner {
        handle,
        name: &user.name,
        shown_name: user.shown_name(),
    };
    let question = party.ask_new(&owner, &factors.passkeys).map(|mut asked| {
        asked.state.splice(0..0, *handle.bytes());
        asked
    });
    asked(platform, (holder, form), question)
}

/// Why none is added.
pub(super) enum AddFault {
    Name,
    /// Somebody has it already.
    InUse,
    Refused(String),
}

impl AddFault {
    pub fn told(self, story: Story) -> Story {
        let why = match self {
            Self::Name => "no such name".to_owned(),
            Self::InUse => "in use already".to_owned(),
            Self::Refused(why) => why,
        };
        Refused { user: None, why }.told(story)
    }
}

/// What is to be written, in turn with other changes of the user.
pub(super) struct New {
    pub methods: Methods,
    pub along: Vec<Write>,
}

/// What was remembered, and a sign-in code, stay: this takes nothing away.
pub(super) fn add(
    platform: &Platform,
    (user, factors): (&User, &Factors),
    (answer, name): (&PasskeyAnswer, &str),
    (holder, form): FormOf,
    now: Timestamp,
) -> Result<Result<New, AddFault>, Failure> {
    let Checked {
        name,
        rp_id,
        handle,
        made,
    } = match checked(platform, factors, (answer, name), (holder, form)) {
        Ok(checked) => checked,
        Err(fault) => return Ok(Err(fault)),
    };
    let known = platform
        .store
        .read(|reader| reader.passkey_by(&made.credential_hash))?;
    if known.is_some() {
        return Ok(Err(AddFault::InUse));
    }
    let passkey = Passkey {
        key: platform.store.next_key(now),
        user_key: user.key,
        credential_hash: made.credential_hash,
        credential: made.credential,
        rp_id,
        name,
        discoverable: made.discoverable,
        synced: made.synced,
        last_used_at: Some(day_of(now)),
        created_at: now,
    };
    let user_key = user.key;
    let mut along = vec![
        Write::Factor(FactorWrite::SetHandle { user_key, handle }),
        Write::Factor(FactorWrite::InsertPasskey(passkey)),
        platform.event_of(user, &ADDED, now).into(),
        Write::Factor(FactorWrite::ForgetWrongCodes(user_key)),
    ];
    let news = (MailKind::FactorAdded, Payload::default());
    along.extend(mail::notice(platform, user, news, now));
    Ok(Ok(New {
        methods: Methods::passkey(made.synced),
        along,
    }))
}

/// What a browser made for a question of ours.
struct Checked {
    name: String,
    rp_id: String,
    handle: Handle,
    made: passkeys::Made,
}

fn checked(
    platform: &Platform,
    factors: &Factors,
    (answer, name): (&PasskeyAnswer, &str),
    form: FormOf,
) -> Result<Checked, AddFault> {
    let refused = |why: &str| AddFault::Refused(why.to_owned());
    let name = check_name(name).ok_or(AddFault::Name)?;
    let party = party(platform).ok_or_else(|| refused("passkeys are off"))?;
    let (handle, made) = made(platform, &party, answer, form)?;
    if factors.handle.is_some_and(|theirs| theirs != handle) {
        return Err(refused("another passkey was added meanwhile"));
    }
    Ok(Checked {
        name,
        rp_id: party.id,
        handle,
        made,
    })
}

fn made(
    platform: &Platform,
    party: &Party,
    answer: &PasskeyAnswer,
    (holder, form): FormOf,
) -> Result<(Handle, passkeys::Made), AddFault> {
    let opened = passkey::open(&platform.key, bound_to(holder, form), &answer.sealed);
    let parts = opened
        .as_ref()
        .and_then(|opened| opened.split_first_chunk::<16>());
    let asked = parts.and_then(|(handle, state)| Some((Handle::from_bytes(handle)?, state)));
    let (handle, state) =
        asked.ok_or_else(|| AddFault::Refused("the question is not this form's".to_owned()))?;
    let made = party.take_new(state, &answer.json);
    let made = made.map_err(|fault| AddFault::Refused(fault.to_string()))?;
    Ok((handle, made))
}
