//! All that is kept of a person, as one JSON document: for them, and for whoever has to answer what that is.
//! Secrets are not in it, nor what stands for them.

use super::access::by_pages;
use super::change::{UserRefusal, find};
use crate::domain::account::authentication::{Authentication, Methods};
use crate::domain::account::foreign_hash::ForeignHash;
use crate::domain::account::session::{Keep, Session};
use crate::domain::account::user::User;
use crate::domain::audit::Event;
use crate::domain::audit::happened::{Exported, Happened};
use crate::domain::change::Change;
use crate::domain::key::{AppId, RowKey};
use crate::domain::mail::payload::Payload;
use crate::domain::oauth::access::AccessToken;
use crate::domain::oauth::client::ClientName;
use crate::domain::oauth::code::Code;
use crate::domain::oauth::consent::Consent;
use crate::domain::oauth::grant::Grant;
use crate::domain::oauth::refresh::RefreshToken;
use crate::domain::openid::device::Decision;
use crate::domain::time::Timestamp;
use crate::flow::{Failure, Platform};
use crate::store::{CommitError, Loaded, Reader};
use serde_json::{Value, json};
use std::collections::BTreeMap;

pub fn export(platform: &Platform, who: &str) -> Result<Value, UserRefusal> {
    let now = platform.clock.now();
    let user = find(platform, who)?;
    let key = user.key;
    // Of what there may be any number, some at a time.
    let sessions_of = |reader: &mut Reader, after| reader.sessions_of(key, after);
    let all_sessions = by_pages(platform, sessions_of, |session| session.key)?;
    let consents_of = |reader: &mut Reader, after| reader.consents_of(key, after);
    let all_consents = by_pages(platform, consents_of, |consent| consent.key)?;
    let tokens_of = |reader: &mut Reader, after| reader.access_tokens_of(key, after);
    let all_tokens = by_pages(platform, tokens_of, |token| token.key)?;
    let events_of = |reader: &mut Reader, after| reader.events_of(key, after);
    let all_events = by_pages(platform, events_of, |event| event.key)?;
    Ok(platform.store.read(|reader| {
        Ok(json!({
            "exported_at": now.rfc3339(),
            "user": in_words(&user),
            "password": password(reader, &user)?,
            "second_step": second_step(reader, &user)?,
            "one_time_links": links(reader, platform, &user)?,
            "mails": mails(reader, platform, &user)?,
            "sessions": sessions(reader, &all_sessions)?,
            "known_browsers": browsers(reader, &user)?,
            "operator_sessions": operator_sessions(reader, &user)?,
            "consents": consents(reader, &user, &all_consents)?,
            "apps": apps(reader, &user)?,
            "devices": devices(reader, &user)?,
            "access_tokens": access_tokens(reader, &all_tokens)?,
            "events": all_events.iter().map(Event::in_words).collect::<Vec<_>>(),
        }))
    })?)
}

/// The same for an operator; that this was done is in it.
pub fn hand_out(platform: &Platform, who: &str) -> Result<Value, UserRefusal> {
    let user = find(platform, who)?;
    if !platform.has_seen(user.version) {
        return Err(UserRefusal::Moved);
    }
    let exported = Happened::Exported(Exported::User);
    let event = platform.event(&exported, platform.clock.now());
    let writes = platform.spends().into_iter();
    let noted = Change::writes(writes.chain([event.about(&user).into()]).collect());
    match platform.store.commit(noted) {
        Ok(()) => {}
        // The form that asked for it was answered by another press.
        Err(CommitError::Conflict | CommitError::Lost(_)) => return Err(UserRefusal::Moved),
        Err(error) => return Err(Failure::from(error).into()),
    }
    export(platform, &user.public_id)
}

fn moment(at: Option<Timestamp>) -> Option<String> {
    at.map(Timestamp::rfc3339)
}

fn methods(methods: Methods) -> Vec<&'static str> {
    methods.words().collect()
}

fn in_words(user: &User) -> Value {
    json!({
        "id": user.public_id,
        "name": user.name,
        "email": user.email,
        "email_verified_at": moment(user.email_verified_at),
        "display_name": user.display_name,
        "locale": user.locale,
        "notices": user.notices,
        "state": user.state.word(),
        "admin": user.is_admin,
        // One more for each time that everything issued was ended.
        "epoch": user.epoch.number(),
        "created_at": user.created_at.rfc3339(),
        "updated_at": user.updated_at.rfc3339(),
    })
}

fn password(reader: &mut Reader, user: &User) -> Loaded<Option<Value>> {
    let kept = reader.password_of(user.key)?;
    Ok(kept.map(|kept| {
        let kind = ForeignHash::read(&kept.phc).map(|hash| hash.kind());
        json!({"set_at": kept.set_at.rfc3339(), "hash": kind})
    }))
}

/// When each came to be and was used, never by what it is checked.
fn second_step(reader: &mut Reader, user: &User) -> Loaded<Value> {
    let kept = reader.factors_of(user.key)?;
    let passkeys = kept.passkeys.iter().map(|one| {
        json!({
            "name": one.name,
            "address": one.rp_id,
            "discoverable": one.discoverable,
            "synced": one.synced,
            "created_at": one.created_at.rfc3339(),
            "last_used_on": moment(one.last_used_at),
        })
    });
    let authenticators = kept.authenticators.iter().map(|one| {
        json!({
            "name": one.name,
            "created_at": one.created_at.rfc3339(),
            "last_used_on": moment(one.last_used_at),
            // Of 30 seconds since 1970.
            "last_step": one.last_step,
        })
    });
    let recovery_codes = kept
        .recovery_codes
        .iter()
        .map(|one| json!({"created_at": one.created_at.rfc3339(), "used_at": moment(one.used_at)}));
    let sign_in_code = kept.sign_in_code.as_ref().map(|one| {
        json!({
            "created_at": one.created_at.rfc3339(),
            "expires_at": one.expires_at.rfc3339(),
            "used_at": moment(one.used_at),
        })
    });
    Ok(json!({
        "authenticators": authenticators.collect::<Vec<Value>>(),
        "passkeys": passkeys.collect::<Vec<Value>>(),
        "recovery_codes": recovery_codes.collect::<Vec<Value>>(),
        "sign_in_code": sign_in_code,
        "wrong_codes": kept.wrong_codes,
    }))
}

fn links(reader: &mut Reader, platform: &Platform, user: &User) -> Loaded<Vec<Value>> {
    let links = reader.links_of(user.key)?.into_iter();
    Ok(links
        .map(|link| {
            json!({
                "purpose": link.purpose.word(),
                "mailed": link.mailed,
                "address": link.address(&platform.key),
                "created_at": link.created_at.rfc3339(),
                "expires_at": link.expires_at.rfc3339(),
                "used_at": moment(link.used_at),
                "ended_at": moment(link.ended_at),
            })
        })
        .collect())
}

/// Those that wait, and what is left of those that do not.
fn mails(reader: &mut Reader, platform: &Platform, user: &User) -> Loaded<Vec<Value>> {
    let mails = reader.mails_of(&user.public_id)?.into_iter();
    Ok(mails
        .map(|mail| {
            let sealed = mail.payload_sealed.as_deref();
            let payload = sealed.and_then(|it| Payload::open(&platform.key, &mail.jti, it));
            json!({
                "kind": mail.kind.word(),
                "to": payload.map(|payload| payload.to),
                "created_at": mail.created_at.rfc3339(),
                "attempts": mail.tries,
                "give_up_at": moment(mail.give_up_at),
                "sent_at": moment(mail.done_at),
                "given_up_at": moment(mail.dead_at),
            })
        })
        .collect())
}

fn sessions(reader: &mut Reader, kept: &[Session]) -> Loaded<Vec<Value>> {
    let mut all = Vec::new();
    for session in kept {
        let app = match session.born_for_app {
            Some(id) => Some(app(reader, id)?),
            None => None,
        };
        all.push(session_in_words(session, app));
    }
    Ok(all)
}

fn session_in_words(session: &Session, app: Option<Value>) -> Value {
    json!({
        "id": session.key.encode(),
        "app": app,
        "device": session.device_label,
        "began_at": session.authenticated_at.rfc3339(),
        "methods": methods(session.methods),
        "confirmed_at": session.confirmed_at.rfc3339(),
        "last_seen_at": session.last_seen_at.rfc3339(),
        "idle_until": session.idle_until.rfc3339(),
        "ends_at": session.ends_at.rfc3339(),
        "kept": session.keep == Keep::SignedIn,
        "ended_at": moment(session.ended_at),
    })
}

fn browsers(reader: &mut Reader, user: &User) -> Loaded<Vec<Value>> {
    let browsers = reader.browsers_of(user.key)?.into_iter();
    Ok(browsers
        .map(|browser| {
            json!({
                "created_at": browser.created_at.rfc3339(),
                "last_used_at": browser.last_used_at.rfc3339(),
                "trusted_until": moment(browser.trusted_until),
            })
        })
        .collect())
}

fn operator_sessions(reader: &mut Reader, user: &User) -> Loaded<Vec<Value>> {
    let sessions = reader.admin_sessions_of(user.key)?.into_iter();
    Ok(sessions
        .map(|(began, used)| json!({"began_at": began.rfc3339(), "last_used_at": used.rfc3339()}))
        .collect())
}

/// Those that are theirs, with what was decided about them.
fn apps(reader: &mut Reader, user: &User) -> Loaded<Vec<Value>> {
    let mut all = Vec::new();
    for app in reader.apps_of(user.key)? {
        let proposal = reader.proposal(app.id)?;
        all.push(json!({
            "app": app.id.0,
            "client_id": app.client_id,
            "name": app.name,
            "state": app.state.word(),
            "approved_at": moment(app.ownership.approved_at),
            "declined_why": app.ownership.declined_why,
            "proposal": proposal.map(|proposal| proposal.changes),
            "added_at": app.created_at.rfc3339(),
        }));
    }
    Ok(all)
}

/// Each with what was given upon it.
fn consents(reader: &mut Reader, user: &User, kept: &[Consent]) -> Loaded<Vec<Value>> {
    let mut upon = grants(reader, user)?;
    let mut all = Vec::new();
    for consent in kept {
        let app = app(reader, consent.app_id)?;
        let grants = upon.remove(&consent.key).unwrap_or_default();
        all.push(consent_in_words(consent, app, &grants));
    }
    Ok(all)
}

/// By consent, each with its codes and refresh tokens.
fn grants(reader: &mut Reader, user: &User) -> Loaded<BTreeMap<RowKey, Vec<Value>>> {
    let mut codes: BTreeMap<RowKey, Vec<Value>> = BTreeMap::new();
    for code in reader.codes_of(user.key)? {
        let of_its_grant = codes.entry(code.grant_key).or_default();
        of_its_grant.push(code_in_words(&code));
    }
    let mut tokens: BTreeMap<RowKey, Vec<Value>> = BTreeMap::new();
    for token in reader.refresh_tokens_of(user.key)? {
        let of_its_grant = tokens.entry(token.grant_key).or_default();
        of_its_grant.push(refresh_token_in_words(&token));
    }
    let mut all: BTreeMap<RowKey, Vec<Value>> = BTreeMap::new();
    for grant in reader.grants_of(user.key)? {
        let codes = codes.remove(&grant.key).unwrap_or_default();
        let tokens = tokens.remove(&grant.key).unwrap_or_default();
        let of_its_consent = all.entry(grant.consent_key).or_default();
        of_its_consent.push(grant_in_words(&grant, &codes, &tokens));
    }
    Ok(all)
}

fn consent_in_words(consent: &Consent, app: Value, grants: &[Value]) -> Value {
    json!({
        "app": app,
        "scopes": consent.scopes.to_string(),
        "granted_at": consent.granted_at.rfc3339(),
        "last_used_at": consent.last_used_at.rfc3339(),
        "withdrawn_at": moment(consent.withdrawn_at),
        "grants": grants,
    })
}

fn grant_in_words(grant: &Grant, codes: &[Value], tokens: &[Value]) -> Value {
    json!({
        "scopes": grant.scopes.to_string(),
        "sign_in": sign_in(grant.authentication()),
        "created_at": grant.created_at.rfc3339(),
        "expires_at": grant.expires_at.rfc3339(),
        "ended_at": moment(grant.ended_at),
        "codes": codes,
        "refresh_tokens": tokens,
    })
}

/// None of one from before it was remembered.
fn sign_in(kept: Option<Authentication>) -> Option<Value> {
    kept.map(|it| json!({"authenticated_at": it.at.rfc3339(), "methods": methods(it.methods)}))
}

fn code_in_words(code: &Code) -> Value {
    json!({
        "redirect_uri": code.redirect_uri,
        "created_at": code.created_at.rfc3339(),
        "expires_at": code.expires_at.rfc3339(),
        "redeemed_at": moment(code.redeemed_at),
    })
}

fn refresh_token_in_words(token: &RefreshToken) -> Value {
    json!({
        "created_at": token.created_at.rfc3339(),
        "expires_at": token.expires_at.rfc3339(),
        "used_at": moment(token.rotated.as_ref().map(|rotation| rotation.at)),
    })
}

/// What the user decided about devices, for as long as their codes are kept.
fn devices(reader: &mut Reader, user: &User) -> Loaded<Vec<Value>> {
    let mut all = Vec::new();
    for code in reader.device_codes_of(user.key)? {
        all.push(json!({
            "app": app(reader, code.app_id)?,
            "scopes": code.scopes.to_string(),
            "decision": code.decision.map(Decision::word),
            "asked_at": code.created_at.rfc3339(),
            "expires_at": code.expires_at.rfc3339(),
            "redeemed_at": moment(code.redeemed_at),
        }));
    }
    Ok(all)
}

fn access_tokens(reader: &mut Reader, kept: &[AccessToken]) -> Loaded<Vec<Value>> {
    let mut all = Vec::new();
    for token in kept {
        all.push(json!({
            "app": app(reader, token.app_id)?,
            "scopes": token.scopes.to_string(),
            "sign_in": sign_in(token.authentication),
            "created_at": token.created_at.rfc3339(),
            "expires_at": token.expires_at.rfc3339(),
            "revoked_at": moment(token.revoked_at),
        }));
    }
    Ok(all)
}

/// An app that is gone is only a number.
fn app(reader: &mut Reader, id: AppId) -> Loaded<Value> {
    let found = reader.app(&ClientName::Number(id))?;
    Ok(json!({"number": id.0, "name": found.map(|app| app.name)}))
}
