//! How `database_url` says where PostgreSQL is, and how far it trusts what answers there.

use crate::kit::cluster::fresh_database;
use crate::kit::db::START;
use crate::kit::relay::Relay;
use crate::kit::secure::Secure;
use crate::kit::server::Home;
use crate::kit::told::says;
use std::path::Path;
use std::time::Duration;
use vestibule::store::{OpenOptions, Store};

fn options(url: &str) -> OpenOptions {
    OpenOptions {
        database_url: url.to_owned(),
        readers: 2,
        patience: Duration::from_secs(2),
        key_fingerprint: "fingerprint of the test's key".to_owned(),
        accepted_fingerprints: Vec::new(),
        now: START,
    }
}

#[track_caller]
fn opens(url: &str) -> Store {
    let store = Store::open(&options(url)).unwrap_or_else(|error| panic!("{url}: {error}"));
    assert_eq!(store.is_ready(), Ok(()), "{url}");
    store
}

#[track_caller]
fn refuses(url: &str, words: &[&str]) {
    let refused = Store::open(&options(url)).map(drop);
    let said = refused.expect_err(url).to_string();
    assert!(
        said.starts_with("the database cannot be opened: "),
        "{said}"
    );
    says(&said, words);
}

/// `sslrootcert` and this file, after `sslmode`.
fn trusting(mode: &str, authority: &Path) -> String {
    format!("sslmode={mode}&sslrootcert={}", authority.display())
}

#[test]
fn every_sslmode_that_the_server_takes_opens_an_encrypted_connection() {
    let Some(server) = Secure::start("sslmode") else {
        return;
    };
    let authority = server.authority();
    for (host, query) in [
        // Its default.
        ("127.0.0.1", "connect_timeout=2".to_owned()),
        ("127.0.0.1", "sslmode=prefer".to_owned()),
        ("127.0.0.1", "sslmode=require".to_owned()),
        ("127.0.0.1", trusting("verify-ca", &authority)),
        ("localhost", trusting("verify-full", &authority)),
    ] {
        let store = opens(&server.url(host, &query));
        let ours =
            "pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'vestibule'";
        server.node.run(&format!(
            "DO $$ BEGIN ASSERT (SELECT bool_and(ssl) FROM {ours}); END $$"
        ));
        drop(store);
    }
}

#[test]
fn what_answers_with_a_wrong_certificate_is_refused_with_the_remedy() {
    let Some(server) = Secure::start("certificates") else {
        return;
    };
    let (authority, another) = (server.authority(), server.another_authority());
    let untrusted = [
        "certificate verify failed",
        "set sslrootcert to the file of the one that signed it",
    ];
    for (host, query, words) in [
        ("localhost", trusting("verify-ca", &another), untrusted),
        ("localhost", trusting("verify-full", &another), untrusted),
        // A file that is there is used, whatever sslmode asks for.
        ("localhost", trusting("require", &another), untrusted),
        (
            "127.0.0.1",
            trusting("verify-full", &authority),
            [
                "does not match host name \"127.0.0.1\"",
                "use a host name that it lists",
            ],
        ),
        (
            "localhost",
            trusting("verify-full", Path::new("/nowhere.pem")),
            [
                "\"/nowhere.pem\" does not exist",
                "set sslrootcert to the file",
            ],
        ),
        (
            "127.0.0.1",
            "sslmode=disable".to_owned(),
            ["no encryption", "accepts encrypted connections only"],
        ),
    ] {
        refuses(&server.url(host, &query), &words);
    }
    let bad = server.url("localhost", &trusting("verify-full", &another));
    let bad = ("VESTIBULE_DATABASE_URL", bad.as_str());
    let home = Home::with_database(&server.url("localhost", &trusting("verify-full", &authority)));
    home.runs(&["db", "migrate"], "").succeeds();
    for command in [
        &["serve"][..],
        &["db", "check"],
        &["user", "list", "--json"],
    ] {
        home.runs_with(bad, command).refuses(&untrusted);
    }
    let told = home.runs_with(bad, &["doctor", "--json"]);
    assert_eq!(told.code, 1, "{told:?}");
    says(&told.out, &untrusted);
}

#[test]
fn of_several_hosts_one_that_is_away_is_passed_over_and_one_that_does_not_fit_ends_the_search() {
    let Some((sockets, _)) = fresh_database() else {
        return;
    };
    let Some(server) = Secure::start("several hosts") else {
        return;
    };
    let (plain, good) = (Relay::to(&sockets), server.authority());
    let [away, plain, secure] = [
        "127.0.0.1:1".to_owned(),
        format!("127.0.0.1:{}", plain.port),
        format!("localhost:{}", server.port),
    ];
    let url = |hosts: &[&str], query: &str| {
        let hosts = hosts.join(",");
        format!("postgres://postgres@{hosts}/postgres?{query}")
    };
    for query in ["sslmode=require", &trusting("verify-full", &good)] {
        drop(opens(&url(&[&away, &secure], query)));
        let said = [
            "port 1 failed",
            "server does not support SSL",
            "set `ssl = on`",
        ];
        refuses(&url(&[&away, &plain, &secure], query), &said);
    }
    let query = trusting("verify-full", &server.another_authority());
    let said = [
        "port 1 failed",
        "certificate verify failed",
        "set sslrootcert",
    ];
    refuses(&url(&[&away, &secure], &query), &said);
}

#[test]
fn a_socket_is_a_host_in_two_forms_and_needs_no_encryption() {
    let Some((sockets, database)) = fresh_database() else {
        return;
    };
    let folder = sockets.display().to_string();
    for url in [
        format!("postgres:///{database}?user=postgres&host={folder}"),
        format!(
            "postgres://postgres@{}/{database}",
            folder.replace('/', "%2F")
        ),
        format!("postgres:///{database}?user=postgres&host={folder}&sslmode=require"),
    ] {
        drop(opens(&url));
    }
    let nowhere = format!("postgres:///{database}?user=postgres&host={folder}/elsewhere");
    refuses(&nowhere, &["No such file", "that the server is there"]);
}
