//! The HTTP edge, over HTTP: what goes in and what comes out, byte for byte.
mod authorize_address;
mod authorize_client;
mod authorize_loopback;
