//! Everything that is checked once the address is proven, in the contract's order.

use super::asked::{AuthorizationRequest, OpenIdRequest, Prompt, Redirected};
use super::bind::Bound;
use super::openid;
use super::state::state_of;
use crate::domain::oauth::client::{App, Confidentiality, GrantType, ResponseType};
use crate::domain::oauth::error::{AuthorizeError, Check};
use crate::domain::oauth::params::{Param, Params, Sent};
use crate::domain::oauth::pkce::Challenge;
use crate::domain::oauth::redirect_uri::UriKind;
use crate::domain::oauth::response_set::ResponseSet;
use crate::domain::oauth::result::{ResponseMode, Target};
use crate::domain::oauth::scope::Scopes;
use crate::domain::openid::resource::{AskedFor, Audience, UnknownResource};
use crate::domain::openid::scope::OFFLINE_ACCESS;

impl Bound {
    /// Everything else that was sent. Some scopes are granted `only_by_name`.
    pub fn check(
        self,
        params: &Params,
        only_by_name: &[String],
    ) -> Result<AuthorizationRequest, Redirected> {
        match self.judge(params, only_by_name) {
            Ok(checked) => Ok(AuthorizationRequest {
                framed_by: framed_by(params, &self.app, checked.prompt),
                full_access: blank(params.get(Param::Scope).value()),
                app: self.app,
                display: self.display,
                reply_to: self.reply_to,
                wanted: checked.wanted,
                challenge: checked.challenge,
                scopes: checked.scopes,
                scopes_changed: checked.scopes_changed,
                audience: checked.audience,
                prompt: checked.prompt,
                openid: checked.openid,
            }),
            Err((at, error)) => Err(Redirected {
                at,
                result: self.reply_to.failed(error),
                error,
            }),
        }
    }

    fn judge(
        &self,
        params: &Params,
        only_by_name: &[String],
    ) -> Result<Checked, (Check, AuthorizeError)> {
        let at = |check| move |error| (check, error);
        let (app, is_openid) = (&*self.app, self.is_openid);
        check_shape(params, self.reply_to.place, is_openid).map_err(at(Check::Parameters))?;
        let wanted = check_response_type(params, app, is_openid);
        let wanted = wanted.map_err(at(Check::ResponseType))?;
        check_response_mode(params, wanted, &self.reply_to.target)
            .map_err(at(Check::ResponseMode))?;
        let challenge = check_challenge(params, app, wanted).map_err(at(Check::Challenge))?;
        let scopes = choose_scopes(params, app, wanted, only_by_name);
        let (scopes, scopes_changed) = scopes.map_err(at(Check::Scope))?;
        let openid = self.check_openid(params, wanted);
        let audience = check_resources(params, app, is_openid);
        Ok(Checked {
            openid: openid.map_err(at(Check::OpenId))?,
            wanted,
            challenge,
            scopes,
            scopes_changed,
            audience: audience.map_err(at(Check::Resource))?,
            prompt: check_prompt(params).map_err(at(Check::Prompt))?,
        })
    }

    fn check_openid(
        &self,
        params: &Params,
        wanted: ResponseSet,
    ) -> Result<Option<OpenIdRequest>, AuthorizeError> {
        match self.is_openid {
            true => openid::check(params, wanted).map(Some),
            false if is_of_oauth(wanted) => Ok(None),
            false => {
                let what = "The scope openid is required for this response_type";
                Err(AuthorizeError::InvalidRequest(what))
            }
        }
    }
}

fn choose_scopes(
    params: &Params,
    app: &App,
    wanted: ResponseSet,
    only_by_name: &[String],
) -> Result<(Scopes, bool), AuthorizeError> {
    let sent = params.get(Param::Scope).value();
    let chosen = app.scopes.choose(sent, only_by_name);
    let (scopes, changed) = chosen.map_err(|_| AuthorizeError::InvalidScope)?;
    may_be_offline(app, wanted, scopes, changed)
}

/// A request that shows no page in any case has nothing to open a window for.
fn framed_by(params: &Params, app: &App, prompt: Prompt) -> Option<String> {
    let is_framed = params.get(Param::Display).value() == Some("iframe") && !prompt.none;
    app.canvas_origin.clone().filter(|_| is_framed)
}

struct Checked {
    wanted: ResponseSet,
    challenge: Option<Challenge>,
    scopes: Scopes,
    scopes_changed: bool,
    audience: Audience,
    prompt: Prompt,
    openid: Option<OpenIdRequest>,
}

fn check_shape(
    params: &Params,
    place: ResponseMode,
    is_openid: bool,
) -> Result<(), AuthorizeError> {
    for param in params.others(is_openid) {
        match params.get(param) {
            Sent::Repeated => {
                return Err(AuthorizeError::InvalidRequest(
                    "A parameter was sent more than once",
                ));
            }
            Sent::Malformed => {
                return Err(AuthorizeError::InvalidRequest("A parameter is not UTF-8"));
            }
            Sent::Absent | Sent::Once(_) => {}
        }
    }
    state_of(params, place).map(drop)
}

fn check_response_type(
    params: &Params,
    app: &App,
    is_openid: bool,
) -> Result<ResponseSet, AuthorizeError> {
    if params.get(Param::Request) != Sent::Absent {
        return Err(AuthorizeError::RequestNotSupported);
    }
    if params.get(Param::RequestUri) != Sent::Absent {
        return Err(AuthorizeError::RequestUriNotSupported);
    }
    if is_openid && params.get(Param::Registration) != Sent::Absent {
        return Err(AuthorizeError::RegistrationNotSupported);
    }
    let wanted = match params.get(Param::ResponseType).value() {
        None if is_openid => {
            return Err(AuthorizeError::InvalidRequest("response_type is required"));
        }
        None => ResponseSet::CODE,
        Some(text) => ResponseSet::parse(text).ok_or(AuthorizeError::UnsupportedResponseType)?,
    };
    if wanted.words().all(|word| app.may_answer(word)) {
        Ok(wanted)
    } else {
        Err(AuthorizeError::UnauthorizedClient)
    }
}

/// The sets of RFC 6749; OpenID Connect brought the others.
fn is_of_oauth(wanted: ResponseSet) -> bool {
    [ResponseSet::CODE, ResponseSet::TOKEN].contains(&wanted)
}

/// A private scheme gets its answer where it always is, whatever is named; a token never in the query by that name.
fn check_response_mode(
    params: &Params,
    wanted: ResponseSet,
    target: &Target,
) -> Result<(), AuthorizeError> {
    let fault = |what| Err(AuthorizeError::InvalidRequest(what));
    let Some(mode) = params.get(Param::ResponseMode).value() else {
        return Ok(());
    };
    if !matches!(mode, "query" | "fragment" | "form_post") {
        return fault("Unknown response_mode");
    }
    if mode == "query" && wanted.holds_tokens() {
        return fault("response_mode query cannot be used for a token");
    }
    let fits = match target {
        Target::Landing => mode == "fragment",
        Target::Opener(_) => false,
        Target::Address(uri) => mode != "form_post" || uri.kind() != UriKind::Private,
    };
    if fits {
        Ok(())
    } else {
        fault("This response_mode cannot be used for this destination")
    }
}

/// RFC 7636 §4.3. A method that is left out means `plain`, which is refused (§4.2).
fn check_challenge(
    params: &Params,
    app: &App,
    wanted: ResponseSet,
) -> Result<Option<Challenge>, AuthorizeError> {
    if !wanted.holds(ResponseType::Code) {
        return Ok(None);
    }
    let fault = |what| Err(AuthorizeError::InvalidRequest(what));
    let method = params.get(Param::CodeChallengeMethod).value();
    match (params.get(Param::CodeChallenge).value(), method) {
        (None, Some(_)) => fault("code_challenge_method came without a code_challenge"),
        (None, None) if app.confidentiality == Confidentiality::Public => {
            fault("code_challenge is required")
        }
        (None, None) => Ok(None),
        (Some(text), Some("S256")) => match Challenge::parse(text) {
            Some(challenge) => Ok(Some(challenge)),
            None => fault("code_challenge must be 43 characters of base64url"),
        },
        (Some(_), _) => fault("code_challenge_method must be S256"),
    }
}

/// RFC 8707 §2.
fn check_resources(
    params: &Params,
    app: &App,
    is_openid: bool,
) -> Result<Audience, AuthorizeError> {
    // One that is no text is nobody's.
    let named = params.all(Param::Resource).unwrap_or_else(|_| vec![""]);
    let chosen = AskedFor { named, is_openid }.of(&app.resources);
    chosen.map_err(|UnknownResource| AuthorizeError::InvalidTarget)
}

fn blank(scope: Option<&str>) -> bool {
    scope.is_none_or(|text| text.split([' ', ',']).all(str::is_empty))
}

fn check_prompt(params: &Params) -> Result<Prompt, AuthorizeError> {
    let words: Vec<&str> = params
        .get(Param::Prompt)
        .value()
        .map(|text| text.split(' ').filter(|word| !word.is_empty()).collect())
        .unwrap_or_default();
    let prompt = Prompt {
        none: words.contains(&"none"),
        login: words.contains(&"login"),
        consent: words.contains(&"consent"),
        select_account: words.contains(&"select_account"),
    };
    if prompt.none && words.len() > 1 {
        return Err(AuthorizeError::InvalidRequest(
            "prompt none cannot be combined with other values",
        ));
    }
    Ok(prompt)
}

/// Access while somebody is away comes by refresh tokens, and these by codes.
fn may_be_offline(
    app: &App,
    wanted: ResponseSet,
    scopes: Scopes,
    changed: bool,
) -> Result<(Scopes, bool), AuthorizeError> {
    let may = wanted.holds(ResponseType::Code) && app.grants.contains(&GrantType::RefreshToken);
    if may || !scopes.holds(OFFLINE_ACCESS) {
        return Ok((scopes, changed));
    }
    let left = scopes.without(&[OFFLINE_ACCESS]);
    if left.is_empty() {
        return Err(AuthorizeError::InvalidScope);
    }
    Ok((left, true))
}
