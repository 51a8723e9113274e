//! The language of a page: what the request asks for, and the form that changes it.

use super::Edge;
use super::answer::write;
use super::failure::body_unread;
use super::guard::{FOREIGN, is_own_form};
use super::header::{cookies, items};
use super::read::Fields;
use crate::domain::answer::place::Place;
use crate::domain::answer::{Answer, CookieChange, OwnPath, Reply, Story};
use crate::domain::oauth::form::Untaken;
use crate::domain::oauth::params::{Param, Params, without_locale};
use crate::flow::form_untaken;
use crate::web::pages::{Wishes, Words};
use actix_web::http::header::ACCEPT_LANGUAGE;
use actix_web::web::{Data, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};

/// The authorization request that a form carries: its answer is in the same language.
struct Carried(String);

/// Leaves it for whoever writes the answer.
pub fn carries(request: &HttpRequest, authorization: &str) {
    let carried = Carried(authorization.to_owned());
    request.extensions_mut().insert(carried);
}

/// The words of the answer, and those that the browser likes best by itself.
pub fn of<'a>(request: &HttpRequest, edge: &'a Edge) -> (&'a Words, &'a Words) {
    let languages = &edge.site.languages;
    let locale = locale(request);
    let mut chosen = cookies(request, edge.cookies.language());
    let accepted: Vec<&str> = items(request, ACCEPT_LANGUAGE.as_str()).collect();
    let accepted = accepted.join(",");
    let wishes = Wishes {
        locale: locale.as_deref(),
        chosen: chosen.find(|tag| languages.named(tag).is_some()),
        accepted: &accepted,
    };
    (languages.choose(&wishes), languages.accepted(&accepted))
}

fn locale(request: &HttpRequest) -> Option<String> {
    let extensions = request.extensions();
    let query = match extensions.get::<Carried>() {
        Some(Carried(authorization)) => authorization,
        None => request.query_string(),
    };
    let params = Params::parse(query);
    params.get(Param::Locale).value().map(str::to_owned)
}

/// Remembers the language that was pressed, and leads back to the page.
pub async fn submit(request: HttpRequest, edge: Data<Edge>, payload: Payload) -> HttpResponse {
    let fields = match Fields::read(payload).await {
        Ok(fields) => fields,
        Err(fault) => return body_unread(&request, &edge, fault),
    };
    if !is_own_form(&request, &edge.platform.policy.public_url) {
        let refused = form_untaken("", Untaken::Strange(FOREIGN));
        return write(&request, &edge, Ok(refused));
    }
    let wanted = fields.once("language").unwrap_or_default();
    let words = edge.site.languages.named(wanted);
    let change = words.map(|words| CookieChange::Language(words.language().to_owned()));
    let reply = Reply {
        answer: Answer::SeeOther(back(fields.once("back").unwrap_or_default())),
        cookies: change.into_iter().collect(),
        story: Story::of("language"),
    };
    write(&request, &edge, Ok(reply))
}

/// The same page, without the `locale` that would overrule what was just chosen.
fn back(path: &str) -> OwnPath {
    let path = match path.split_once('?') {
        Some((path, query)) => format!("{path}?{}", without_locale(query)),
        None => path.to_owned(),
    };
    OwnPath::back_to(&path).unwrap_or_else(|| OwnPath::account(&Place::Home))
}
