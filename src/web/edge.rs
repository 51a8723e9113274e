//! All that a request needs.

use super::api_limit::ApiLimit;
use super::broker::limit::BrokerLimit;
use super::broker::socket::times::SocketTimes;
use super::cookies::CookieNames;
use super::pages::Site;
use crate::flow::Platform;
use crate::peer::Proxies;
use actix_web::web::Bytes;
use std::sync::{Arc, OnceLock};

pub struct Edge {
    pub platform: Arc<Platform>,
    pub site: Site,
    pub cookies: CookieNames,
    pub proxies: Arc<Proxies>,
    pub api_limit: Option<ApiLimit>,
    pub broker_limit: Option<BrokerLimit>,
    pub socket_times: SocketTimes,
    pub log: LogStyle,
    pub demo: Option<Demo>,
    /// The document of metadata, written when it is first asked for: as long as the server runs it stays the same.
    pub metadata: OnceLock<Bytes>,
}

/// For whom lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogStyle {
    /// Fields, for machines that collect them.
    Structured,
    /// What happens, for somebody who is trying things out.
    Human,
}

/// What the demo shows: made anew at each start.
pub struct Demo {
    pub user_name: String,
    pub desktop_client_id: String,
    pub web_client_id: String,
    pub openid_client_id: String,
}
