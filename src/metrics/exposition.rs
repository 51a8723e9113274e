//! What a collector reads: every name and its help, on one page. Names are stable; a change stands in the CHANGELOG.

use super::parts::Metrics;
use super::process::Process;
use super::requests::RequestTimes;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Metric, Registry, Unit};

/// OpenMetrics 1.0.0 §5.1.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Everything by its name.
pub struct Exposition(Registry);

impl Exposition {
    /// `database` is `sqlite` or `postgresql`.
    pub fn new(metrics: &Metrics, version: &'static str, database: &'static str) -> Self {
        let mut registry = Registry::default();
        registry.register_collector(Box::new(Process::default()));
        let mut ours = Names(registry.sub_registry_with_prefix("vestibule"));
        let build = Info::new([("version", version), ("database", database)]);
        ours.add("build", "The program and its database", build);
        ours.add_requests(metrics);
        ours.add_outcomes(metrics);
        ours.add_store(metrics);
        ours.add_outbox(metrics);
        ours.add_gateway(metrics);
        ours.add_census(metrics);
        Self(registry)
    }

    /// As OpenMetrics text; reads memory and `/proc` alone.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Fails only where it is written to, and memory takes all.
        let _ = encode(&mut text, &self.0);
        text
    }
}

struct Names<'a>(&'a mut Registry);

impl Names<'_> {
    fn add(&mut self, name: &str, help: &str, metric: impl Metric) {
        self.0.register(name, help, metric);
    }

    /// `_seconds` is put behind the name.
    fn add_seconds(&mut self, name: &str, help: &str, metric: impl Metric) {
        self.0.register_with_unit(name, help, Unit::Seconds, metric);
    }

    fn add_requests(&mut self, metrics: &Metrics) {
        let requests = &metrics.requests;
        let help = "Requests on the main port, by declared route, method and class of status";
        self.add("http_requests", help, requests.clone());
        let help = "Time until the answer begins, by route";
        self.add_seconds("http_request", help, RequestTimes(requests.clone()));
    }

    fn add_outcomes(&mut self, metrics: &Metrics) {
        let outcomes = metrics.outcomes.clone();
        let help = "Tries to sign in on a page: sessions that began, and refusals";
        self.add("sign_ins", help, outcomes.sign_ins);
        let help = "Second steps at sign-in";
        self.add("second_steps", help, outcomes.second_steps);
        let help = "Tries that the sign-in limit refused, by whose tries were counted";
        self.add("sign_in_limit_refusals", help, outcomes.limited);
        let help = "Decisions on what an app may do";
        self.add("consents", help, outcomes.consents);
        self.add("tokens_issued", "Access tokens issued", outcomes.issued);
        self.add("token_checks", "Tokens looked up", outcomes.checks);
    }

    fn add_store(&mut self, metrics: &Metrics) {
        let store = metrics.store.clone();
        let help = "Time of a transaction, from its beginning until it is durable";
        self.add_seconds("store_commit", help, store.commits);
        let help = "Changes that shared a transaction";
        self.add("store_batch_size", help, store.batches);
        let help = "Changes that wait to be written";
        self.add("store_queue_length", help, store.queue);
        let help = "Times that the database did not read or write";
        self.add("store_errors", help, store.faults);
        let hashing = metrics.hashing.clone();
        let help = "Time to hash a password";
        self.add_seconds("hash", help, hashing.times);
        let help = "Passwords that wait to be hashed";
        self.add("hash_queue_length", help, hashing.queue);
    }

    fn add_outbox(&mut self, metrics: &Metrics) {
        let outbox = metrics.outbox.clone();
        let help = "Mails, callbacks and events that were not taken yet";
        self.add("outbox_waiting", help, outbox.waiting);
        let help = "Age of the oldest of them";
        self.add_seconds("outbox_oldest", help, outbox.oldest_seconds);
        let help = "Tries of this server to send them";
        self.add("outbox_tries", help, outbox.tries);
    }

    fn add_gateway(&mut self, metrics: &Metrics) {
        let gateway = metrics.gateway.clone();
        let help = "Connections of the socket gateway";
        self.add("gateway_connections", help, gateway.connections);
        let help = "Tries of socket clients to identify";
        self.add("gateway_identifies", help, gateway.identifies);
    }

    fn add_census(&mut self, metrics: &Metrics) {
        let census = metrics.census.clone();
        self.add("users", "Users, counted every 10 minutes", census.users);
        self.add("apps", "Apps, counted every 10 minutes", census.apps);
        let help = "Sessions that are not over, counted every 10 minutes";
        self.add("sessions_open", help, census.sessions);
    }
}
