//! What a program may send is tried: nothing is issued, nothing changed, and of what was typed nothing is kept.

use super::Desk;
use super::act::Acting;
use super::app_found::with;
use crate::domain::answer::Reply;
use crate::domain::answer::admin::apps_place::AppsPlace;
use crate::domain::answer::admin::desk::DeskPage;
use crate::domain::answer::admin::explain::{
    End, ExplainAnswer, ExplainPage, Judged, TriedAddress,
};
use crate::domain::key::AppId;
use crate::domain::oauth::client::App;
use crate::domain::oauth::proven::Permit;
use crate::domain::oauth::redirect_uri::RegisteredUri;
use crate::domain::oauth::tried::{Tried, try_address};
use crate::flow::apps::{self, Explanation, Fault};
use crate::flow::{Failure, Platform};

/// Of an address that is tried; longer ones are nobody's.
const LONGEST_ADDRESS: usize = 4096;

pub(in crate::flow) fn open<D: Desk>(
    platform: &Platform,
    desk: &D,
    id: AppId,
) -> Result<Reply, Failure> {
    with(platform, desk, id, |app| {
        let typed = (String::new(), String::new());
        Ok(show(platform, desk, &app, typed, ExplainAnswer::None))
    })
}

/// A form of that page came back.
pub(in crate::flow) fn answer<D: Desk>(
    platform: &Platform,
    acting: &Acting<'_, D>,
    id: AppId,
) -> Result<Reply, Failure> {
    let sent = &acting.sent.typed;
    let desk = &acting.desk;
    with(platform, desk, id, |app| {
        if sent.once("press") != "explain" {
            let typed: String = sent.once("address").trim().to_owned();
            let answer = match typed.len() > LONGEST_ADDRESS {
                true => ExplainAnswer::TooLong,
                false => ExplainAnswer::Tried(tried(platform, &app, &typed)),
            };
            return Ok(show(platform, desk, &app, (typed, String::new()), answer));
        }
        let typed = sent.once("pasted").to_owned();
        let answer = match apps::explain(platform, &typed)? {
            None => ExplainAnswer::TooLong,
            // Where another app's answers go is its owner's business.
            Some(Explanation {
                app: Some(named), ..
            }) if !desk.may_see(&named) => ExplainAnswer::OtherApp,
            Some(explained) => ExplainAnswer::Judged(judged(platform, &app, explained)),
        };
        Ok(show(platform, desk, &app, (String::new(), typed), answer))
    })
}

fn show<D: Desk>(
    platform: &Platform,
    desk: &D,
    app: &App,
    (address, request): (String, String),
    answer: ExplainAnswer,
) -> Reply {
    let place = D::apps(AppsPlace::Explain(app.id));
    let page = ExplainPage {
        form: desk.form(platform, &place, app.version),
        id: app.id,
        name: app.name.clone(),
        address,
        request,
        answer,
    };
    desk.shows(&place, DeskPage::Explain(Box::new(page)), D::SHOWS)
}

fn tried(platform: &Platform, app: &App, given: &str) -> TriedAddress {
    let raw = |uri: &RegisteredUri| uri.raw().to_owned();
    match try_address(given, app, &platform.policy.public_url) {
        Tried::Allowed(Permit::Exact(_)) => TriedAddress::Exact,
        Tried::Allowed(Permit::AnyPort(uri)) => TriedAddress::AnyPort(raw(uri)),
        Tried::Allowed(Permit::WithinSite) => TriedAddress::WithinSite,
        Tried::OwnPage => TriedAddress::OwnPage,
        Tried::NothingRegistered => TriedAddress::NothingRegistered,
        Tried::Differs { nearest, at } => TriedAddress::Differs {
            nearest: raw(nearest),
            given: given.to_owned(),
            at,
        },
    }
}

fn judged(platform: &Platform, app: &App, explained: Explanation) -> Judged {
    let named = explained.app.as_deref();
    let other_app = named
        .filter(|named| named.id != app.id)
        .map(|named| named.name.clone());
    let checks = explained.verdicts().collect();
    let end = match explained.outcome {
        Ok(asked) => End::Asks {
            goes_to: asked.reply_to.effective_uri(),
            scopes: asked
                .scopes
                .in_order(&platform.policy.scopes)
                .into_iter()
                .map(str::to_owned)
                .collect(),
        },
        Err(Fault::Refused(refusal)) => End::Page {
            code: refusal.code,
            tried: named
                .zip(explained.address.as_deref())
                .map(|(named, address)| tried(platform, named, address)),
        },
        Err(Fault::Redirected(failed)) => End::App {
            error: failed.error,
        },
    };
    Judged {
        leads_here: explained.leads_here,
        other_app,
        checks,
        end,
    }
}
