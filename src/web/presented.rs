//! Reading what was presented as an access token: by itself, or as a JWT of ours.

use super::Edge;
use crate::domain::oauth::presented::PresentedToken;
use crate::flow::{Failure, access, keys};
use crate::work::waiting;

/// Nothing where it can be none, for which the store is not asked.
pub async fn presented(edge: &Edge, text: &str) -> Result<Option<PresentedToken>, Failure> {
    look_at_keys(edge, text).await?;
    Ok(access::read(&edge.platform, text))
}

/// A server that has just started does so before it judges a JWT.
pub async fn look_at_keys(edge: &Edge, text: &str) -> Result<(), Failure> {
    if access::may_be_jwt(text) && edge.platform.keys.held().is_none() {
        waiting(&edge.platform, keys::held).await?;
    }
    Ok(())
}
