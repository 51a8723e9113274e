//! The rules, tried without any IO.
mod authorize_product;
mod brake;
mod client;
mod form;
mod params;
mod password;
mod pkce;
mod redirect_uri;
mod registration;
mod result;
mod sample;
mod scope;
mod secret;
