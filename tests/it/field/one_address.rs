//! Pages have one address, and two platforms on one host leave each other's cookies alone.

use crate::kit::app::{AUTHORIZE, PASSWORD, TestApp};
use crate::kit::http::Response;
use crate::web::{is_consent_page, one_app};

/// GET with this `Host` and further header lines.
fn came_to(app: &TestApp, host: &str, line: &str, more: &str) -> Response {
    let request = format!("{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n");
    let mut client = app.stranger();
    client.raw(request.as_bytes()).expect("an answer")
}

fn port(app: &TestApp) -> &str {
    app.address.rsplit_once(':').expect("a port").1
}

#[test]
fn p08_two_platforms_on_one_host_do_not_sign_each_other_out() {
    one_app("", |one| {
        one_app("", |two| {
            let mut browser = one.stranger();
            one.adds_user("ada", None);
            two.adds_user("ada", None);
            let [at_one, at_two] = [one, two].map(|app| app.adds_desktop_app().1);
            // One jar for both, as browsers have it: cookies know no ports.
            assert!(is_consent_page(&browser.signs_in(&at_one, "ada", PASSWORD)));
            browser.address.clone_from(&two.address);
            assert!(is_consent_page(&browser.signs_in(&at_two, "ada", PASSWORD)));
            browser.address.clone_from(&one.address);
            assert!(is_consent_page(&browser.get(&at_one)));
            let page = browser.get("/platform/oauth/logout");
            one.presses(&mut browser, &page, "Sign out");
            browser.address.clone_from(&two.address);
            assert!(is_consent_page(&browser.get(&at_two)));
        });
    });
}

#[test]
fn p11_a_page_at_another_spelling_of_this_machine_leads_to_its_one_address() {
    one_app("", |app| {
        let (_, path) = app.adds_desktop_app();
        let pages = [
            path.as_str(),
            "/",
            "/account/sign-in?to=%2F",
            "/account/apps",
            "/account/password",
            "/account/choose-password?link=x",
            "/platform/oauth/auth_success",
            "/platform/oauth/logout",
        ];
        for host in [
            "localhost",
            "[::1]",
            "id.localhost",
            "127.0.0.2",
            "0.0.0.0",
            "[::]",
            "localhost.",
            "[::ffff:127.0.0.1]",
        ] {
            let host = format!("{host}:{}", port(app));
            for page in pages {
                let answer = came_to(app, &host, &format!("GET {page}"), "");
                assert_eq!(answer.status, 307, "{host} {page}");
                assert_eq!(answer.location(), format!("{}{page}", app.origin()));
                assert_eq!(answer.headers_named("set-cookie"), Vec::<&str>::new());
            }
        }
        // The whole request in one line is an address of ours all the same.
        let host = format!("localhost:{}", port(app));
        let absolute = came_to(app, &host, &format!("GET http://evil.example{path}"), "");
        assert_eq!(absolute.status, 307);
        assert_eq!(absolute.location(), format!("{}{path}", app.origin()));
        let nowhere = came_to(app, &host, "GET //evil.example/", "");
        assert_ne!(nowhere.status, 307);
    });
}

#[test]
fn p11_programs_health_forms_and_whatever_came_through_a_proxy_are_left_alone() {
    one_app("", |app| {
        let (_, path) = app.adds_desktop_app();
        let host = format!("localhost:{}", port(app));
        let left = [
            ("GET /api/user", 401),
            ("GET /healthz", 200),
            ("GET /readyz", 200),
            ("GET /.well-known/oauth-authorization-server", 200),
            ("GET /platform/oauth/validate_token", 400),
            ("GET /static/vestibule.css", 200),
            ("POST /platform/oauth/request_token", 400),
        ];
        for (line, status) in left {
            assert_eq!(came_to(app, &host, line, "").status, status, "{line}");
        }
        let form = format!("POST {AUTHORIZE}");
        // What is no form of ours: the same by GET.
        assert_eq!(came_to(app, &host, &form, "").status, 303);
        let page = format!("GET {path}");
        for header in [
            "X-Forwarded-For: 203.0.113.5\r\n",
            "X-Forwarded-Host: id.example.org\r\n",
            "Forwarded: for=203.0.113.5\r\n",
            "Via: 1.1 proxy\r\n",
        ] {
            assert_eq!(came_to(app, &host, &page, header).status, 200, "{header}");
        }
        for host in [
            app.address.as_str(),
            "evil.example",
            "localhost",
            &format!("evil.example:{}", port(app)),
            &format!("192.0.2.1:{}", port(app)),
            "localhost:1",
            "",
        ] {
            let answer = came_to(app, host, &page, "");
            assert_ne!(answer.status, 307, "{host}");
        }
    });
    // Behind a proxy that calls us by its own name for us, nobody is led in a circle.
    for settings in [
        "public_url = \"https://id.example.org\"",
        "trusted_proxies = [\"127.0.0.1\"]",
    ] {
        one_app(settings, |app| {
            let (_, path) = app.adds_desktop_app();
            let host = format!("localhost:{}", port(app));
            assert_eq!(came_to(app, &host, &format!("GET {path}"), "").status, 200);
        });
    }
}
