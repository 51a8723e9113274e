//! The settings of the audit log.

use crate::domain::audit::AuditPolicy;
use crate::domain::time::days;
use crate::settings::field;
use crate::settings::layers::Layers;

/// Ten years.
const MOST_DAYS: u32 = 3650;

pub fn read(layers: &Layers) -> Result<AuditPolicy, String> {
    let kept = layers.count(&field::AUDIT_DAYS);
    if kept > MOST_DAYS {
        let mend = "give a number of days from 1 to 3650.";
        return Err(layers.refuse(&field::AUDIT_DAYS, mend));
    }
    Ok(AuditPolicy {
        stay: days(kept.into()),
        networks: layers.switch(&field::AUDIT_NETWORKS),
        log: layers.switch(&field::AUDIT_LOG),
    })
}
