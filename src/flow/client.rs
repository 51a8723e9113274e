//! Which app a program's own request comes from, checked (RFC 6749 §2.3).

use super::{Failure, Platform, keys};
use crate::domain::change::{Change, Guard, Write};
use crate::domain::key::RowKey;
use crate::domain::oauth::client::{App, KnownApp, Switch};
use crate::domain::oauth::client_assertion::{AssertionFault, UsedAssertion};
use crate::domain::oauth::client_auth::{
    self, AuthenticatedClient, Bench, Credentials, InQuery, Shown,
};
use crate::domain::oauth::client_request::{ClientRequest, Manner};
use crate::domain::oauth::token_error::TokenError;
use crate::domain::time::Timestamp;
use crate::store::CommitError;
use std::sync::Arc;

/// Who was refused: the app that was named, where there is one, may read why from its pages (CORS).
pub struct ClientAuthRefusal {
    pub error: TokenError,
    pub named: Option<Arc<App>>,
}

/// An app that showed to be itself, or why not.
pub type Client = Result<AuthenticatedClient, ClientAuthRefusal>;

/// The app that a request names, if it showed to be that app.
pub(super) async fn authenticate(
    platform: &Platform,
    request: &ClientRequest,
    in_query: InQuery,
) -> Result<Client, Failure> {
    let credentials = match credentials(request) {
        Ok(credentials) => credentials,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let found = platform.store.client(&credentials.name).await?;
    check(platform, request, &credentials, found.as_deref(), in_query).await
}

/// What a request brings to show which app it comes from.
pub(super) fn credentials(request: &ClientRequest) -> Result<Credentials<'_>, ClientAuthRefusal> {
    client_auth::credentials(request).map_err(|error| refused(request, error, None))
}

/// The same for an app that is loaded. What counts once is used from now on, on all servers.
pub(super) async fn check(
    platform: &Platform,
    request: &ClientRequest,
    credentials: &Credentials<'_>,
    found: Option<&KnownApp>,
    in_query: InQuery,
) -> Result<Client, Failure> {
    let bench = Bench {
        in_query,
        issuer: &platform.policy.public_url,
        verifies: keys::signed_by,
        now: platform.clock.now(),
    };
    let error = match client_auth::authenticate(request, credentials, found, &bench) {
        Ok(Shown::Itself(client)) => {
            if let Some(secret) = client.secret() {
                note_use(platform, secret, bench.now);
            }
            return Ok(Ok(client));
        }
        Ok(Shown::IfUnused(shown)) if use_up(platform, request, &shown.assertion).await? => {
            return Ok(Ok(shown.used()));
        }
        Ok(Shown::IfUnused(_)) => TokenError::AssertionInvalid(AssertionFault::Used),
        Err(error) => error,
    };
    Ok(Err(refused(request, error, found)))
}

/// That a client secret works for somebody.
pub(super) fn note_use(platform: &Platform, secret: RowKey, now: Timestamp) {
    if platform.limits.first_use(secret, now) {
        platform.note(Change::writes(vec![Write::TouchAppSecret {
            key: secret,
            last_used_at: now,
        }]));
    }
}

/// Whether it was not used before. A request that is looked at again has used it itself.
async fn use_up(
    platform: &Platform,
    request: &ClientRequest,
    assertion: &UsedAssertion,
) -> Result<bool, Failure> {
    if request.spent.get().is_some() {
        return Ok(true);
    }
    let unused = Guard::AssertionUnused(assertion.clone());
    let change = Change::guarded(unused, Vec::new());
    match platform.store.submit(change).await {
        Ok(()) => Ok(request.spent.set(()).is_ok()),
        Err(CommitError::Lost(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// GET is only there for apps that opted in; for nobody in particular it is not.
fn refused(
    request: &ClientRequest,
    error: TokenError,
    found: Option<&KnownApp>,
) -> ClientAuthRefusal {
    let named = found.map(|known| Arc::clone(&known.app));
    let may_get = named
        .as_ref()
        .is_some_and(|app| app.has(Switch::TokenByGet));
    let error = match request.manner {
        Manner::Get if !may_get => TokenError::NotByGet,
        Manner::Get | Manner::Post => error,
    };
    ClientAuthRefusal { error, named }
}
