//! Who may administer the platform, from where, and how lately they must have proved who they are.

use ipnet::IpNet;
use std::net::IpAddr;
use std::time::Duration;

/// How long it counts for reading that somebody proved who they are. Acting wants it as lately as pages of one's own do.
pub const READS_FOR: Duration = Duration::from_secs(3600);

/// What the operator decided about the admin pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdminPolicy {
    pub enabled: bool,
    /// Only from these; none: from everywhere.
    pub networks: Vec<IpNet>,
}

impl AdminPolicy {
    pub fn is_open_to(&self, address: IpAddr) -> bool {
        let mut networks = self.networks.iter();
        let is_near = self.networks.is_empty() || networks.any(|net| net.contains(&address));
        self.enabled && is_near
    }
}

/// Who is invited at a start that finds no admin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstAdmin {
    pub name: String,
    pub email: Option<String>,
}
