//! The one test binary; its folders mirror `src`.
mod kit;
mod store;
