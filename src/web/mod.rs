//! The HTTP edge. The only folder that names actix, askama or cookie.
pub mod headers;
pub mod pages;
