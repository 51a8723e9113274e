//! Form proofs: that a form is ours, for this browser, this person and exactly this request
//! (RFC 6749 §10.12). Nothing is stored while somebody reads a page: the form carries all.

use super::scope::Scopes;
use crate::domain::epoch::Epoch;
use crate::domain::key::RowKey;
use crate::domain::secret::{PlainToken, TokenHash};
use crate::domain::server_key::{Label, ServerKey};
use crate::domain::time::Timestamp;
use crate::domain::words::words;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::time::Duration;

/// How long a form is good for.
pub const FORM_LIFE: Duration = Duration::from_secs(3600);
/// How long the answer of a form is given again.
pub const SAME_ANSWER_FOR: Duration = Duration::from_secs(10);

/// What a form is for. A proof for one is none for another: the word in the form's own hidden field is part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    SignIn,
    SecondStep,
    /// The same in the line to a page of somebody's own.
    AccountSecondStep,
    /// Sets up the second step, within the line.
    SetUp,
    AccountSetUp,
    Consent,
    SignOut,
    /// The same on the page that an app may have sent somebody to.
    LogOut,
    /// The same, to go on as somebody else where the form came from.
    OtherAccount,
    ChoosePassword,
    /// Asks for a link to another password.
    Forgot,
    /// Proves once more who somebody is who is signed in.
    Confirm,
    /// A sign-in that belongs to no app.
    AccountSignIn,
    Withdraw,
    EndSessions,
    Password,
    /// Adds an authenticator.
    Authenticator,
    /// Adds a passkey.
    Passkey,
    RenameFactor,
    RemoveFactor,
    /// Makes recovery codes.
    RecoveryCodes,
    SignInCode,
    /// Forgets remembered browsers.
    Browsers,
    Profile,
    /// Another address, which waits to be confirmed.
    Email,
    ConfirmEmail,
    /// The file with all that is stored of somebody.
    Download,
    DeleteAccount,
    /// The code of a device.
    UserCode,
    DeviceConsent,
    /// An act of an admin: which one, on what and on which version of it, is its request.
    Admin,
    /// An act of an owner of apps, in the same way.
    Developer,
    /// Bears no proof: anybody may change the language of a page that they look at.
    Language,
}

words!(Purpose {
    SignIn = "login",
    SecondStep = "second_step",
    AccountSecondStep = "account_second_step",
    SetUp = "set_up",
    AccountSetUp = "account_set_up",
    Consent = "consent",
    SignOut = "logout",
    LogOut = "end_session",
    OtherAccount = "other_account",
    ChoosePassword = "choose password",
    Forgot = "forgot",
    Confirm = "confirm",
    AccountSignIn = "account_login",
    Withdraw = "deauthorize",
    EndSessions = "sessions",
    Password = "password",
    Authenticator = "authenticator",
    Passkey = "passkey",
    RenameFactor = "rename_factor",
    RemoveFactor = "remove_factor",
    RecoveryCodes = "recovery_codes",
    SignInCode = "sign_in_code",
    Browsers = "browsers",
    Profile = "profile",
    Email = "email",
    ConfirmEmail = "confirm_email",
    Download = "data",
    DeleteAccount = "delete",
    UserCode = "user_code",
    DeviceConsent = "device_consent",
    Admin = "admin",
    Developer = "developer",
    Language = "language",
});

/// What a proof is bound to, besides the form's own nonce and time.
pub struct Binding<'a> {
    pub purpose: Purpose,
    /// The hash of the session's secret; of the pre-login cookie where there is no session.
    pub holder: &'a TokenHash,
    pub user: Option<RowKey>,
    /// Exactly the scopes shown.
    pub scopes: Option<&'a Scopes>,
    /// Those of the app and of what the person allowed it: an answer from before an end undoes none.
    pub epochs: Option<[Epoch; 2]>,
}

/// What a good proof says.
pub struct Proven {
    /// Names the row by which the form is spent.
    pub nonce: PlainToken,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormFault {
    /// Not ours, not for this browser or person, or changed on the way.
    Forged,
    /// Ours, but older than an hour.
    Stale,
}

/// Why a form that came back is not taken: what is true, so that a page can say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untaken {
    /// Ours, but older than an hour.
    TooOld,
    /// A consent page that was answered before: its app may have got what it asked for.
    Decided,
    /// A password that was chosen by this form before; its link is spent with it.
    Chosen,
    /// Any other form that was answered before.
    Done,
    /// Not one cookie of ours came along.
    NoCookies,
    /// The session of the page has ended.
    SignedOut,
    /// Made for another session than the browser has now, or for what has changed since.
    Outdated,
    /// Nobody pressed a button of ours; how it shows, for the log.
    Strange(&'static str),
}

impl Untaken {
    /// For the log.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::TooOld => "older than an hour",
            Self::Decided | Self::Chosen | Self::Done => "the form was used before",
            Self::NoCookies => "no cookies came back",
            Self::SignedOut => "the session has ended",
            Self::Outdated => "no good proof for this session and request",
            Self::Strange(why) => why,
        }
    }

    /// The stable code for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooOld => "form_expired",
            Self::Decided | Self::Chosen | Self::Done => "form_used",
            Self::NoCookies => "no_cookies",
            Self::SignedOut => "signed_out",
            Self::Outdated => "form_outdated",
            Self::Strange(_) => "form_foreign",
        }
    }
}

impl From<FormFault> for Untaken {
    fn from(fault: FormFault) -> Self {
        match fault {
            FormFault::Forged => Self::Outdated,
            FormFault::Stale => Self::TooOld,
        }
    }
}

/// Makes the three hidden fields.
pub fn issue(
    key: &ServerKey,
    binding: &Binding,
    request: &str,
    nonce: &PlainToken,
    now: Timestamp,
) -> Form {
    let mac = binding.mac_parts(request, nonce.reveal(), now, |parts| {
        key.mac(Label::FormProof, parts)
    });
    Form {
        request: request.to_owned(),
        nonce: nonce.reveal().to_owned(),
        proof: format!("{}.{}", now.millis(), URL_SAFE_NO_PAD.encode(mac)),
    }
}

/// Checks the three hidden fields that came back.
pub fn check(
    key: &ServerKey,
    binding: &Binding,
    form: &Form,
    now: Timestamp,
) -> Result<Proven, FormFault> {
    let (issued, mac) = form.proof.split_once('.').ok_or(FormFault::Forged)?;
    let issued = issued.parse().map_err(|_| FormFault::Forged)?;
    let issued_at = Timestamp::from_millis(issued);
    let mac = URL_SAFE_NO_PAD.decode(mac).map_err(|_| FormFault::Forged)?;
    let genuine = binding.mac_parts(&form.request, &form.nonce, issued_at, |parts| {
        key.verifies(Label::FormProof, parts, &mac)
    });
    let nonce = PlainToken::parse(&form.nonce)
        .filter(|_| genuine)
        .ok_or(FormFault::Forged)?;
    if now.since(issued_at) >= FORM_LIFE {
        return Err(FormFault::Stale);
    }
    Ok(Proven { nonce })
}

impl Binding<'_> {
    fn mac_parts<T>(
        &self,
        request: &str,
        nonce: &str,
        issued_at: Timestamp,
        with: impl FnOnce(&[&[u8]]) -> T,
    ) -> T {
        let user = self.user.map_or(-1, RowKey::number).to_be_bytes();
        let scopes = self.scopes.map(Scopes::to_string).unwrap_or_default();
        let epochs = self
            .epochs
            .map(|both| both.map(|one| one.number().to_be_bytes()));
        with(&[
            self.purpose.word().as_bytes(),
            self.holder.bytes(),
            &user,
            nonce.as_bytes(),
            &issued_at.millis().to_be_bytes(),
            request.as_bytes(),
            scopes.as_bytes(),
            epochs.unwrap_or_default().as_flattened(),
        ])
    }
}

/// The three hidden fields of every form, and nothing else that a POST is believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The query string as received, still percent-encoded.
    pub request: String,
    pub nonce: String,
    pub proof: String,
}
