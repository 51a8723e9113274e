//! People: users, passwords, sessions, the browsers they are known by, and what is owed at sign-in.

pub mod brake;
pub mod load;
pub mod people;
pub mod rows;
pub mod sweep;
pub mod write;
