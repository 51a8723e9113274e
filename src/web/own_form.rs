//! A form that a page of ours sent: what every form has to be before a flow looks at it.

use super::Edge;
use super::answer::write;
use super::failure::body_unread;
use super::guard::{AHEAD, FOREIGN, is_own_form, manner};
use super::header::text;
use super::locale;
use super::read::{BodyFault, Fields, LONGEST_QUERY, address, visitor};
use crate::domain::account::device::label_of;
use crate::domain::account::password::TypedPassword;
use crate::domain::account::session::Keep;
use crate::domain::account::user::typed_login;
use crate::domain::answer::{Answer, OwnPath, Reply, Story};
use crate::domain::factor::Way;
use crate::domain::factor::passkey::PasskeyAnswer;
use crate::domain::oauth::form::{Form, Purpose, Untaken};
use crate::domain::oauth::params::known_name;
use crate::flow::Manner;
use crate::flow::Presence;
use crate::flow::desk::act::Typed;
use crate::flow::second_step::{SecondStep, SetUpFields};
use crate::flow::sign_in::{Entrance, SignIn};
use actix_web::error::InternalError;
use actix_web::http::header::USER_AGENT;
use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};
use form_urlencoded::Serializer;
use zeroize::Zeroizing;

/// The forms that come back to one address.
pub struct Forms {
    pub known: &'static [Purpose],
    /// What is no form of ours at all is a request of an app, sent by POST: the same by GET, which issues nothing that a
    /// link would not (OpenID Connect Core §3.1.2.1).
    pub by_get: Option<fn(&str) -> OwnPath>,
    /// What is said instead, where a form is not taken.
    pub refused: fn(&Form, Untaken) -> Reply,
}

pub struct OwnForm {
    pub fields: Fields,
    pub form: Form,
    /// Which of the forms of this address; not told by a page from before there was a word for it.
    pub purpose: Option<Purpose>,
}

impl OwnForm {
    /// Read, and neither sent by another site nor before anybody pressed anything; else the answer to it.
    pub async fn read(
        request: &HttpRequest,
        edge: &Edge,
        payload: Payload,
        forms: &Forms,
    ) -> actix_web::Result<Self> {
        let fields = match Fields::read(payload).await {
            Ok(fields) => fields,
            Err(fault) => return Err(answered(body_unread(request, edge, fault))),
        };
        if let Some(by_get) = forms.by_get
            && !fields.has("proof")
            && !fields.has("form")
        {
            return Err(answered(sent_by_get(request, edge, &fields, by_get)));
        }
        let form = fields.form();
        locale::carries(request, &form.request);
        match purpose(request, edge, &fields, forms.known) {
            Ok(purpose) => Ok(Self {
                fields,
                form,
                purpose,
            }),
            Err(why) => {
                let refused = (forms.refused)(&form, Untaken::Strange(why));
                Err(answered(write(request, edge, Ok(refused))))
            }
        }
    }

    /// All that is no hidden field of every form.
    pub fn all_typed(&self) -> Typed {
        let pairs = self.fields.pairs();
        let typed = pairs.filter(|(name, _)| !["form", "request", "nonce", "proof"].contains(name));
        let kept = typed.map(|(name, value)| (name.to_owned(), Zeroizing::new(value.to_owned())));
        Typed(kept.collect())
    }

    /// What was typed into a field; nothing where it was not sent exactly once.
    pub fn typed(&self, name: &str) -> &str {
        self.fields.once(name).unwrap_or_default()
    }
}

fn sent_by_get(
    request: &HttpRequest,
    edge: &Edge,
    fields: &Fields,
    by_get: fn(&str) -> OwnPath,
) -> HttpResponse {
    // Nothing that might be a password gets into an address.
    let known = fields
        .pairs()
        .filter(|(name, _)| known_name(name).is_some());
    let query = Serializer::new(String::new()).extend_pairs(known).finish();
    if query.len() > LONGEST_QUERY {
        return body_unread(request, edge, BodyFault::TooLarge);
    }
    let answer = Answer::SeeOther(by_get(&query));
    let reply = Reply {
        answer,
        cookies: Vec::new(),
        story: Story::default(),
    };
    write(request, edge, Ok(reply))
}

fn purpose(
    request: &HttpRequest,
    edge: &Edge,
    fields: &Fields,
    known: &[Purpose],
) -> Result<Option<Purpose>, &'static str> {
    if !is_own_form(request, &edge.platform.policy.public_url) {
        return Err(FOREIGN);
    }
    if manner(request) == Manner::Peek {
        return Err(AHEAD);
    }
    if !fields.has("form") {
        return Ok(None);
    }
    let word = fields.once("form");
    let purpose = known.iter().find(|one| Some(one.word()) == word);
    purpose.copied().map(Some).ok_or("is no form of this page")
}

fn answered(response: HttpResponse) -> actix_web::Error {
    InternalError::from_response("a form that is not taken", response).into()
}

/// What the browser is called in lists.
pub fn device_label(request: &HttpRequest) -> Option<String> {
    let agent = text(request, USER_AGENT);
    agent.and_then(|agent| label_of(&agent))
}

/// What the browser answered for a passkey; nothing where nobody asked it.
pub fn passkey_answer(own: &OwnForm) -> Option<PasskeyAnswer> {
    let answer = PasskeyAnswer {
        sealed: own.typed("passkey_state").to_owned(),
        json: own.typed("passkey").to_owned(),
    };
    (!answer.json.is_empty()).then_some(answer)
}

/// A form of the second step that came back, at either entrance.
pub fn second_step_form(
    request: &HttpRequest,
    edge: &Edge,
    own: OwnForm,
    entrance: Entrance,
) -> SecondStep {
    let way = |name| Way::from_word(own.typed(name));
    let sets_up = matches!(own.purpose, Some(Purpose::SetUp | Purpose::AccountSetUp));
    SecondStep {
        entrance,
        visitor: visitor(request, edge),
        ticket: own.typed("ticket").to_owned(),
        typed: own.typed("code").to_owned(),
        way: way("shape").unwrap_or(Way::Code),
        other_way: way("way"),
        passkey: passkey_answer(&own),
        remember: own.fields.has("remember"),
        device_label: device_label(request),
        address: address(request, edge),
        set_up: sets_up.then(|| SetUpFields {
            sealed_secret: own.typed("secret").to_owned(),
            name: own.typed("name").to_owned(),
            passkey_name: own.typed("passkey_name").to_owned(),
        }),
        form: own.form,
    }
}

/// A sign-in form that came back, at either entrance.
pub fn sign_in_form(
    request: &HttpRequest,
    edge: &Edge,
    own: OwnForm,
    entrance: Entrance,
) -> SignIn {
    SignIn {
        entrance,
        visitor: visitor(request, edge),
        name: typed_login(own.typed("name")).to_owned(),
        password: own.fields.once("password").and_then(TypedPassword::parse),
        passkey: passkey_answer(&own),
        keep: if own.fields.has("keep") {
            Keep::SignedIn
        } else {
            Keep::BrowserSession
        },
        device_label: device_label(request),
        address: address(request, edge),
        presence: Presence::default(),
        form: own.form,
    }
}
