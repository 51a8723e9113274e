//! How a result travels: by redirect, by a form that the browser posts, or by a message to the page that
//! opened ours. Each is made only by [`super::ReplyTo`], for a proven address. What holds a live token is neither
//! printed nor copied: no `Debug`, no `Clone`.

use crate::domain::secret::PlainToken;
use url::form_urlencoded;

/// A result on its way.
#[derive(PartialEq, Eq)]
pub enum ResultRoute {
    /// 302.
    Redirect(ResultLocation),
    /// 200, a page whose form goes to the address.
    FormPost(FormPost),
    /// 200, a page that tells its opener.
    Message(OpenerMessage),
}

/// A proven address or our own landing page, with the fields in it.
#[derive(PartialEq, Eq)]
pub struct ResultLocation(pub(super) String);

/// Fields to be posted to a proven address.
#[derive(PartialEq, Eq)]
pub struct FormPost {
    pub(super) action: String,
    /// Form-encoded.
    pub(super) fields: String,
}

/// A text for a window of exactly this origin (RFC 9700 §4.17).
#[derive(PartialEq, Eq)]
pub struct OpenerMessage {
    pub(super) origin: String,
    /// Form-encoded fields.
    pub(super) text: String,
}

/// What a success hands over.
pub enum Carried {
    AccessToken(PlainToken),
    Code(PlainToken),
}

impl Carried {
    pub(super) fn field(&self) -> (&'static str, &str) {
        match self {
            Self::AccessToken(token) => ("access_token", token.reveal()),
            Self::Code(code) => ("code", code.reveal()),
        }
    }
}

impl ResultRoute {
    /// An error, which nobody pressed a button for, follows upon whatever address led here, and a browser carries the
    /// fragment of that one along, with a token of another app in it perhaps (RFC 9110 §10.2.2). An empty one of its
    /// own keeps it out. Programs with a scheme of their own may split their answers at `=` alone: so theirs of
    /// success and denial stay as they are, and here the sign stands behind `iss`, which they do not read.
    pub(super) fn without_old_fragment(mut self) -> Self {
        if let Self::Redirect(ResultLocation(location)) = &mut self
            && !location.contains('#')
        {
            location.push('#');
        }
        self
    }
}

impl ResultLocation {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_text(self) -> String {
        self.0
    }
}

impl FormPost {
    pub fn action(&self) -> &str {
        &self.action
    }

    /// Names and values, decoded.
    pub fn fields(&self) -> Vec<(String, String)> {
        let pairs = form_urlencoded::parse(self.fields.as_bytes());
        pairs.into_owned().collect()
    }
}

impl OpenerMessage {
    pub fn origin(&self) -> &str {
        &self.origin
    }

    pub fn text(&self) -> &str {
        &self.text
    }
}

impl ResultRoute {
    /// In one text, to be sealed and given again a moment later. No part of it holds a line break: addresses
    /// are plain ASCII and fields are encoded.
    pub fn to_text(&self) -> String {
        match self {
            Self::Redirect(ResultLocation(location)) => format!("redirect\n{location}"),
            Self::FormPost(FormPost { action, fields }) => {
                format!("form_post\n{action}\n{fields}")
            }
            Self::Message(OpenerMessage { origin, text }) => format!("message\n{origin}\n{text}"),
        }
    }

    /// An answer that was sealed a moment ago, by us, under the form that is sent again.
    pub fn reopened(sealed: &[u8]) -> Option<Self> {
        let mut lines = std::str::from_utf8(sealed).ok()?.split('\n');
        let mut next = || lines.next().map(str::to_owned);
        Some(match next()?.as_str() {
            "redirect" => Self::Redirect(ResultLocation(next()?)),
            "form_post" => Self::FormPost(FormPost {
                action: next()?,
                fields: next()?,
            }),
            "message" => Self::Message(OpenerMessage {
                origin: next()?,
                text: next()?,
            }),
            _ => return None,
        })
    }

    /// The token or code in it, where it carries one.
    pub fn carried(&self) -> Option<Carried> {
        let text = match self {
            Self::Redirect(ResultLocation(location)) => location,
            Self::FormPost(FormPost { fields, .. }) => fields,
            Self::Message(OpenerMessage { text, .. }) => text,
        };
        let found = |name| value_in(text, name).and_then(PlainToken::parse);
        let token = found("access_token").map(Carried::AccessToken);
        token.or_else(|| found("code").map(Carried::Code))
    }
}

/// The value of the last such field: whatever a registered address holds itself stands before ours, and in
/// ours every `&` and `=` of a value is escaped.
fn value_in<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let value = |field: &'a str, equals| field.strip_prefix(name)?.strip_prefix(equals);
    let plain = text.rsplit(['?', '#', '&']);
    // geni.com's own form: a fragment that is escaped once more as a whole.
    let fragment = text.rsplit('#').next().filter(|end| !end.contains('='));
    let escaped = fragment.unwrap_or_default().rsplit("%26");
    plain
        .filter_map(|field| value(field, "="))
        .chain(escaped.filter_map(|field| value(field, "%3D")))
        .next()
}
