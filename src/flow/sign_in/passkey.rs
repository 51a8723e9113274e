//! A passkey that signs in by itself: no name, no password, no second step.

use super::begin::{Beginning, Pressed, press_once, signed_in};
use super::tried::{SignIn, Try};
use crate::domain::account::brake::Braked;
use crate::domain::answer::Reply;
use crate::domain::factor::passkey::PasskeyAnswer;
use crate::domain::oauth::form::Untaken;
use crate::domain::secret::PlainToken;
use crate::domain::tally::{SignInWay, Tally, Tried};
use crate::flow::passkeys::{self, Refused, Right, Verdict};
use crate::flow::press::{Before, Brought, Press};
use crate::flow::{Failure, Platform, credentials};

pub(super) enum ByPasskey {
    Done(Box<Reply>),
    Refused(Box<Refused>),
    Braked(Braked),
}

impl ByPasskey {
    fn done(reply: Reply) -> Self {
        Self::Done(Box::new(reply))
    }
}

/// Looked at once: pressed again it is answered as before, or not at all.
pub(super) fn by_passkey(
    platform: &Platform,
    tried: &SignIn,
    (at, nonce): (&Try, &PlainToken),
    answer: &PasskeyAnswer,
) -> Result<ByPasskey, Failure> {
    let press = Press {
        form: &tried.form,
        holder: &at.holder,
        typed: &[answer.json.as_bytes()],
    };
    let before = || -> Result<Option<ByPasskey>, Failure> {
        Ok(match press.before(platform)? {
            Before::Nothing => None,
            Before::Same(text) => Some(again(platform, tried, at, (answer, &text))?),
            Before::Answered => {
                let used = tried.entrance.refused(&tried.form.request, Untaken::Done);
                Some(ByPasskey::done(used))
            }
        })
    };
    if let Some(done) = before()? {
        return Ok(done);
    }
    let by_itself = passkeys::Tried {
        answer,
        form: (&at.holder, &tried.form),
        by: None,
        address: tried.address,
        now: at.now,
    };
    let right = match passkeys::check(platform, &by_itself)? {
        Verdict::Right(right) => *right,
        // Pressed twice at once, the other press has moved the counter on.
        Verdict::Refused(refused) => {
            if let Some(done) = before()? {
                return Ok(done);
            }
            passkeys::count_refused(platform, &by_itself, refused.user.as_ref())?;
            return Ok(ByPasskey::Refused(refused));
        }
        Verdict::Braked(limit) => return Ok(ByPasskey::Braked(limit)),
    };
    begin(platform, tried, (at, nonce), (&press, right))
}

fn begin(
    platform: &Platform,
    tried: &SignIn,
    (at, nonce): (&Try, &PlainToken),
    (press, right): (&Press, Right),
) -> Result<ByPasskey, Failure> {
    let Right {
        user,
        methods,
        along: mut writes,
    } = right;
    let browsers = &tried.visitor.browsers;
    let browser = platform
        .store
        .read(|reader| credentials::known_browser(reader, browsers, &user))?;
    let beginning = Beginning {
        user: &user,
        methods,
        keep: tried.keep,
        born_for_app: at.errand.born_for_app(),
        device_label: tried.device_label.clone(),
        replaced: at.replaced.as_ref(),
        stands_in: false,
    };
    let (begun, brought) = beginning.plan(platform, browser, at.now)?;
    writes.extend(begun);
    let text = brought.to_text();
    let pressed = press_once(platform, (press, nonce), writes, text.as_bytes(), at.now)?;
    let whither = (tried.entrance, tried.form.request.as_str());
    Ok(match pressed {
        Pressed::Done => {
            let counted = Tally::SignIn(SignInWay::Passkey, Tried::Right);
            let story = at.story.clone().counting(counted);
            ByPasskey::done(signed_in(whither, story, &user, brought))
        }
        Pressed::Same(text) => {
            let brought = Brought::from_text(&text);
            ByPasskey::done(signed_in(whither, at.story.clone(), &user, brought))
        }
        Pressed::Answered => {
            ByPasskey::done(tried.entrance.refused(&tried.form.request, Untaken::Done))
        }
        Pressed::Conflict => ByPasskey::Refused(Box::new(Refused::used_meanwhile(Some(user)))),
    })
}

fn again(
    platform: &Platform,
    tried: &SignIn,
    at: &Try,
    (answer, text): (&PasskeyAnswer, &[u8]),
) -> Result<ByPasskey, Failure> {
    let request = tried.form.request.as_str();
    let brought = Brought::from_text(text);
    let user = passkeys::claimed(platform, answer)?;
    Ok(ByPasskey::done(user.map_or_else(
        || tried.entrance.refused(request, Untaken::Done),
        |user| signed_in((tried.entrance, request), at.story.clone(), &user, brought),
    )))
}
