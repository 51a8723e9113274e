//! What is still to be sent: callbacks to apps, and mail.

pub mod load;
pub mod mail;
pub mod rows;
pub mod sweep;
pub mod write;
