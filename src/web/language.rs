//! The form that changes the language of pages.

use super::Edge;
use super::answer::write;
use super::failure::body_unread;
use super::guard::{FOREIGN, is_own_form};
use super::read::Fields;
use crate::domain::answer::place::Place;
use crate::domain::answer::{Answer, CookieChange, OwnPath, Reply, Story};
use crate::domain::oauth::form::Untaken;
use crate::domain::oauth::params::without_locale;
use crate::flow::form_untaken;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};

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
