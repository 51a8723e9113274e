//! No label holds anything that a request brings.

use super::{Metered, Series};
use crate::kit::http::exchange;
use std::collections::BTreeSet;
use std::thread;
use std::time::Duration;
use vestibule::metrics::{Exposition, METHODS, Metrics};

const MOST_SERIES: usize = 800;
const STRANGERS: usize = 10_000;
const THREADS: usize = 4;

/// What a stranger sends, another each time.
fn request(number: usize) -> String {
    let methods = ["GET", "HEAD", "POST", "PURGE", "QUERY"];
    let method = match number % 7 {
        known @ 0..5 => methods[known].to_owned(),
        5 => format!("X{number}"),
        _ => "GET".to_owned(),
    };
    let path = match number % 5 {
        0 => format!("/{number}/{number:x}"),
        1 => format!("/platform/oauth/authorize?response_type=token&client_id={number}"),
        2 => format!("/platform/oauth/validate_token?access_token={number}"),
        3 => format!("/static/{number}"),
        _ => format!("/account/sign-in?{number}"),
    };
    format!(
        "{method} {path} HTTP/1.1\r\nHost: x{number}\r\nUser-Agent: {number}\r\nContent-Length: 0\r\n\
         Connection: close\r\n\r\n"
    )
}

#[test]
fn ten_thousand_paths_methods_and_client_ids_make_no_series() {
    let metered = Metered::new("", "");
    let address = metered.server.address.as_str();
    let send = |number: usize| {
        exchange(address, request(number).as_bytes()).expect("an answer");
    };
    // One of each kind.
    (0..35).for_each(send);
    let before: BTreeSet<String> = metered.series().0.into_keys().collect();
    assert!(before.len() < MOST_SERIES, "{} series", before.len());
    thread::scope(|scope| {
        for first in 0..THREADS {
            scope.spawn(move || {
                (first..STRANGERS)
                    .step_by(THREADS)
                    .for_each(|it| send(35 + it))
            });
        }
    });
    let series = metered.series();
    let after: BTreeSet<String> = series.0.keys().cloned().collect();
    let new: Vec<&String> = after.difference(&before).collect();
    assert!(new.is_empty(), "{new:#?}");
    let requests = series.0.iter();
    let requests = requests.filter(|(name, _)| name.starts_with("vestibule_http_requests_total"));
    let counted: f64 = requests.map(|(_, count)| count).sum();
    assert!(counted >= 10_035.0, "all were counted: {counted}");
}

#[test]
fn however_many_routes_there_are_all_series_together_stay_below_800() {
    let metrics = Metrics::default();
    for route in 0..200 {
        let route = format!("/route/{route}");
        for method in METHODS {
            for status in [101, 200, 302, 404, 500] {
                let took = Duration::from_millis(1);
                let requests = &metrics.requests;
                requests.count(Some(&route), method, status, took);
                requests.count(None, method, status, took);
            }
        }
    }
    let series = said(&metrics).0;
    assert!(
        (500..MOST_SERIES).contains(&series.len()),
        "{}",
        series.len()
    );
    // What has no room of its own is counted all the same.
    let requests = series.iter();
    let requests = requests.filter(|(name, _)| name.starts_with("vestibule_http_requests_total"));
    let counted: f64 = requests.map(|(_, count)| count).sum();
    assert_eq!(counted, 20_000.0);
}

#[test]
fn a_method_that_a_path_does_not_have_is_none_of_its_route() {
    let metrics = Metrics::default();
    let took = Duration::from_millis(1);
    metrics.requests.count(Some("/api/user"), "PUT", 405, took);
    metrics.requests.count(Some("/api/user"), "GET", 401, took);
    let series = said(&metrics);
    for (labels, count) in [
        ("route=\"none\",method=\"PUT\",status=\"4xx\"", 1.0),
        ("route=\"/api/user\",method=\"GET\",status=\"4xx\"", 1.0),
        ("route=\"/api/user\",method=\"PUT\",status=\"4xx\"", 0.0),
    ] {
        let name = format!("vestibule_http_requests_total{{{labels}}}");
        assert_eq!(series.of_series(&name), count, "{name}");
    }
}

fn said(metrics: &Metrics) -> Series {
    Series::of(&Exposition::new(metrics, "0", "postgresql").text())
}
