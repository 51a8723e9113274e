//! What is issued: grants, codes and tokens.

pub mod access_rows;
mod columns;
pub mod device;
pub mod life;
pub mod load;
pub mod rows;
pub mod sweep;
#[cfg(feature = "postgres")]
pub mod together;
pub mod write;
