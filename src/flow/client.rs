//! Which app a program's own request comes from, checked (RFC 6749 §2.3).

use super::{Failure, Platform};
use crate::domain::oauth::client::{App, KnownApp, Switch};
use crate::domain::oauth::client_auth::{self, AuthenticatedClient, Credentials, InQuery};
use crate::domain::oauth::client_request::{ClientRequest, Manner};
use crate::domain::oauth::token_error::TokenError;
use std::sync::Arc;

/// Who was refused: the app that was named, where there is one, may read why from its pages (CORS).
pub struct ClientAuthRefusal {
    pub error: TokenError,
    pub named: Option<Arc<App>>,
}

/// The app that a request names, if it showed to be that app.
pub(super) async fn authenticate(
    platform: &Platform,
    request: &ClientRequest,
    in_query: InQuery,
) -> Result<Result<AuthenticatedClient, ClientAuthRefusal>, Failure> {
    let credentials = match credentials(request) {
        Ok(credentials) => credentials,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let found = platform.store.client(&credentials.name).await?;
    Ok(check(
        platform,
        request,
        &credentials,
        found.as_deref(),
        in_query,
    ))
}

/// What a request brings to show which app it comes from.
pub(super) fn credentials(request: &ClientRequest) -> Result<Credentials<'_>, ClientAuthRefusal> {
    client_auth::credentials(request).map_err(|error| refused(request, error, None))
}

/// The same for an app that is loaded.
pub(super) fn check(
    platform: &Platform,
    request: &ClientRequest,
    credentials: &Credentials,
    found: Option<&KnownApp>,
    in_query: InQuery,
) -> Result<AuthenticatedClient, ClientAuthRefusal> {
    let now = platform.clock.now();
    client_auth::authenticate(request, credentials, found, in_query, now)
        .map_err(|error| refused(request, error, found))
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
