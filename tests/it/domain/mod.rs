//! The rules, tried without any IO.
mod authorize_product;
mod brake;
mod client;
mod client_auth;
mod code;
mod form;
mod params;
mod password;
mod pkce;
mod redirect_uri;
mod refresh;
mod registration;
mod result;
mod sample;
mod scope;
mod secret;
mod token_answer;
