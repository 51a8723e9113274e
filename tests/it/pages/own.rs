//! Pages of somebody's own account: what each says and where its forms go.

use super::{assert_order, html, own_samples, samples, sign_in};
use vestibule::domain::answer::{Content, Onward, SignInPage};
use vestibule::domain::oauth::authorize::Layout;

fn page(name: &str) -> String {
    let found = own_samples::contents()
        .into_iter()
        .find(|(known, _)| *known == name);
    found.map_or_else(String::new, |(_, content)| html(content, Layout::Web))
}

#[test]
fn home_leads_to_what_is_there_and_tells_nobody_how_to_set_it_up() {
    assert_order(
        &page("account-home-signed_in"),
        &[
            "<bdi dir=\"auto\" class=\"clip\">ada</bdi>",
            "<a href=\"/account/apps\">Apps you allowed</a>",
            "<a href=\"/account/sessions\">Sessions</a>",
            "<a href=\"/account/password\">Password</a>",
            "<a href=\"/account/profile\">Profile</a>",
            "<a href=\"/account/data\">Download my data</a>",
            "<a href=\"/account/delete\">Delete my account</a>",
            "action=\"/platform/oauth/logout\"",
            "Sign out</button>",
        ],
    );
    let out = page("account-home-signed_out");
    assert_order(
        &out,
        &[
            "<h1><bdi dir=\"auto\">Aldergrove</bdi></h1>",
            "href=\"/account/sign-in\"",
        ],
    );
    let empty = page("account-home-empty");
    let (main, _) = empty.split_once("</main>").expect("a main part");
    assert!(main.contains("Not set up yet"));
    assert!(
        !main.contains("<a ") && !main.contains("vestibule user"),
        "{main}"
    );
}

#[test]
fn a_sign_in_for_no_app_names_none_and_posts_to_its_own_path() {
    let content = SignInPage {
        onward: Onward::Account,
        ..samples::sign_in()
    };
    let html = sign_in(content, Layout::Web);
    assert_order(
        &html,
        &[
            "Sign in to <bdi",
            "action=\"/account/sign-in\"",
            "name=\"name\"",
            "name=\"password\"",
        ],
    );
    assert!(!html.contains("to continue to") && !html.contains("You then go back"));
}

#[test]
fn a_list_of_apps_says_what_each_may_do_since_when_and_how_to_stop_it() {
    let three = page("account-apps-three");
    assert_order(
        &three,
        &[
            "Family Tree Explorer",
            "May: <bdi dir=\"auto\">see your name</bdi>, <bdi dir=\"auto\">see the people in your family tree",
            "Allowed on 6 December 2026. Last used on 13 January 2027.",
            "href=\"/platform/oauth/deauthorize?client_id=d3Lp9QmZ6xVt2NcB8rKy5HsW1gFj7TaE4uUo0iRk\" \
             aria-label=\"Remove access: Family Tree Explorer\">Remove access</a>",
            "Old Otter",
            "Disabled by the platform",
            "Photo Sync",
            "Has your name and password.",
        ],
    );
    assert!(page("account-apps-none").contains("No app can use your account."));
    let thirty = page("account-apps-thirty");
    assert_order(
        &thirty,
        &["Page 1 of 2", "href=\"/account/apps?page=2\"", "Next</a>"],
    );
    assert!(!thirty.contains("rel=\"prev\""));
    let rest = page("account-apps-thirty-rest");
    assert_order(
        &rest,
        &["href=\"/account/apps\" rel=\"prev\"", "Page 2 of 2"],
    );
    assert!(!rest.contains("rel=\"next\""));
}

#[test]
fn withdrawing_names_what_stops_before_its_two_buttons() {
    assert_order(
        &page("account-withdraw"),
        &[
            "Remove access for <bdi dir=\"auto\">Family Tree Explorer</bdi>?</h1>",
            "It loses access at once",
            "It can then no longer:",
            "<bdi dir=\"auto\">see your name</bdi>",
            "action=\"/platform/oauth/deauthorize\"",
            "name=\"proof\"",
            "href=\"/account/apps\">Keep access</a>",
            "Remove access</button>",
        ],
    );
}

#[test]
fn sessions_mark_this_browser_which_has_no_button_of_its_own() {
    let four = page("account-sessions-four");
    assert_order(
        &four,
        &[
            "value=\"others\">End all others</button>",
            "Firefox on Linux",
            "This browser",
            "Since 15 January 2027. Last seen on 15 January 2027, 08:00 UTC.",
            "Safari on iPhone",
            "value=\"0123456789A\" aria-label=\"End: Safari on iPhone\">End</button>",
            "A browser or program",
        ],
    );
    assert_eq!(four.matches(">End</button>").count(), 3);
    let one = page("account-sessions-one");
    let (main, _) = one.split_once("</main>").expect("a main part");
    assert!(!main.contains("<button"), "{main}");
}

#[test]
fn a_refused_password_says_why_and_marks_the_field_it_is_about() {
    let wrong = page("account-password-old_wrong");
    assert_order(
        &wrong,
        &[
            "role=\"alert\"",
            "The old password is wrong.",
            "id=\"old\"",
            "aria-invalid=\"true\"",
        ],
    );
    let short = page("account-password-new_short");
    assert_order(
        &short,
        &[
            "role=\"alert\"",
            "id=\"new\"",
            "aria-describedby=\"rules complaint\" aria-invalid=\"true\"",
        ],
    );
    for page in [wrong, short, page("account-password")] {
        assert!(page.contains("autocomplete=\"new-password\""));
        assert_eq!(page.matches("type=\"password\"").count(), 2);
        assert!(page.matches("aria-invalid").count() <= 1);
    }
}

#[test]
fn an_app_that_is_not_allowed_gets_a_page_that_leads_back() {
    let html = html(Content::NotAllowed, Layout::Web);
    assert_order(
        &html,
        &[
            "This app cannot use your account.",
            "href=\"/account/apps\"",
        ],
    );
}
