//! Apps: what is registered, and what people allow them.

pub mod consents;
pub mod load;
pub mod load_account;
pub mod rows;
pub mod secrets;
