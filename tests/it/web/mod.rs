//! The HTTP edge, over HTTP: what goes in and what comes out, byte for byte.
mod authorize_address;
mod authorize_answer;
mod authorize_client;
mod authorize_loopback;
mod authorize_methods;
mod authorize_shape;
mod authorize_state;
mod authorize_tampering;
