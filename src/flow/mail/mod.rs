//! Mail through the outbox: what is queued with the change that it tells of, and what is sent when.

pub mod admin;
mod queue;
pub mod send;
mod verify;
mod wish;

pub(super) use queue::{link, notice, notice_to, notice_to_admins, wish_for_link};
