//! The form of an app: what it says of what was typed, and what it saves.

use super::admin;
use super::apps::adds;
use crate::audit::{leaves, left_by};
use crate::kit::app::TestApp;
use crate::kit::exact::{ORDINARY, is_page};
use crate::kit::form::text_of;
use crate::web::{each_app, one_app, own_path, submits_with};
use std::time::Duration;
use vestibule::domain::oauth::client::{
    App, ClientName, Confidentiality, Kind, ResponseType, Switch,
};
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps;

#[track_caller]
fn found(app: &TestApp, name: &str) -> App {
    apps::find(app.platform(), name).expect("an app")
}

#[test]
fn an_app_is_checked_without_being_saved_and_then_saved_once() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let mut form = ada.get("/admin/apps/new").form("Save");
        form.set("name", " Trees ");
        form.set(
            "redirect_uris",
            "https://trees.example/cb\r\n\r\nhttps://trees.example/\r\n",
        );
        let checked = leaves(app, &[], || submits_with(&mut ada, &form, "Check", &[]));
        is_page(&checked, 200, ORDINARY);
        let text = text_of(&checked.text());
        assert!(
            text.contains("Nothing is wrong. Nothing is saved yet."),
            "{text}"
        );
        assert!(text.contains("Mind the slash at the end"), "{text}");
        assert_eq!(apps::list(app.platform()).expect("a list").len(), 0);

        let form = checked.form("Save");
        let saved = leaves(app, &["app_added"], || {
            submits_with(&mut ada, &form, "Save", &[])
        });
        is_page(&saved, 200, ORDINARY);
        let trees = found(app, "Trees");
        assert_eq!(trees.confidentiality, Confidentiality::Confidential);
        let uris: Vec<_> = trees.redirect_uris.iter().map(|uri| uri.raw()).collect();
        assert_eq!(uris, ["https://trees.example/cb", "https://trees.example/"]);
        let secret = super::acts::secret(&saved);
        let live = apps::live_secrets(app.platform(), trees.id).expect("secrets");
        assert!(secret.contains(&live[0].hint), "{secret}");
        let same = leaves(app, &[], || submits_with(&mut ada, &form, "Save", &[]));
        assert_eq!(super::acts::secret(&same), secret);
        assert_eq!(apps::list(app.platform()).expect("a list").len(), 1);
        app.advance(Duration::from_secs(11));
        let later = submits_with(&mut ada, &form, "Save", &[]);
        assert_eq!(later.status, 403);
    });
}

#[test]
fn a_kind_brings_its_defaults_until_something_was_saved() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let mut form = ada.get("/admin/apps/new").form("Save");
        form.set("name", "Paint");
        form.set("kind", "mobile");
        let checked = submits_with(&mut ada, &form, "Check", &[]);
        let form = checked.form("Save");
        assert_eq!(form.value("confidentiality"), Some("public"));
        assert_eq!(form.value("switch.remember_consent"), None);
        assert!(form.value("response_type.token").is_some());
        let saved = submits_with(&mut ada, &form, "Save", &[]);
        let paint = found(app, "Paint");
        assert_eq!(
            own_path(app, saved.location()),
            format!("/admin/apps/{}?done=added", paint.id.0)
        );
        assert_eq!(
            (paint.kind, paint.confidentiality),
            (Kind::Mobile, Confidentiality::Public)
        );
        assert!(!paint.has(Switch::RememberConsent));
        assert!(paint.may_answer(ResponseType::Token));

        // What somebody chose stays, and Save alone brings the rest.
        let mut form = ada.get("/admin/apps/new").form("Save");
        form.set("name", "Desk");
        form.set("kind", "desktop");
        form.unset("switch.remember_consent");
        submits_with(&mut ada, &form, "Save", &[]);
        let desk = found(app, "Desk");
        assert_eq!(
            (desk.kind, desk.confidentiality),
            (Kind::Desktop, Confidentiality::Public)
        );
        assert!(!desk.has(Switch::RememberConsent));

        // Of an app that is there, nothing else moves with its kind.
        let mut form = ada
            .get(&format!("/admin/apps/{}/edit", paint.id.0))
            .form("Save");
        form.set("kind", "desktop");
        submits_with(&mut ada, &form, "Save", &[]);
        let after = found(app, "Paint");
        assert_eq!(after.kind, Kind::Desktop);
        assert_eq!(
            (after.switches, after.grants),
            (paint.switches, paint.grants)
        );
    });
}

#[test]
fn each_refused_line_stands_with_its_verdict_and_nothing_is_saved() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let trees = adds(app, "Trees", Kind::Web, None);
        let path = format!("/admin/apps/{}/edit", trees.id.0);
        let mut form = ada.get(&path).form("Save");
        form.set(
            "redirect_uris",
            "https://trees.example/cb\nhttp://trees.example/cb\nhttps://*.trees.example/\nhttps://trees.example/cb",
        );
        let page = leaves(app, &[], || submits_with(&mut ada, &form, "Save", &[]));
        is_page(&page, 200, ORDINARY);
        let html = page.text();
        assert!(html.contains("role=\"alert\""), "{html}");
        let text = text_of(&html);
        for said in [
            "exact",
            "http Use https.",
            "wildcard A *",
            "twice It is there already.",
        ] {
            assert!(text.contains(said), "no {said:?} in {text}");
        }
        assert!(
            html.contains("http://trees.example/cb\nhttps://*.trees.example/"),
            "{html}"
        );
        assert_eq!(found(app, "Trees"), trees);
        for (field, typed, said) in [
            ("name", "", "A name has 1 to 80 characters."),
            ("description", "a\u{202e}b", "This text is too long"),
            ("site_url", "trees", "This address needs"),
            ("privacy_url", "trees.example", "This address needs"),
            ("terms_url", "javascript:alert(1)", "This address needs"),
            ("site_domain", "Trees", "a host name alone"),
            (
                "canvas_origin",
                "https://trees.example/",
                "host and port alone",
            ),
            ("origins", "file://x", "no origin of pages"),
            (
                "deauthorize_url",
                "http://127.0.0.1/",
                "cannot call this address",
            ),
            (
                "backchannel_logout_url",
                "ftp://x",
                "cannot call this address",
            ),
            ("post_logout_uris", "http://x/", "rules of redirect URIs"),
            ("resources", "trees", "no resource"),
            ("token_ttl", "soon", "a whole number of seconds"),
            ("token_ttl", "0", "a whole number of seconds"),
        ] {
            let mut form = ada.get(&path).form("Save");
            form.set(field, typed);
            for button in ["Check", "Save"] {
                let page = leaves(app, &[], || submits_with(&mut ada, &form, button, &[]));
                is_page(&page, 200, ORDINARY);
                let text = text_of(&page.text());
                assert!(text.contains(said), "{field}: no {said:?} in {text}");
            }
        }
        assert_eq!(found(app, "Trees"), trees);
    });
}

#[test]
fn what_was_not_touched_stays_and_one_event_names_what_was() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let trees = adds(app, "Trees", Kind::Web, Some("Guild"));
        let more = Wishes {
            redirect_uris: Some(vec![
                "https://b.example/cb".to_owned(),
                "https://a.example/cb".to_owned(),
            ]),
            ..Wishes::default()
        };
        let trees = apps::edit(app.platform(), &trees.uuid, &more)
            .expect("edited")
            .app;
        let path = format!("/admin/apps/{}/edit", trees.id.0);
        let mut form = ada.get(&path).form("Save");
        form.set("description", "Old trees");
        form.set(
            "redirect_uris",
            "https://b.example/cb\nhttps://a.example/cb\nhttps://c.example/cb",
        );
        form.set("switch.second_factor_required", "on");
        let (left, saved) = left_by(app, || submits_with(&mut ada, &form, "Save", &[]));
        assert_eq!(
            own_path(app, saved.location()),
            format!("/admin/apps/{}?done=saved", trees.id.0)
        );
        assert_eq!((left.len(), left[0].event.word()), (1, "app_edited"));
        let after = found(app, "Trees");
        assert_eq!(after.description.as_deref(), Some("Old trees"));
        assert!(after.has(Switch::SecondFactor));
        let uris: Vec<_> = after.redirect_uris.iter().map(|uri| uri.raw()).collect();
        assert_eq!(
            uris,
            [
                "https://b.example/cb",
                "https://a.example/cb",
                "https://c.example/cb"
            ]
        );
        assert_eq!(
            (after.owner, after.grants, after.scopes),
            (trees.owner, trees.grants, trees.scopes)
        );
    });
}

#[test]
fn what_programs_have_built_in_is_taken_and_refused_as_by_the_command() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let taken = adds(app, "Trees", Kind::Desktop, None);
        let form = |ada: &mut crate::kit::http::HttpClient| {
            let mut form = ada.get("/admin/apps/new").form("Save");
            form.set("name", "Paint");
            form
        };
        for (field, typed, said) in [
            (
                "number",
                taken.id.0.to_string(),
                "Another app has this number.",
            ),
            (
                "number",
                "0".to_owned(),
                "A number is a whole number from 1 to",
            ),
            (
                "number",
                "1000000000000".to_owned(),
                "A number is a whole number from 1 to",
            ),
            (
                "number",
                "x".to_owned(),
                "A number is a whole number from 1 to",
            ),
            (
                "client_id",
                taken.client_id.clone(),
                "Another app has this client ID.",
            ),
            ("client_id", "short".to_owned(), "A client ID is 40 letters"),
            (
                "client_secret",
                "short".to_owned(),
                "A client secret has 16",
            ),
        ] {
            let mut form = form(&mut ada);
            form.set(field, &typed);
            for button in ["Check", "Save"] {
                let page = leaves(app, &[], || submits_with(&mut ada, &form, button, &[]));
                let text = text_of(&page.text());
                assert!(text.contains(said), "{field}: no {said:?} in {text}");
            }
        }
        let mut form = form(&mut ada);
        form.set("number", "4711");
        form.set("client_id", &"Ab".repeat(20));
        form.set("client_secret", "0123456789abcdef");
        let saved = submits_with(&mut ada, &form, "Save", &[]);
        is_page(&saved, 200, ORDINARY);
        let name = ClientName::Key("Ab".repeat(20));
        let paint = app.platform().store.read(|reader| reader.app(&name));
        assert_eq!(paint.expect("is read").expect("an app").id.0, 4711);
    });
}

#[test]
fn an_address_and_a_request_are_tried_and_leave_nothing() {
    each_app("", |app| {
        let mut ada = admin(app, "ada");
        let trees = adds(app, "Trees", Kind::Web, None);
        let uris = Wishes {
            redirect_uris: Some(vec!["https://trees.example/cb".to_owned()]),
            ..Wishes::default()
        };
        apps::edit(app.platform(), &trees.uuid, &uris).expect("edited");
        let path = format!("/admin/apps/{}/explain", trees.id.0);
        for (typed, said) in [
            (
                "https://trees.example/cb",
                &["It is registered exactly so."][..],
            ),
            (
                "https://trees.example/CB",
                &[
                    "It is not registered.",
                    "character 23",
                    "a small c",
                    "a capital C",
                ],
            ),
            ("https://trees.example/cb/", &["the end", "a slash /"]),
        ] {
            let mut form = ada.get(&path).form("Try");
            form.set("address", typed);
            let page = leaves(app, &[], || submits_with(&mut ada, &form, "Try", &[]));
            is_page(&page, 200, ORDINARY);
            let text = text_of(&page.text());
            for said in said {
                assert!(text.contains(said), "{typed}: no {said:?} in {text}");
            }
        }
        let origin = app.origin();
        let sent = |rest: &str| {
            format!(
                "{origin}/platform/oauth/authorize?client_id={}{rest}",
                trees.id.0
            )
        };
        for (pasted, said) in [
            (
                sent(""),
                &[
                    "No fault",
                    "https://trees.example/cb",
                    "later The user signs in.",
                ][..],
            ),
            (
                sent("&redirect_uri=https://trees.example/cb/"),
                &[
                    "redirect_uri_mismatch",
                    "failed The redirect URI",
                    "not reached The response_type",
                    "a slash /",
                ],
            ),
            (
                sent("&response_type=token"),
                &["unauthorized_client", "failed The response_type"],
            ),
            (
                "client_id=99".to_owned(),
                &["client_unknown", "failed The client_id"],
            ),
            (
                "https://elsewhere.example/?client_id=99".to_owned(),
                &["does not lead to the sign-in page"],
            ),
            ("a".repeat(16 * 1024 + 1), &["longer than any address"]),
        ] {
            let mut form = ada.get(&path).form("Explain");
            form.set("pasted", &pasted);
            let page = leaves(app, &[], || submits_with(&mut ada, &form, "Explain", &[]));
            is_page(&page, 200, ORDINARY);
            let text = text_of(&page.text());
            for said in said {
                assert!(text.contains(said), "no {said:?} in {text}");
            }
        }
    });
}

#[test]
fn looking_at_what_a_program_sends_wants_no_fresher_proof_than_reading() {
    one_app("", |app| {
        let mut ada = admin(app, "ada");
        let trees = adds(app, "Trees", Kind::Web, None);
        app.advance(Duration::from_secs(1800));
        let path = format!("/admin/apps/{}/explain", trees.id.0);
        let form = ada.get(&path).form("Try");
        assert_eq!(submits_with(&mut ada, &form, "Try", &[]).status, 200);
        assert_eq!(
            ada.get(&format!("/admin/apps/{}/edit", trees.id.0)).status,
            303
        );
    });
}
