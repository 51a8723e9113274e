//! Which app a program's own request comes from, checked (RFC 6749 §2.3).

use super::{Failure, Platform};
use crate::domain::oauth::client::{App, Switch};
use crate::domain::oauth::client_auth::{self, AuthenticatedClient, InQuery};
use crate::domain::oauth::client_request::{ClientRequest, Manner};
use crate::domain::oauth::token_error::TokenError;
use crate::domain::time::Timestamp;

/// Who was refused: the app that was named, where there is one, may read why from its pages (CORS).
pub(super) struct ClientAuthRefusal {
    pub error: TokenError,
    pub named: Option<App>,
}

pub(super) fn authenticate(
    platform: &Platform,
    request: &ClientRequest,
    in_query: InQuery,
    now: Timestamp,
) -> Result<Result<AuthenticatedClient, ClientAuthRefusal>, Failure> {
    let credentials = match client_auth::credentials(request) {
        Ok(credentials) => credentials,
        Err(error) => return Ok(Err(refused(request, error, None))),
    };
    let found = platform
        .store
        .read(|reader| reader.app_with_secrets(&credentials.name))?;
    let named = found.as_ref().map(|(app, _)| app.clone());
    let checked = client_auth::authenticate(request, &credentials, found, in_query, now);
    Ok(checked.map_err(|error| refused(request, error, named)))
}

/// GET is only there for apps that opted in; for nobody in particular it is not.
fn refused(request: &ClientRequest, error: TokenError, named: Option<App>) -> ClientAuthRefusal {
    let may_get = named
        .as_ref()
        .is_some_and(|app| app.has(Switch::TokenByGet));
    let error = match request.manner {
        Manner::Get if !may_get => TokenError::NotByGet,
        Manner::Get | Manner::Post => error,
    };
    ClientAuthRefusal { error, named }
}
