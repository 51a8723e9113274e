//! The demo's page: starts each flow, shows what came back, and calls the API with it. The showing is
//! done by `static/demo.js`; without it the links still work and the page says where the answer stands.

use super::frame::{Frame, fill};
use super::{PageRequest, Rendered, Site};
use crate::domain::oauth::authorize::Layout;
use crate::web::headers::Policy;
use askama::Template;

pub struct DemoPage {
    pub moment: DemoMoment,
    /// Whom to sign in as. The password stands in the terminal only.
    pub user_name: String,
    /// An origin without slash at the end, for the lines of code.
    pub public_url: String,
    pub desktop: DemoFlow,
    pub web: DemoFlow,
    /// Needs a script: it has the verifier that the code is traded with.
    pub code: DemoFlow,
    /// The same by OpenID Connect: the script reads the ID token, too.
    pub openid: DemoFlow,
    /// The web app once more with `prompt=consent`: a remembered consent does not skip the question.
    pub refusal: DemoFlow,
}

/// A request that is one click away.
pub struct DemoFlow {
    pub client_id: String,
    /// The authorization request in full: absolute, percent-encoded, without `state` and challenge (the script
    /// adds them).
    pub request_url: String,
}

/// Which of the demo's two addresses is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoMoment {
    /// `/demo/`
    Start,
    /// `/demo/callback`, where the web app's answers arrive.
    Callback,
}

#[derive(Template)]
#[template(path = "pages/demo.html")]
struct Demo<'a> {
    frame: Frame<'a>,
    page: &'a DemoPage,
}

impl Demo<'_> {
    fn is_callback(&self) -> bool {
        self.page.moment == DemoMoment::Callback
    }
}

pub fn render_demo(page: &DemoPage, site: &Site, asked: &PageRequest) -> Rendered {
    let frame = Frame::of(site, asked, Layout::Web);
    Rendered {
        status: 200,
        html: fill(&Demo { frame, page }),
        policy: Policy::Demo,
        retry_after: None,
    }
}
