//! The language of a page, as its request asks for it.

use super::Edge;
use super::header::{cookies_named, items};
use super::pages::{Languages, Wishes, Words};
use crate::domain::answer::OwnPath;
use crate::domain::oauth::params::{Param, Params};
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::{HttpMessage, HttpRequest};

/// The authorization request that a form carries: its answer is in the same language.
struct Carried(String);

/// Leaves it for whoever writes the answer.
pub fn carries(request: &HttpRequest, authorization: &str) {
    let carried = Carried(authorization.to_owned());
    request.extensions_mut().insert(carried);
}

/// The language of the user whom the answer is for.
struct Known(String);

/// Leaves it for whoever writes the answer.
pub fn is_of(request: &HttpRequest, locale: Option<&str>) {
    if let Some(locale) = locale {
        let known = Known(locale.to_owned());
        request.extensions_mut().insert(known);
    }
}

/// The words of the answer, and those that the browser likes best by itself.
pub fn of<'a>(request: &HttpRequest, edge: &'a Edge) -> (&'a Words, &'a Words) {
    let languages = &edge.site.languages;
    let locale = locale(request, languages);
    let known = request.extensions().get::<Known>().map(|it| it.0.clone());
    let mut chosen = cookies_named(request, edge.cookies.language());
    let accepted: Vec<&str> = items(request, ACCEPT_LANGUAGE).collect();
    let accepted = accepted.join(",");
    let wishes = Wishes {
        locale: locale.as_deref(),
        chosen: chosen.find(|tag| languages.named(tag).is_some()),
        known: known.as_deref(),
        accepted: &accepted,
    };
    (languages.choose(&wishes), languages.accepted(&accepted))
}

fn locale(request: &HttpRequest, languages: &Languages) -> Option<String> {
    let extensions = request.extensions();
    let query = match extensions.get::<Carried>() {
        Some(Carried(authorization)) => authorization,
        None => request.query_string(),
    };
    let params = Params::parse(query);
    let is_known = |tag: &&str| languages.named(tag).is_some();
    let wished = params.get(Param::Locale).value();
    // OpenID Connect Core §3.1.2.1, RP-Initiated Logout 1.0 §2: a list, the best first.
    let listed = params.get(Param::UiLocales).value();
    let is_asked = params.names_openid() || request.path() == OwnPath::sign_out().as_str();
    let listed = listed.filter(|_| is_asked).unwrap_or_default();
    let listed = listed.split(' ').find(is_known);
    let known = wished.filter(is_known).or(listed);
    known.or(wished).map(str::to_owned)
}
