//! Users, their passwords, how they prove who they are, their sessions and devices, and the brake on guessing.
pub mod administration;
pub mod authentication;
pub mod brake;
pub mod device;
pub mod foreign_hash;
pub mod mail_address;
pub mod one_time_link;
pub mod password;
pub mod pre_login;
pub mod second_step;
pub mod session;
pub mod sid;
pub mod ticket;
pub mod user;
