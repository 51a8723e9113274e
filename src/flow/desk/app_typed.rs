//! What was typed and pressed in the forms of an app.

use super::act::Typed;
use crate::domain::answer::admin::app_form::GivenCredentials;
use crate::domain::answer::admin::typed_app::TypedApp;
use crate::domain::oauth::client::{
    Confidentiality, GrantType, Kind, ResponseType, Style, Switch, TokenFormat,
};
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::time::days;
use crate::domain::words::Worded;
use crate::flow::apps::{AppRefusal, KnownCredentials};
use std::collections::BTreeSet;
use std::time::Duration;
use zeroize::Zeroizing;

/// Whether it was Check that was pressed, which saves nothing.
pub(in crate::flow) fn is_check(sent: &Typed) -> bool {
    sent.once("press") == "check"
}

pub(in crate::flow) fn read(sent: &Typed) -> TypedApp {
    let text = |name| sent.once(name).trim().to_owned();
    let lines = |name| {
        let lines = sent.once(name).lines().map(str::trim);
        lines
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect()
    };
    TypedApp {
        name: text("name"),
        description: text("description"),
        owner: text("owner"),
        site_url: text("site_url"),
        privacy_url: text("privacy_url"),
        terms_url: text("terms_url"),
        site_domain: text("site_domain"),
        canvas_origin: text("canvas_origin"),
        deauthorize_url: text("deauthorize_url"),
        backchannel_logout_url: text("backchannel_logout_url"),
        redirect_uris: lines("redirect_uris"),
        origins: lines("origins"),
        post_logout_uris: lines("post_logout_uris"),
        resources: lines("resources"),
        kind: Kind::from_word(sent.once("kind")).unwrap_or(Kind::Web),
        confidentiality: Confidentiality::from_word(sent.once("confidentiality"))
            .unwrap_or(Confidentiality::Confidential),
        scopes: scopes(sent),
        response_types: ticked(sent, "response_type", ResponseType::ALL),
        grants: ticked(sent, "grant", GrantType::ALL),
        style: match sent.has("style.geni_live") {
            true => Style::GeniLive,
            false => Style::Documented,
        },
        token_format: TokenFormat::from_word(sent.once("token_format"))
            .unwrap_or(TokenFormat::Opaque),
        token_ttl: text("token_ttl"),
        id_token_alg: Algorithm::from_word(sent.once("id_token_alg")).unwrap_or(Algorithm::Rs256),
        userinfo_alg: Algorithm::from_word(sent.once("userinfo_alg")),
        switches: ticked(sent, "switch", Switch::ALL).into_iter().collect(),
    }
}

fn scopes(sent: &Typed) -> BTreeSet<String> {
    let fields = sent.0.iter();
    let named = fields.filter_map(|(name, _)| name.strip_prefix("scope."));
    named.map(str::to_owned).collect()
}

fn ticked<T: Worded>(sent: &Typed, list: &str, all: &[T]) -> Vec<T> {
    let is_ticked = |one: &T| sent.has(&format!("{list}.{}", one.to_word()));
    all.iter().copied().filter(is_ticked).collect()
}

/// The same of an app that is there: a field that the form does not have stays as it is.
pub(super) fn read_over(sent: &Typed, base: &TypedApp) -> TypedApp {
    let typed = read(sent);
    let or_base = |name, typed, base: &String| match sent.has(name) {
        true => typed,
        false => base.clone(),
    };
    TypedApp {
        owner: or_base("owner", typed.owner, &base.owner),
        site_domain: or_base("site_domain", typed.site_domain, &base.site_domain),
        ..typed
    }
}

/// What programs have built in; of the secret nothing is shown again.
pub(in crate::flow) fn given(sent: &Typed) -> GivenCredentials {
    GivenCredentials {
        number: sent.once("number").trim().to_owned(),
        client_id: sent.once("client_id").trim().to_owned(),
    }
}

pub(in crate::flow) fn credentials(
    sent: &Typed,
    given: &GivenCredentials,
) -> Result<KnownCredentials, AppRefusal> {
    let id = match given.number.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| AppRefusal::IdRange)?),
    };
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Ok(KnownCredentials {
        id,
        client_id: some(&given.client_id),
        client_secret: some(sent.once("client_secret")).map(Zeroizing::new),
    })
}

/// How long the secret before a new one works on; a closed list.
pub(in crate::flow) fn overlap(sent: &Typed) -> Option<Duration> {
    match sent.once("overlap") {
        "1h" => Some(Duration::from_secs(3600)),
        "24h" => Some(days(1)),
        "7d" => Some(days(7)),
        "90d" => Some(days(90)),
        _ => None,
    }
}
