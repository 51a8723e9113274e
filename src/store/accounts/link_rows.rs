//! Rows of one-time links, and their way into the domain's records and back.

use super::rows::{Spot, millis, time};
use crate::domain::account::one_time_link::{LinkPurpose, OneTimeLink};
use crate::store::engine::schema::one_time_links;
use crate::store::{LoadError, Loaded};
use diesel::{Insertable, Queryable, Selectable};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = one_time_links, treat_none_as_default_value = false)]
pub struct OneTimeLinkRow {
    key: i64,
    secret_hash: Vec<u8>,
    user_key: i64,
    purpose: String,
    expires_at: i64,
    used_at: Option<i64>,
    created_at: i64,
    ended_at: Option<i64>,
}

impl From<&OneTimeLink> for OneTimeLinkRow {
    fn from(link: &OneTimeLink) -> Self {
        Self {
            key: link.key.number(),
            secret_hash: link.secret_hash.bytes().to_vec(),
            user_key: link.user_key.number(),
            purpose: link.purpose.word().to_owned(),
            expires_at: link.expires_at.millis(),
            used_at: millis(link.used_at),
            created_at: link.created_at.millis(),
            ended_at: millis(link.ended_at),
        }
    }
}

impl TryFrom<OneTimeLinkRow> for OneTimeLink {
    type Error = LoadError;

    fn try_from(row: OneTimeLinkRow) -> Loaded<Self> {
        let spot = Spot {
            table: "one_time_links",
            key: row.key,
        };
        let mut purposes = LinkPurpose::ALL.into_iter();
        let purpose = purposes.find(|purpose| purpose.word() == row.purpose);
        Ok(Self {
            key: spot.key("key", row.key)?,
            secret_hash: spot.hash("secret_hash", &row.secret_hash)?,
            user_key: spot.key("user_key", row.user_key)?,
            purpose: spot.need("purpose", purpose)?,
            expires_at: time(row.expires_at),
            used_at: row.used_at.map(time),
            ended_at: row.ended_at.map(time),
            created_at: time(row.created_at),
        })
    }
}
