//! What to say to the caller, as data. The edge turns it into HTTP and words; nothing here knows how.

pub mod account;
pub mod admin;
mod decision;
pub mod developer;
pub mod developer_place;
pub mod own;
mod path;
pub mod place;
pub mod query;
pub mod second_step;
pub mod security;

pub use account::AccountPage;
pub use decision::LogDecision;
pub use path::OwnPath;

use self::admin::export::ExportOrder;
use super::account::password::PasswordFault;
use super::account::pre_login::PreLogin;
use super::account::session::Keep;
use super::oauth::authorize::Layout;
use super::oauth::error::RefusalCode;
use super::oauth::form::{Form, Untaken};
use super::oauth::result::{Destination, FormPost, OpenerMessage, ResultRoute};
use super::openid::logout::Farewell;
use super::secret::PlainToken;
use super::tally::Tally;
use crate::domain::answer::admin::AdminView;
use crate::domain::answer::developer::DeveloperView;
use crate::domain::answer::own::{ConfirmEmailPage, Download};
use crate::domain::answer::second_step::{CodeQuestion, Remember, SetUpComplaint};
use crate::domain::factor::passkey::PasskeyQuestion;
use crate::domain::factor::totp::Secret;
use std::time::Duration;
use zeroize::Zeroizing;

/// An answer to a browser, with the cookies that go along and the story for the log.
pub struct Reply {
    pub answer: Answer,
    pub cookies: Vec<CookieChange>,
    pub story: Story,
}

pub enum Answer {
    Page(Box<Page>),
    /// The result, on its way to the proven address. See [`super::oauth::result`].
    Result(Box<ResultRoute>),
    /// 303 to a page of our own.
    SeeOther(OwnPath),
    /// A file to be kept.
    Download(Download),
    /// The same of a list, which is sent as it is read.
    List(ExportOrder),
    /// 303 to where an app has somebody sent who signed out.
    Leave(Farewell),
}

pub enum CookieChange {
    /// A session began; the pre-login cookie ends with it.
    Session(PlainToken, Keep),
    EndSession,
    /// Binds a sign-in form to this browser until somebody is signed in.
    PreLogin(PreLogin),
    /// This browser is known from now on.
    KnownBrowser(PlainToken),
    /// The person chose this language.
    Language(String),
}

/// What the wide log line tells of this request. Never a secret, code, token or a hash of one.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Story {
    pub client_id: Option<String>,
    pub app_name: Option<String>,
    pub user: Option<String>,
    /// For the demo's terminal only.
    pub user_name: Option<String>,
    /// The program's layout word, as it was understood.
    pub display: Option<&'static str>,
    /// Nothing where there was nothing to decide.
    pub decision: Option<LogDecision>,
    /// In full, for the operator only: what stands behind an error page's reference.
    pub reason: Option<String>,
    /// Of the user: pages are in it where neither request nor browser asks for another.
    pub locale: Option<String>,
    /// What it adds to the numbers of this server.
    pub tallies: Vec<Tally>,
}

impl Story {
    /// Only what was decided.
    pub fn of(decision: LogDecision) -> Self {
        Self::default().decided(decision)
    }

    pub fn decided(self, decision: LogDecision) -> Self {
        Self {
            decision: Some(decision),
            ..self
        }
    }

    pub fn counting(mut self, tally: Tally) -> Self {
        self.tallies.push(tally);
        self
    }
}

pub struct Page {
    pub layout: Layout,
    pub content: Content,
}

pub enum Content {
    SignIn(SignInPage),
    SecondStep(SecondStepPage),
    /// The second step is set up within the line.
    SetUp(SetUpPage),
    /// Shown once.
    RecoveryCodes(RecoveryCodesPage),
    /// Asks once more who somebody is.
    Confirm(ConfirmPage),
    Consent(ConsentPage),
    /// Posts the result to the proven address; 200.
    FormPost(FormPost),
    /// Tells the result to the page that opened this one; 200.
    OpenerMessage(OpenerMessage),
    /// Within an app's own site: a link that opens the request in a window of its own; 200.
    OpenWindow(OpenWindowPage),
    /// Where an allowed desktop flow ends.
    AuthSuccess,
    /// Where a refused desktop flow ends.
    AuthFailed,
    /// A request whose address is not proven: an error page, status 400.
    Refused(RefusalCode),
    /// A form that is not taken: 403. `again` is where to start again.
    FormUntaken {
        why: Untaken,
        again: Option<OwnPath>,
    },
    /// Asks before signing out.
    ConfirmSignOut {
        form: Form,
        account: String,
    },
    SignedOut,
    /// What somebody sees and changes of their own account.
    Account(AccountPage),
    /// A page of the developer console.
    Developer(Box<DeveloperView>),
    /// What an admin sees.
    Admin(Box<AdminView>),
    /// The app to be withdrawn is unknown, or was not allowed: 404.
    NotAllowed,
    /// Too many tries: 429 with Retry-After. The same for unknown names.
    Braked {
        retry_after: Duration,
        again: Option<OwnPath>,
    },
    /// An app asks too often without anybody pressing a button: 429 with Retry-After.
    TooOften {
        retry_after: Duration,
        again: OwnPath,
    },
    /// Behind a one-time link.
    ChoosePassword(ChoosePasswordPage),
    PasswordChosen,
    /// Asks whose password was forgotten.
    Forgot(Form),
    /// The same for every name.
    ForgotSent,
    /// A one-time link that is unknown, used or expired: nobody is told which. 404.
    LinkOver,
    /// Behind the link that confirms an address.
    ConfirmEmail(ConfirmEmailPage),
    EmailConfirmed,
    /// Seen by somebody who has an account no more.
    AccountDeleted,
    /// Nobody would administer this platform: 409.
    LastAdmin,
    /// The store says no now: 503 with Retry-After.
    Unavailable,
    /// No such path: 404.
    NotFound,
    /// The path is there, the method is not: 405 with Allow.
    MethodNotAllowed,
    /// More than is ever read: 414 or 413.
    TooLarge(Oversize),
}

/// What was too large to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oversize {
    Address,
    Body,
}

pub struct OpenWindowPage {
    pub app_name: String,
    /// The only site that may frame this page.
    pub framed_by: String,
    pub window: OwnPath,
}

pub struct SignInPage {
    pub onward: Onward,
    pub form: Form,
    /// What was typed before, for a form that comes back.
    pub typed_name: String,
    pub keep: Keep,
    /// The last try was wrong.
    pub complaint: Option<Complaint>,
    /// Where passkeys sign in.
    pub passkey: Option<PasskeyQuestion>,
}

pub struct SecondStepPage {
    pub onward: Onward,
    pub form: Form,
    /// Sealed: what was proved before.
    pub ticket: String,
    /// The name of the account.
    pub account: String,
    pub question: CodeQuestion,
    /// Where the browser may be remembered: for how long, and whether that is ticked.
    pub remember: Option<Remember>,
    pub not_you: NotYou,
}

pub struct SetUpPage {
    pub onward: Onward,
    pub form: Form,
    pub ticket: String,
    /// The names of the account: as others read it, and as it signs in.
    pub account: String,
    pub login: String,
    pub secret: Secret,
    /// The hidden field that brings it back.
    pub sealed_secret: String,
    pub complaint: Option<SetUpComplaint>,
    /// The operator demands it of this user; else the app does.
    pub by_policy: bool,
    /// Where a passkey may be added in its place.
    pub passkey: Option<PasskeyQuestion>,
    pub not_you: NotYou,
}

pub struct ConfirmPage {
    /// The names of the account: as others read it, and as it signs in.
    pub account: String,
    pub login: String,
    pub form: Form,
    pub by: ConfirmBy,
}

/// Who has more than a password shows that.
pub enum ConfirmBy {
    Password { was_wrong: bool },
    Code(CodeQuestion),
}

pub struct RecoveryCodesPage {
    pub codes: Vec<Zeroizing<String>>,
    pub next: OwnPath,
}

/// How somebody else goes on.
pub enum NotYou {
    /// Nobody is signed in: the same page anew.
    Again(OwnPath),
    /// The session ends first.
    SignsOut(Form),
}

pub struct ChoosePasswordPage {
    /// The name that the password is for.
    pub account: String,
    /// Their first: nothing ends with it.
    pub is_first: bool,
    pub form: Form,
    /// Why the last one was no good.
    pub complaint: Option<PasswordFault>,
}

/// Where a sign-in leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Onward {
    App {
        name: String,
        /// Where the person will be sent back to: a host, or a scheme.
        destination: Destination,
    },
    /// To a page of the person's own.
    Account,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Complaint {
    WrongCredentials,
    /// The page was open too long for its form to be taken.
    TooOld,
    /// The passkey that answered opens nothing here.
    Passkey,
}

pub struct ConsentPage {
    pub app_name: String,
    /// Who answers for the app, in words of theirs.
    pub owner: Option<String>,
    /// The person whose app it is, where no admin checked it.
    pub maker: Option<String>,
    pub site_url: Option<String>,
    pub privacy_url: Option<String>,
    pub terms_url: Option<String>,
    pub destination: Destination,
    /// The name of the account in use.
    pub account: String,
    /// What it may do, in the order of the settings; what was not allowed before comes first when some was.
    pub scopes: Vec<ScopeLine>,
    /// Whose servers take the access too, besides ours.
    pub elsewhere: Vec<String>,
    /// The app asked for all it is registered for.
    pub full_access: bool,
    pub form: Form,
    /// "Not you?": ends the session, keeps the request.
    pub sign_out: Form,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeLine {
    pub name: String,
    /// Not allowed before, while others were.
    pub is_new: bool,
}
