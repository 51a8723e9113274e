//! How a result travels: by redirect, by a form that the browser posts, or by a message to the page that
//! opened ours. Each is made only by [`super::ReplyTo`], for a proven address. What holds a live token is neither
//! printed nor copied: no `Debug`, no `Clone`.

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
