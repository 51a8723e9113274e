//! The settings in the terms of those who work by them.

use super::field::{self, Field};
use super::{Effective, Settings};
use crate::domain::account::brake::Limit;
use crate::domain::openid::scope::{catalogue, only_by_name};
use crate::domain::tally::LimitSubject::{Account, Address};
use crate::flow::Policy;

impl Settings {
    /// What the rules of work need to know.
    pub fn policy(&self) -> Policy {
        let window = self.brake.window;
        let limit = |tries, from: &Field, whose| Limit {
            tries,
            window,
            setting: from.key,
            whose,
        };
        let names = self.scopes.iter().map(|scope| scope.name.clone());
        Policy {
            public_url: self.public_url.clone(),
            broker: self.broker.clone(),
            gateway: self.gateway.as_ref().map(|gateway| gateway.policy),
            mail: self.mail.clone(),
            audit: self.audit,
            webhook: self.webhook.clone(),
            in_force: self.effective().iter().map(Effective::shown).collect(),
            private_callbacks: self.private_callbacks,
            token_ttl: self.token_ttl,
            id_token_ttl: self.id_token_ttl,
            code_ttl: self.code_ttl,
            device_ttl: self.device_ttl,
            refresh: self.refresh_ttl,
            sessions: self.session_ttl,
            second_step: self.second_factor,
            admin: self.admin.clone(),
            developers: self.developers.clone(),
            short_paths: self.short_paths,
            only_by_name: only_by_name(names.clone()),
            scopes: catalogue(names),
            brake_account: limit(self.brake.per_account, &field::BRAKE_PER_ACCOUNT, Account),
            brake_name: limit(self.brake.per_name, &field::BRAKE_PER_NAME, Account),
            brake_address: limit(self.brake.per_address, &field::BRAKE_PER_ADDRESS, Address),
            brake_app: limit(self.brake.per_app, &field::BRAKE_PER_APP, Address),
        }
    }
}
