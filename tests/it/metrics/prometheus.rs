//! Debian's Prometheus, with and without the token.

use super::Metered;
use crate::kit::app::PASSWORD;
use crate::kit::http::HttpClient;
use crate::kit::root::place;
use crate::kit::server::free_port;
use crate::kit::{find_program, note_in_ledger, skip, waits_for};
use crate::web::filled_in;
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};

const TOKEN: &str = "scrape-lantern-4711";

/// Killed at the end.
struct Prometheus {
    child: Child,
    port: u16,
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        let _already_gone = self.child.kill();
        let _already_waited = self.child.wait();
    }
}

impl Prometheus {
    fn starts(program: &Path, folder: &Path, jobs: &str) -> Self {
        let (port, config) = (free_port(), folder.join("prometheus.yml"));
        let rules = place("docs/metrics/alerts.yml");
        let text = format!(
            "global:\n  scrape_interval: 1s\nrule_files: [{rules:?}]\nscrape_configs:\n{jobs}"
        );
        fs::write(&config, text).expect("a file");
        let log = fs::File::create(folder.join("prometheus.log")).expect("a file");
        let child = Command::new(program)
            .arg(format!("--config.file={}", config.display()))
            .arg(format!(
                "--storage.tsdb.path={}",
                folder.join("series").display()
            ))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("Prometheus starts");
        Self { child, port }
    }

    /// The newest value, where there is one.
    fn value(&self, query: &str) -> Option<f64> {
        let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let request = format!(
            "GET /api/v1/query?query={query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        );
        let mut client = HttpClient::new(&format!("127.0.0.1:{}", self.port));
        let answer = client.raw(request.as_bytes()).ok()?;
        let answer: Value = serde_json::from_slice(&answer.body).ok()?;
        let value = answer["data"]["result"][0]["value"][1].as_str()?;
        value.parse().ok()
    }
}

#[test]
fn prometheus_reads_metrics_by_the_token_and_sees_a_sign_in() {
    let name = "prometheus_reads_metrics_by_the_token_and_sees_a_sign_in";
    let Some(program) = find_program(&["prometheus"]) else {
        return skip(name, "there is no prometheus");
    };
    note_in_ledger("client", name);
    let closed = Metered::new("", &format!("token = {TOKEN:?}"));
    let open = Metered::new("", "");
    closed.home.adds_user("ada", PASSWORD);
    let folder = tempfile::tempdir().expect("a folder");
    let job = |name: &str, port: u16, more: &str| {
        format!(
            "  - job_name: {name}\n{more}    static_configs: [{{ targets: [\"127.0.0.1:{port}\"] }}]\n"
        )
    };
    let shown = format!("    authorization: {{ credentials: {TOKEN} }}\n");
    let jobs = [
        job("shown", closed.port, &shown),
        job("hidden", closed.port, ""),
        job("open", open.port, ""),
    ];
    let prometheus = Prometheus::starts(&program, folder.path(), &jobs.concat());
    let up = |job: &str| prometheus.value(&format!("up{{job={job:?}}}"));
    waits_for("Prometheus reads both", || {
        up("shown") == Some(1.0) && up("open") == Some(1.0) && up("hidden") == Some(0.0)
    });
    let sign_ins = "vestibule_sign_ins_total{job=\"shown\",way=\"password\",outcome=\"ok\"}";
    assert_eq!(prometheus.value(sign_ins), Some(0.0));
    let mut browser = closed.server.client();
    let (page, form) = filled_in(&mut browser, "/account/sign-in", "ada", PASSWORD);
    assert_eq!(browser.submits(&page, &form, "Sign in").status, 303);
    waits_for("it sees the sign-in", || {
        prometheus.value(sign_ins) == Some(1.0)
    });
    let all = prometheus.value("count({job=\"shown\"})");
    assert!(all.is_some_and(|it| it > 100.0 && it < 800.0), "{all:?}");
    let quantile =
        "histogram_quantile(0.5, sum by (le) (vestibule_hash_seconds_bucket{job=\"shown\"}))";
    assert!(prometheus.value(quantile).is_some());
    assert_eq!(
        prometheus.value("count(ALERTS_FOR_STATE) or vector(0)"),
        Some(0.0)
    );
}
