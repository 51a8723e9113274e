//! The device authorization endpoint: a device asks for its codes (RFC 8628 §3.1, §3.2).

use super::client::{self, Client};
use super::{ClientReply, Failure, Platform, client_reply, settled};
use crate::domain::account::brake::{Braked, Charge, Subject, TRY};
use crate::domain::answer::LogDecision;
use crate::domain::change::{Change, Guard, Write};
use crate::domain::oauth::client::{App, GrantType};
use crate::domain::oauth::client_auth::InQuery;
use crate::domain::oauth::client_request::{ClientParam, ClientRequest};
use crate::domain::oauth::token_error::TokenError;
use crate::domain::openid::device::{DeviceCode, UserCode, choose_scopes};
use crate::domain::openid::resource::AskedFor;
use crate::domain::openid::scope::OPENID;
use crate::domain::peer::Network;
use crate::domain::secret::{PlainToken, TokenKind};
use crate::domain::time::Timestamp;
use crate::store::{CommitError, Lost};
use std::time::Duration;

/// A device's request for codes.
pub struct DeviceCall {
    pub request: ClientRequest,
    /// Where it comes from.
    pub address: Network,
}

/// What the device is given: one code for itself, one to show.
pub struct DeviceAnswer {
    pub device_code: PlainToken,
    pub user_code: UserCode,
    pub lifetime: Duration,
}

/// Which app it is that asks.
pub async fn authenticate(platform: &Platform, call: &DeviceCall) -> Result<Client, Failure> {
    client::authenticate(platform, &call.request, InQuery::Never).await
}

pub fn authorize(
    platform: &Platform,
    call: &DeviceCall,
    client: Client,
) -> Result<ClientReply<DeviceAnswer>, Failure> {
    let decision = LogDecision::DeviceAsked;
    client_reply::serve(client, decision, |app| begin(platform, call, app))
}

/// Paid for and remembered at once; with another user code where a device has that one.
fn begin(
    platform: &Platform,
    call: &DeviceCall,
    app: &App,
) -> Result<Result<DeviceAnswer, TokenError>, Failure> {
    if !app.grants.contains(&GrantType::DeviceCode) {
        return Ok(Err(TokenError::GrantNotEnabled(GrantType::DeviceCode)));
    }
    settled(|| {
        let now = platform.clock.now();
        let (kept, answer) = match make(platform, call, app, now) {
            Ok(made) => made,
            Err(error) => return Ok((Ok(()), Err(error))),
        };
        let charge = Charge {
            subject: Subject::devices(&platform.key, call.address),
            limit: platform.policy.brake_address,
            cost: TRY,
            at: now,
        };
        let fits = Guard::BrakeAllows(vec![charge]);
        let change = Change::guarded(fits, vec![Write::InsertDeviceCode(kept)]);
        Ok(match platform.store.commit(change) {
            Err(CommitError::Lost(Lost::Braked(Braked { wait, .. }))) => {
                (Ok(()), Err(TokenError::Braked(wait)))
            }
            committed => (committed, Ok(answer)),
        })
    })
}

fn make(
    platform: &Platform,
    call: &DeviceCall,
    app: &App,
    now: Timestamp,
) -> Result<(DeviceCode, DeviceAnswer), TokenError> {
    let sent = call.request.get(ClientParam::Scope);
    let chosen = choose_scopes(app, sent, &platform.policy.only_by_name);
    let (scopes, scopes_changed) = chosen.map_err(|_| TokenError::ScopeInvalid)?;
    let asked = AskedFor {
        named: call.request.all(ClientParam::Resource),
        is_openid: scopes.holds(OPENID),
    };
    let audience = asked.of(&app.resources);
    let audience = audience.map_err(|_| TokenError::ResourceUnknown)?;
    let device_code = PlainToken::make(platform.store.next_key(now), &mut rand::rng());
    let user_code = UserCode::make(&mut rand::rng());
    let lifetime = platform.policy.device_ttl;
    let kept = DeviceCode {
        key: device_code.key(),
        secret_hash: device_code.hash(TokenKind::Device),
        user_code_mac: user_code.mac(&platform.key),
        app_id: app.id,
        app_epoch: app.epoch,
        scopes,
        scopes_changed,
        audience,
        decision: None,
        user_key: None,
        grant_key: None,
        expires_at: now.plus(lifetime),
        redeemed_at: None,
        created_at: now,
    };
    let answer = DeviceAnswer {
        device_code,
        user_code,
        lifetime,
    };
    Ok((kept, answer))
}
