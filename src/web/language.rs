//! The form that changes the language of pages.

use super::Edge;
use super::answer::write;
use super::own_form::{Forms, OwnForm};
use crate::domain::answer::place::AccountPlace;
use crate::domain::answer::{Answer, CookieChange, LogDecision, OwnPath, Reply, Story};
use crate::domain::oauth::form::Purpose;
use crate::domain::oauth::params::without_locale;
use crate::flow::form_untaken;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

const FORMS: Forms = Forms {
    by_get: None,
    known: &[Purpose::Language],
    refused: |_, why| form_untaken("", why),
};

/// Remembers the language that was pressed, and leads back to the page.
pub async fn submit(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> actix_web::Result<HttpResponse> {
    let own = OwnForm::read(&request, &edge, payload, &FORMS).await?;
    let words = edge.site.languages.named(own.typed("language"));
    let change = words.map(|words| CookieChange::Language(words.language().to_owned()));
    let reply = Reply {
        answer: Answer::SeeOther(back(own.typed("back"))),
        cookies: change.into_iter().collect(),
        story: Story::of(LogDecision::Language),
    };
    Ok(write(&request, &edge, Ok(reply)))
}

/// The same page, without the `locale` that would overrule what was just chosen.
fn back(path: &str) -> OwnPath {
    let path = match path.split_once('?') {
        Some((path, query)) => format!("{path}?{}", without_locale(query)),
        None => path.to_owned(),
    };
    OwnPath::back_to(&path).unwrap_or_else(|| OwnPath::account(&AccountPlace::Home))
}
