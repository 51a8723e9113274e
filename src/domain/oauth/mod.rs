//! OAuth 2.0 as this platform speaks it: one file per thing that RFC 6749 names.
pub mod access;
pub mod authorize;
pub mod client;
pub mod code;
pub mod consent;
pub mod error;
pub mod form;
pub mod grant;
pub mod implicit;
pub mod params;
pub mod pkce;
pub mod redirect_uri;
pub mod refresh;
pub mod registration;
pub mod scope;
pub mod standing;
