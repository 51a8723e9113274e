//! People who register apps themselves: what becomes of an app, who gets in meanwhile, and what is refused.

mod by_hand;
mod console;
mod decided;
mod limits;
mod operators;
mod owners;
mod proposals;
mod tried;
mod waiting;

use crate::kit::app::TestApp;
use crate::kit::http::Response;
use crate::web::own_email::MAIL;
use crate::web::{asks, each_app};
use vestibule::domain::account::user::User;
use vestibule::domain::mail::kind::MailKind;
use vestibule::domain::oauth::client::{App, ClientName, Confidentiality, Kind};
use vestibule::domain::oauth::console::proposal::Proposal;
use vestibule::domain::oauth::registration::Wishes;
use vestibule::flow::apps::{self, AppRefusal, IssuedApp};
use vestibule::flow::users::{self, Edit, Role};

const CALLBACK: &str = "https://otter.example/cb";
const APPROVE: &str = "[developers]\nmode = \"approve\"\n";
const OPEN: &str = "[developers]\nmode = \"open\"\n";

/// On each database with mail, Ada who registers apps, Grace who does not, and Root who decides.
#[track_caller]
fn each_platform(settings: &str, story: impl Fn(&TestApp, &User)) {
    each_app(&format!("{MAIL}{settings}"), |app| {
        let ada = app.adds_user("ada", Some("ada@example.org"));
        app.adds_user("grace", Some("grace@example.org"));
        let root = app.adds_user("root", Some("root@example.org"));
        let role = Some(Role::Admin);
        let edit = Edit {
            role,
            ..Edit::default()
        };
        users::edit(app.platform(), &root.name, &edit).expect("an admin");
        story(app, &ada);
    });
}

fn wishes(name: &str) -> Wishes {
    Wishes {
        name: Some(name.to_owned()),
        kind: Some(Kind::Web),
        confidentiality: Some(Confidentiality::Public),
        redirect_uris: Some(vec![CALLBACK.to_owned()]),
        ..Wishes::default()
    }
}

#[track_caller]
fn registers(app: &TestApp, owner: &User, name: &str) -> IssuedApp {
    registered(app, owner, &wishes(name)).expect("the app is registered")
}

fn registered(app: &TestApp, owner: &User, wishes: &Wishes) -> Result<IssuedApp, AppRefusal> {
    apps::register(app.platform(), owner.key, wishes)
}

#[track_caller]
fn refusal<T>(outcome: Result<T, AppRefusal>) -> AppRefusal {
    outcome.err().expect("a refusal")
}

#[track_caller]
fn approved(app: &TestApp, owner: &User, name: &str) -> App {
    let one = registers(app, owner, name).app;
    apps::approve(app.platform(), &one.uuid).expect("approved")
}

/// What its owner wants of it.
#[track_caller]
fn open(app: &TestApp, one: &App) -> Option<Proposal> {
    apps::open_proposal(app.platform(), one).expect("a look")
}

/// The app as it is now.
#[track_caller]
fn now(app: &TestApp, one: &App) -> App {
    look(app, one).expect("the app is there")
}

fn look(app: &TestApp, one: &App) -> Option<App> {
    let name = ClientName::Number(one.id);
    let found = app.platform().store.read(|reader| reader.app(&name));
    found.expect("a look")
}

fn asking(issued: &IssuedApp) -> String {
    asks(issued, &[("redirect_uri", CALLBACK)])
}

#[track_caller]
fn is_not_open(answer: &Response) {
    assert_eq!(answer.status, 400, "{}", answer.text());
    assert_eq!(answer.header("location"), None);
    assert!(answer.text().contains("app_not_open"), "{}", answer.text());
}

fn mails(app: &TestApp, to: &User, kind: MailKind) -> usize {
    let store = &app.platform().store;
    let mails = store.read(|reader| reader.mails_of(&to.public_id));
    let mails = mails.expect("a look").into_iter();
    mails.filter(|mail| mail.kind == kind).count()
}

#[track_caller]
fn user(app: &TestApp, name: &str) -> User {
    users::find(app.platform(), name).expect("the user is there")
}
