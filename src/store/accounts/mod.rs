//! People: users, passwords, sessions, the browsers they are known by, and what is owed at sign-in.

pub mod link_rows;
pub mod load_people;
pub mod rows;
pub mod sessions;
pub mod sweep;
pub mod write;
