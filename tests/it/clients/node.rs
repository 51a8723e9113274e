//! openid-client.
