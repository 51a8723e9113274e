//! Sessions: a one-time token becomes an App-Token, and its end; an operator's name and password become an
//! Admin-Token.

use super::Answered;
use super::caller::{Caller, serves_development};
use super::tokens::named_app;
use crate::domain::account::authentication::{Level, Methods};
use crate::domain::account::password::TypedPassword;
use crate::domain::account::user::typed_login;
use crate::domain::audit::happened::Happened;
use crate::domain::broker::admin_session::AdminSession;
use crate::domain::broker::endpoint_token::FreshSession;
use crate::domain::broker::error::BrokerError;
use crate::domain::broker::id::{UuidToken, UuidTokenKind, make_uuid};
use crate::domain::change::{Change, Guard, Write};
use crate::domain::peer::Network;
use crate::domain::tally::Tally;
use crate::flow::credentials::{self, Charged, Credentials, Verdict};
use crate::flow::{Failure, Platform, Presence, steps};
use crate::store::CommitError;
use serde_json::{Map, Value};

/// A change to remember before the token is told. Losing it means that somebody else redeemed it.
pub struct SessionDraft {
    pub change: Change,
    pub app_token: UuidToken,
    pub client_id: String,
}

pub fn redeem(platform: &Platform, sent: &Map<String, Value>) -> Answered<SessionDraft> {
    let now = platform.clock.now();
    let token_id = sent.get("tokenId").and_then(Value::as_str);
    let missing = || BrokerError::field("tokenId", "tokenId is a text.");
    let token_id = token_id.ok_or_else(missing)?;
    let app_id = named_app(sent)?;
    let token_id = UuidToken::parse(token_id).ok_or(BrokerError::NotAuthenticated)?;
    let hash = token_id.hash(UuidTokenKind::Endpoint);
    let found = platform.store.read(|reader| reader.endpoint_token(&hash))?;
    let mut found = found.ok_or(BrokerError::NotAuthenticated)?;
    found.standing.development_mode &= serves_development(platform);
    let app_token = UuidToken::make(&mut rand::rng());
    let fresh = FreshSession {
        public_id: make_uuid(&mut rand::rng()),
        secret_hash: app_token.hash(UuidTokenKind::AppSession),
    };
    let session = found.redeem(&hash, app_id.as_deref(), fresh, now)?;
    let unredeemed = Guard::EndpointTokenUnredeemed {
        secret_hash: hash,
        at: now,
    };
    Ok(SessionDraft {
        change: Change::guarded(unredeemed, vec![Write::InsertAppSession(session)]),
        app_token,
        client_id: found.standing.client_id,
    })
}

/// Signs an endpoint out.
pub fn end(platform: &Platform, caller: Caller) -> Answered<()> {
    let live = match caller {
        Caller::Endpoint(live) => live,
        Caller::Admin(_) | Caller::App(_) => return Err(BrokerError::NotAuthorized.into()),
        Caller::Nobody => return Err(BrokerError::NotAuthenticated.into()),
    };
    let ends = Write::EndAppSession {
        secret_hash: live.session.secret_hash,
        at: platform.clock.now(),
    };
    commit(platform, Change::writes(vec![ends]))
}

/// Behind the same brake as the sign-in page; for operators only.
pub fn admin(
    platform: &Platform,
    sent: &Map<String, Value>,
    from: Network,
    presence: &Presence,
) -> Answered<UuidToken> {
    let now = platform.clock.now();
    let text = |name: &str| sent.get(name).and_then(Value::as_str).unwrap_or_default();
    let given = Credentials {
        name: typed_login(text("username")),
        password: TypedPassword::parse(text("password")),
        browsers: &[],
        charged: Charged::Address(from),
        presence,
        now,
    };
    let rightful = match credentials::check(platform, given)? {
        Verdict::Right(rightful) if rightful.user.is_admin => rightful,
        Verdict::Right(_) | Verdict::Wrong => return Err(BrokerError::NotAuthenticated.into()),
        Verdict::Braked(limit) => {
            if let Some(whose) = limit.whose {
                platform.metrics.outcomes.count(Tally::Limited(whose));
            }
            return Err(BrokerError::TooManyRequests(limit.wait).into());
        }
    };
    if !steps::password_is_enough(platform, &rightful.user, Level::One)? {
        return Err(BrokerError::SecondFactorNeeded.into());
    }
    let token = UuidToken::make(&mut rand::rng());
    let session = AdminSession {
        secret_hash: token.hash(UuidTokenKind::Admin),
        user_key: rightful.user.key,
        epoch: rightful.user.epoch,
        last_used_at: now,
        created_at: now,
    };
    let happened = Happened::SignIn(Methods::PASSWORD);
    let event = platform.event_of(&rightful.user, &happened, now);
    let mut writes = vec![Write::InsertAdminSession(session), event.into()];
    writes.extend(rightful.along);
    commit(platform, Change::writes(writes))?;
    Ok(token)
}

fn commit(platform: &Platform, change: Change) -> Answered<()> {
    match platform.store.commit(change) {
        Ok(()) => Ok(()),
        // The user was removed meanwhile.
        Err(CommitError::Conflict) => Err(BrokerError::NotAuthenticated.into()),
        Err(error) => Err(Failure::from(error).into()),
    }
}
