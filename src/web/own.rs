//! What people change by themselves: profile, e-mail address, the file with their data, the end of the account.

use super::Edge;
use super::answer::{act, show, write};
use super::failure::query_too_long;
use super::locale;
use super::own_form::{Forms, OwnForm};
use super::read::{LONGEST_QUERY, address, visitor};
use crate::domain::answer::own::ProfileDone;
use crate::domain::answer::place::{AccountPlace, once};
use crate::domain::oauth::form::Purpose;
use crate::flow::account::delete::Deletion;
use crate::flow::account::email::NewEmail;
use crate::flow::account::profile::NewProfile;
use crate::flow::account::{data, delete, email, profile, refused};
use crate::flow::confirm_email::{self, Confirmed};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, Result};

pub async fn profile(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    let done = once(request.query_string(), "done");
    let done = done.and_then(|word| ProfileDone::from_word(&word));
    show(&request, &edge, move |platform, visitor| {
        profile::show(platform, visitor, done)
    })
    .await
}

const PROFILE: Forms = Forms {
    by_get: None,
    known: &[Purpose::Profile],
    refused: |_, why| refused(&AccountPlace::Profile { done: None }, why),
};

pub async fn change_profile(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> Result<HttpResponse> {
    let own = OwnForm::read(&request, &edge, payload, &PROFILE).await?;
    let sent = NewProfile {
        display_name: own.typed("display_name").to_owned(),
        language: own.typed("language").to_owned(),
        notices: own.fields.has("notices"),
        form: own.form,
        visitor: visitor(&request, &edge),
    };
    act(&request, &edge, move |platform| {
        profile::change(platform, &sent)
    })
    .await
}

pub async fn email(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    show(&request, &edge, email::show).await
}

const EMAIL: Forms = Forms {
    by_get: None,
    known: &[Purpose::Email],
    refused: |_, why| refused(&AccountPlace::Email, why),
};

pub async fn change_email(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> Result<HttpResponse> {
    let own = OwnForm::read(&request, &edge, payload, &EMAIL).await?;
    let (words, _) = locale::of(&request, &edge);
    let sent = NewEmail {
        typed: own.typed("email").to_owned(),
        language: words.language().to_owned(),
        form: own.form,
        visitor: visitor(&request, &edge),
    };
    act(&request, &edge, move |platform| {
        email::wish(platform, &sent)
    })
    .await
}

pub async fn ask_confirm_email(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    if request.query_string().len() > LONGEST_QUERY {
        return query_too_long(&request, &edge);
    }
    let query = request.query_string().to_owned();
    show(&request, &edge, move |platform, visitor| {
        confirm_email::open(platform, &query, visitor)
    })
    .await
}

const CONFIRM_EMAIL: Forms = Forms {
    by_get: None,
    known: &[Purpose::ConfirmEmail],
    refused: confirm_email::form_untaken,
};

pub async fn confirm_email(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> Result<HttpResponse> {
    let own = OwnForm::read(&request, &edge, payload, &CONFIRM_EMAIL).await?;
    let confirmed = Confirmed {
        form: own.form,
        visitor: visitor(&request, &edge),
        address: address(&request, &edge),
    };
    act(&request, &edge, move |platform| {
        confirm_email::confirm(platform, &confirmed)
    })
    .await
}

pub async fn email_confirmed(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    write(&request, &edge, Ok(confirm_email::done()))
}

pub async fn data(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    show(&request, &edge, data::show).await
}

const DATA: Forms = Forms {
    by_get: None,
    known: &[Purpose::Download],
    refused: |_, why| refused(&AccountPlace::Data, why),
};

pub async fn download(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> Result<HttpResponse> {
    let OwnForm { form, .. } = OwnForm::read(&request, &edge, payload, &DATA).await?;
    let visitor = visitor(&request, &edge);
    act(&request, &edge, move |platform| {
        data::download(platform, &visitor, &form)
    })
    .await
}

pub async fn ask_delete(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    show(&request, &edge, delete::show).await
}

const DELETE: Forms = Forms {
    by_get: None,
    known: &[Purpose::DeleteAccount],
    refused: |_, why| refused(&AccountPlace::Delete, why),
};

pub async fn delete(
    request: HttpRequest,
    edge: Data<Edge>,
    payload: Payload,
) -> Result<HttpResponse> {
    let own = OwnForm::read(&request, &edge, payload, &DELETE).await?;
    let sent = Deletion {
        typed: own.typed("name").to_owned(),
        form: own.form,
        visitor: visitor(&request, &edge),
    };
    act(&request, &edge, move |platform| {
        delete::delete(platform, &sent)
    })
    .await
}

pub async fn deleted(request: HttpRequest, edge: Data<Edge>) -> HttpResponse {
    write(&request, &edge, Ok(delete::done()))
}
