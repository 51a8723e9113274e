//! A form of an admin page that came back.

use super::admitted::Admin;
use crate::domain::answer::admin::place::AdminPlace;
use crate::flow::desk::act;

pub(super) use crate::flow::desk::act::{NEW, Secret, begin};

pub type Sent = act::Sent<AdminPlace>;
pub(super) type Acting<'a> = act::Acting<'a, Admin>;
pub(super) type Answer = act::Answer<AdminPlace>;
