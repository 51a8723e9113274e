//! Cookies: HttpOnly and SameSite=Lax always; Secure and `__Host-` except on plain http.

use crate::domain::account::session::{BROWSER_KNOWN_FOR, Keep, SessionLifetimes};
use crate::domain::answer::CookieChange;
use crate::domain::own_address::cookie_name;
use cookie::time::Duration as CookieAge;
use cookie::{Cookie, SameSite};
use std::time::Duration;

/// How long a browser keeps the language that was chosen in it: a year.
const LANGUAGE_KNOWN_FOR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
const CHECKUP_LIVES: Duration = Duration::from_secs(60);

/// The names on this platform, by where its pages are.
pub struct CookieNames {
    session: String,
    pre_login: String,
    browser: String,
    language: String,
    checkup: String,
    secure: bool,
}

impl CookieNames {
    pub fn of(public_url: &str) -> Self {
        let secure = public_url.starts_with("https://");
        let name = |what| cookie_name(public_url, what);
        Self {
            session: name("session"),
            pre_login: name("prelogin"),
            browser: name("browser"),
            language: name("language"),
            checkup: name("checkup"),
            secure,
        }
    }

    /// Whether people come over https.
    pub fn are_secure(&self) -> bool {
        self.secure
    }

    pub fn session(&self) -> &str {
        &self.session
    }

    pub fn pre_login(&self) -> &str {
        &self.pre_login
    }

    pub fn browser(&self) -> &str {
        &self.browser
    }

    pub fn language(&self) -> &str {
        &self.language
    }

    /// One that nobody needs, for a look at what becomes of cookies on their way.
    pub fn checkup(&self) -> Cookie<'static> {
        aged(self.set(&self.checkup, "1"), CHECKUP_LIVES)
    }

    /// The cookies that carry out a change.
    pub fn carry_out(
        &self,
        change: &CookieChange,
        lifetimes: &SessionLifetimes,
    ) -> Vec<Cookie<'static>> {
        match change {
            CookieChange::Session(token, keep) => {
                let session = self.set(&self.session, token.reveal());
                let session = match keep {
                    Keep::BrowserSession => session,
                    Keep::SignedIn => aged(session, lifetimes.keep_absolute),
                };
                vec![session, self.remove(&self.pre_login)]
            }
            CookieChange::EndSession => vec![self.remove(&self.session)],
            CookieChange::PreLogin(value) => vec![self.set(&self.pre_login, value.reveal())],
            CookieChange::KnownBrowser(token) => {
                let browser = self.set(&self.browser, token.reveal());
                vec![aged(browser, BROWSER_KNOWN_FOR)]
            }
            CookieChange::Language(tag) => {
                vec![aged(self.set(&self.language, tag), LANGUAGE_KNOWN_FOR)]
            }
        }
    }

    fn set(&self, name: &str, value: &str) -> Cookie<'static> {
        Cookie::build((name.to_owned(), value.to_owned()))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .build()
    }

    fn remove(&self, name: &str) -> Cookie<'static> {
        aged(self.set(name, ""), Duration::ZERO)
    }
}

fn aged(mut cookie: Cookie<'static>, age: Duration) -> Cookie<'static> {
    let seconds = i64::try_from(age.as_secs()).unwrap_or(i64::MAX);
    cookie.set_max_age(CookieAge::seconds(seconds));
    cookie
}
