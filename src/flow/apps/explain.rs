//! What the authorization endpoint would say to a request: judged by the very rules, with nothing issued and nothing
//! answered to the app.

use crate::domain::oauth::authorize::{
    AuthorizationRequest, Pasted, Verdict, name_client, verdicts,
};
use crate::domain::oauth::client::App;
use crate::domain::oauth::error::{Check, RefusalCode};
use crate::domain::oauth::params::{Param, Params};
use crate::flow::judge::{Fault, verdict};
use crate::flow::{Failure, Platform};
use std::sync::Arc;

/// How far a request gets.
pub struct Explanation {
    /// Whether the address leads to this server's authorization endpoint at all.
    pub leads_here: bool,
    /// The app that it names.
    pub app: Option<Arc<App>>,
    /// The redirect URI that was sent and is not one of the app's.
    pub address: Option<String>,
    pub outcome: Result<Box<AuthorizationRequest>, Fault>,
}

impl Explanation {
    /// Each check with its verdict, in the order in which they are made.
    pub fn verdicts(&self) -> impl Iterator<Item = (Check, Verdict)> {
        verdicts(self.outcome.as_ref().err().map(|fault| match fault {
            Fault::Refused(refusal) => refusal.at,
            Fault::Redirected(redirected) => redirected.at,
        }))
    }
}

/// `None`: what was pasted is longer than any address that is read.
pub fn explain(platform: &Platform, pasted: &str) -> Result<Option<Explanation>, Failure> {
    let Some(pasted) = Pasted::read(pasted, &platform.policy.public_url) else {
        return Ok(None);
    };
    let params = Params::parse(&pasted.query);
    let (app, outcome) = match name_client(&params) {
        Err(refusal) => (None, Err(Fault::Refused(refusal))),
        Ok(name) => {
            let app = platform.store.read(|reader| reader.app(&name))?;
            let app = app.map(Arc::new);
            (app.clone(), verdict(platform, &params, app))
        }
    };
    let is_mismatch = |fault: &Fault| matches!(fault, Fault::Refused(it) if it.code == RefusalCode::RedirectUriMismatch);
    let address = params.get(Param::RedirectUri).value();
    Ok(Some(Explanation {
        leads_here: pasted.leads_here,
        app,
        address: address
            .filter(|_| outcome.as_ref().is_err_and(is_mismatch))
            .map(str::to_owned),
        outcome,
    }))
}
