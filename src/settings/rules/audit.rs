//! The settings of the audit log.

use super::gateway::private_callbacks;
use crate::domain::audit::AuditPolicy;
use crate::domain::audit::webhook::{SECRET_CHARS, Webhook};
use crate::domain::callback::parse_target;
use crate::domain::time::days;
use crate::settings::field;
use crate::settings::layers::Layers;
use zeroize::Zeroizing;

pub fn read(layers: &Layers) -> AuditPolicy {
    AuditPolicy {
        stay: days(layers.count(&field::AUDIT_DAYS).into()),
        networks: layers.switch(&field::AUDIT_NETWORKS),
        log: layers.switch(&field::AUDIT_LOG),
    }
}

/// None: events are sent nowhere.
pub fn read_webhook(layers: &Layers) -> Result<Option<Webhook>, String> {
    let secret = layers.text(&field::AUDIT_WEBHOOK_SECRET);
    let refuse = |mend: &str| layers.refuse(&field::AUDIT_WEBHOOK_SECRET, mend);
    if secret.is_some_and(|secret| secret.chars().count() < SECRET_CHARS) {
        return Err(refuse("use at least 32 random characters."));
    }
    match (layers.text(&field::AUDIT_WEBHOOK_URL), secret) {
        (None, None) => Ok(None),
        (Some(url), Some(secret)) => {
            let target = parse_target(url, private_callbacks(layers))
                .map_err(|fault| layers.refuse(&field::AUDIT_WEBHOOK_URL, &format!("{fault}.")))?;
            Ok(Some(Webhook {
                target,
                secret: Zeroizing::new(secret.to_owned()),
            }))
        }
        (Some(_), None) => Err(layers.refuse(
            &field::AUDIT_WEBHOOK_URL,
            "what is sent there has to be signed: set audit.webhook_secret too.",
        )),
        (None, Some(_)) => Err(refuse(
            "it signs nothing without an address: set audit.webhook_url too, or leave it out.",
        )),
    }
}
