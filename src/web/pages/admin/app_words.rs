//! What admins read about apps: the words of closed lists, and of what is wrong with an app's form.

use crate::domain::answer::admin::app_form::AppComplaint;
use crate::domain::oauth::client::Kind;
use crate::domain::oauth::console::fault::OwnerFault;
use crate::domain::oauth::error::{Check, RefusalCode};
use crate::domain::oauth::loosened::Loosened;
use crate::domain::oauth::redirect_uri::Hint;
use crate::domain::oauth::registration::{RegistrationFault, Verdict};
use crate::domain::oauth::tried::Symbol;
use crate::web::pages::frame::Frame;
use crate::web::pages::manner::Fault;

pub const fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Web => "app-kind-web",
        Kind::Desktop => "app-kind-desktop",
        Kind::Mobile => "app-kind-mobile",
    }
}

/// What it is, and its danger.
pub const fn loosened_words(one: Loosened) -> (&'static str, &'static str) {
    match one {
        Loosened::WithinSiteDomain => ("loose-site", "loose-site-danger"),
        Loosened::DevelopmentMode => ("loose-development", "loose-development-danger"),
        Loosened::ShortScheme => ("loose-scheme", "loose-scheme-danger"),
        Loosened::TokenByGet => ("loose-by-get", "loose-by-get-danger"),
        Loosened::TokenInQuery => ("loose-in-query", "loose-in-query-danger"),
        Loosened::GeniLive => ("loose-geni", "loose-geni-danger"),
        Loosened::PasswordGrant => ("loose-password", "loose-password-danger"),
        Loosened::TokenWithSecret => ("loose-token", "loose-token-danger"),
        Loosened::ResourceServer => ("loose-resources", "loose-resources-danger"),
    }
}

/// What is wrong, and in which field.
pub fn complaint_words(complaint: &AppComplaint) -> (&'static str, &'static str) {
    match complaint {
        AppComplaint::Fault(fault) => fault_words(fault),
        AppComplaint::NumberTaken => ("app-number-taken", "number"),
        AppComplaint::NumberRange => ("app-bad-number", "number"),
        AppComplaint::ClientIdTaken => ("app-client-id-taken", "client_id"),
        AppComplaint::ClientIdForm => ("app-bad-client-id", "client_id"),
        AppComplaint::SecretForm => ("app-bad-secret", "client_secret"),
        AppComplaint::NoSecret => ("app-no-secret", "client_secret"),
        AppComplaint::OtherName => ("app-other-name", "name"),
        AppComplaint::Owner(fault) => owner_fault_words(fault),
        AppComplaint::TooManyApps(_) => ("developer-too-many", ""),
        AppComplaint::TooManyToday(_) => ("developer-too-many-today", ""),
        AppComplaint::NoSuchPerson => ("app-no-such-person", "to"),
        AppComplaint::Sentence(_) => ("app-bad-sentence", "why"),
    }
}

/// The sentence about it.
pub fn complained(frame: &Frame, complaint: &AppComplaint) -> String {
    let id = complaint_words(complaint).0;
    let number = match complaint {
        AppComplaint::TooManyApps(most) | AppComplaint::TooManyToday(most) => most.to_string(),
        AppComplaint::Sentence(most) => most.to_string(),
        AppComplaint::Owner(OwnerFault::TokenTtl(most)) => most.to_string(),
        _ => return frame.say(id),
    };
    frame.name(id, &[("number", &number)])
}

/// Whether it is an error for programs too, and which. What owners may never set their form does not offer.
pub const fn fault_of(complaint: &AppComplaint) -> Option<(u16, Fault)> {
    let (status, code) = match complaint {
        AppComplaint::Owner(fault) if !fault.is_about_typing() => (400, "not_for_owners"),
        AppComplaint::TooManyApps(_) | AppComplaint::TooManyToday(_) => (409, "too_many"),
        _ => return None,
    };
    let description = match complaint {
        AppComplaint::TooManyApps(_) => "developer-too-many-short",
        AppComplaint::TooManyToday(_) => "developer-too-many-today-short",
        _ => "developer-never",
    };
    Some((status, Fault { code, description }))
}

const fn owner_fault_words(fault: &OwnerFault) -> (&'static str, &'static str) {
    match fault {
        OwnerFault::Kind(_) => ("developer-never-kind", "kind"),
        OwnerFault::Grant(_) => ("developer-never-grant", "grants"),
        OwnerFault::TokenWithSecret => ("developer-never-token", "response_types"),
        OwnerFault::Switch(_) | OwnerFault::Style => ("developer-never-switch", ""),
        OwnerFault::Scope(_) => ("developer-never-scope", "scopes"),
        OwnerFault::TokenTtl(_) => ("developer-never-ttl", "token_ttl"),
        OwnerFault::OwnerText => ("developer-never-owner", ""),
        OwnerFault::OwnIdentity => ("developer-never-identity", ""),
        OwnerFault::NameTaken => ("developer-name-taken", "name"),
        OwnerFault::PlatformName => ("developer-name-platform", "name"),
        OwnerFault::TooManyAddresses => ("app-many-addresses", "redirect_uris"),
    }
}

/// What an owner proposed to change.
pub fn field_words(field: &str) -> &'static str {
    match field {
        "name" => "app-name",
        "site_url" => "app-site-url",
        "privacy_url" => "app-privacy-url",
        "terms_url" => "app-terms-url",
        "site_domain" => "app-site-domain",
        "canvas_origin" => "app-canvas-origin",
        "deauthorize_url" => "app-deauthorize",
        "backchannel_logout_url" => "app-backchannel",
        "redirect_uris" => "app-redirect-uris",
        "origins" => "app-origins",
        "post_logout_uris" => "app-post-logout",
        "scopes" => "app-scopes",
        _ => "app-owner",
    }
}

fn fault_words(fault: &RegistrationFault) -> (&'static str, &'static str) {
    match fault {
        RegistrationFault::NameLength => ("app-bad-name", "name"),
        RegistrationFault::Text(field) => ("app-bad-text", field),
        RegistrationFault::PublicUrl(field) => ("app-bad-url", field),
        RegistrationFault::SiteDomain => ("app-bad-site-domain", "site_domain"),
        RegistrationFault::SiteDomainMissing => ("app-no-site-domain", "site_domain"),
        RegistrationFault::PublicSuffix(_) => ("app-public-suffix", "site_domain"),
        RegistrationFault::CanvasOrigin => ("app-bad-canvas", "canvas_origin"),
        RegistrationFault::Origin(_) => ("app-bad-origin", "origins"),
        RegistrationFault::Resource(_) => ("app-bad-resource", "resources"),
        RegistrationFault::TooManyResources | RegistrationFault::JwtResources => {
            ("app-many-resources", "resources")
        }
        RegistrationFault::Callback { option, .. } => (
            "app-bad-callback",
            match option.contains("backchannel") {
                true => "backchannel_logout_url",
                false => "deauthorize_url",
            },
        ),
        RegistrationFault::RedirectUri { .. }
        | RegistrationFault::RedirectUriRepeated(_)
        | RegistrationFault::OwnLandingPage(_)
        | RegistrationFault::OwnPage(_)
        | RegistrationFault::RedirectUriUnknown(_) => ("app-bad-address", "redirect_uris"),
        RegistrationFault::TooManyAddresses => ("app-many-addresses", "redirect_uris"),
        RegistrationFault::RedirectUriMissing => ("app-no-address", "redirect_uris"),
        RegistrationFault::PostLogout(_) => ("app-bad-post-logout", "post_logout_uris"),
        RegistrationFault::ScopeUnknown { .. } => ("app-bad-scope", "scopes"),
        RegistrationFault::NeedsSecret(_) => ("app-needs-secret", "confidentiality"),
        RegistrationFault::DeviceSecondFactor => ("app-device-step", "grants"),
        RegistrationFault::TokenTtl => ("app-bad-ttl", "token_ttl"),
        RegistrationFault::JwtTtl => ("app-bad-jwt-ttl", "token_ttl"),
        RegistrationFault::Algorithm { .. } => ("app-bad-algorithm", "id_token_alg"),
    }
}

/// A word, and a sentence.
pub const fn verdict_words(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Exact => ("address-exact", "address-exact-what"),
        Verdict::AnyPort => ("address-any-port", "address-any-port-what"),
        Verdict::OwnScheme => ("address-own-scheme", "address-own-scheme-what"),
        Verdict::NotAbsolute => ("address-not-absolute", "address-not-absolute-what"),
        Verdict::Fragment => ("address-fragment", "address-fragment-what"),
        Verdict::UserName => ("address-user-name", "address-user-name-what"),
        Verdict::DotSegments => ("address-dots", "address-dots-what"),
        Verdict::Backslash => ("address-backslash", "address-backslash-what"),
        Verdict::ControlCharacter => ("address-control", "address-control-what"),
        Verdict::NotAscii => ("address-not-ascii", "address-not-ascii-what"),
        Verdict::Http => ("address-http", "address-http-what"),
        Verdict::SchemeRefused => ("address-scheme", "address-scheme-what"),
        Verdict::ShortScheme => ("address-short", "address-short-what"),
        Verdict::Wildcard => ("address-wildcard", "address-wildcard-what"),
        Verdict::Twice => ("address-twice", "address-twice-what"),
        Verdict::TooLong => ("address-too-long", "address-too-long-what"),
        Verdict::AnswerField => ("address-field", "address-field-what"),
        Verdict::OwnPage => ("address-own-page", "address-own-page-what"),
    }
}

pub const fn hint_words(hint: Hint) -> &'static str {
    match hint {
        Hint::TrailingSlash => "hint-slash",
        Hint::Localhost => "hint-localhost",
        Hint::HostCase => "hint-case",
        Hint::DefaultPort => "hint-port",
    }
}

pub const fn symbol_words(symbol: Symbol) -> &'static str {
    match symbol {
        Symbol::End => "symbol-end",
        Symbol::Slash => "symbol-slash",
        Symbol::Backslash => "symbol-backslash",
        Symbol::Colon => "symbol-colon",
        Symbol::Dot => "symbol-dot",
        Symbol::Hyphen => "symbol-hyphen",
        Symbol::Underscore => "symbol-underscore",
        Symbol::Question => "symbol-question",
        Symbol::Ampersand => "symbol-ampersand",
        Symbol::Equals => "symbol-equals",
        Symbol::Hash => "symbol-hash",
        Symbol::Percent => "symbol-percent",
        Symbol::At => "symbol-at",
        Symbol::Plus => "symbol-plus",
        Symbol::Space => "symbol-space",
        Symbol::Capital => "symbol-capital",
        Symbol::Small => "symbol-small",
        Symbol::Digit => "symbol-digit",
        Symbol::Other => "symbol-other",
    }
}

pub const fn check_words(check: Check) -> &'static str {
    match check {
        Check::Readable => "check-readable",
        Check::Client => "check-client",
        Check::Address => "check-address",
        Check::Parameters => "check-parameters",
        Check::ResponseType => "check-response-type",
        Check::ResponseMode => "check-response-mode",
        Check::Challenge => "check-challenge",
        Check::Scope => "check-scope",
        Check::OpenId => "check-openid",
        Check::Resource => "check-resource",
        Check::Prompt => "check-prompt",
        Check::Hint => "check-hint",
        Check::SignIn => "check-sign-in",
        Check::Consent => "check-consent",
    }
}

pub const fn code_words(code: RefusalCode) -> &'static str {
    match code {
        RefusalCode::ClientUnknown => "code-client-unknown",
        RefusalCode::RedirectUriMissing => "code-uri-missing",
        RefusalCode::RedirectUriMismatch => "code-uri-mismatch",
        RefusalCode::ParameterRepeated => "code-repeated",
        RefusalCode::ParameterMalformed => "code-malformed",
        RefusalCode::AppNotOpen => "code-not-open",
    }
}
