//! What admins see of the platform itself, as data: mail that was not sent, settings, health, exports.

#![allow(clippy::too_many_lines, reason = "tables of samples")]

use super::super::samples::{LONG_NAME, RIGHT_TO_LEFT_NAME, form};
use super::NOW;
use super::admin::Sample;
use vestibule::domain::answer::admin::AdminPage;
use vestibule::domain::answer::admin::apps_place::AppsListed;
use vestibule::domain::answer::admin::export::{ExportPage, ExportPlace};
use vestibule::domain::answer::admin::health::{HealthPage, WebhookHealth};
use vestibule::domain::answer::admin::mails::{
    AskMailPage, MailAct, MailDone, MailLine, MailsListed, MailsPage, MailsPlace,
};
use vestibule::domain::answer::admin::notice::Notice;
use vestibule::domain::answer::admin::people_place::{PeopleListed, PeoplePlace, PersonAct, Show};
use vestibule::domain::answer::admin::person::{AskPage, Effect};
use vestibule::domain::answer::admin::place::AdminPlace;
use vestibule::domain::answer::admin::settings::{InForce, SettingsPage, ShownValue, Whence};
use vestibule::domain::gateway::token::GatewayNode;
use vestibule::domain::key::RowKey;
use vestibule::domain::keyset::{Counted, Cursor, Part};
use vestibule::domain::mail::kind::MailKind;
use vestibule::domain::mail::queued::QueuedMail;
use vestibule::domain::tally::OutboxKind;
use vestibule::domain::time::days;

fn mail(kind: MailKind, tries: u32) -> QueuedMail {
    QueuedMail {
        key: RowKey::first_at(NOW),
        kind,
        public_id: "u7Qm2xVt9NcB4rKy8HsW1g".to_owned(),
        jti: String::new(),
        tries,
        next_at: Some(NOW),
        done_at: None,
        dead_at: None,
        last_error: (tries > 0).then(|| "451 4.3.2 try again later".to_owned()),
        created_at: NOW.minus(days(1)),
        give_up_at: None,
        payload_sealed: None,
    }
}

fn line(mail: QueuedMail, name: &str) -> MailLine {
    let name = Some(name.to_owned()).filter(|name| !name.is_empty());
    MailLine { mail, name }
}

fn given_up() -> QueuedMail {
    QueuedMail {
        next_at: None,
        dead_at: Some(NOW),
        last_error: Some("550 5.1.1 … no such mailbox here; ask the person for another".repeat(3)),
        ..mail(MailKind::PasswordChanged, 6)
    }
}

fn settings() -> SettingsPage {
    let text = |text: &str| ShownValue::Text(text.to_owned());
    let all = [
        ("listen", text("127.0.0.1:8080"), Whence::Default),
        (
            "public_url",
            text("https://id.aldergrove.example"),
            Whence::File("/etc/vestibule/vestibule.toml".to_owned()),
        ),
        ("trusted_proxies", text(""), Whence::Default),
        (
            "secret_key",
            ShownValue::Secret,
            Whence::Environment("VESTIBULE_SECRET_KEY_FILE".to_owned()),
        ),
        (
            "database_url",
            text(&format!(
                "postgres://vestibule:********@{}/vestibule",
                "long-host-name.".repeat(9)
            )),
            Whence::Flag("--database-url".to_owned()),
        ),
    ];
    let settings = all.map(|(key, value, whence)| InForce { key, value, whence });
    SettingsPage {
        settings: settings.into(),
    }
}

fn well() -> HealthPage {
    HealthPage {
        now: NOW,
        version: "1.2.3",
        database: "SQLite",
        schema: "0037_mail_list".to_owned(),
        outbox: Vec::new(),
        webhook: Some(WebhookHealth::Takes),
        under_others: 0,
        lost: 0,
        nodes: Some(Vec::new()),
    }
}

fn ill() -> HealthPage {
    let node = |renewed_at| GatewayNode {
        key: RowKey::first_at(NOW),
        renewed_at,
        created_at: NOW.minus(days(40)),
    };
    HealthPage {
        database: "PostgreSQL",
        outbox: vec![
            (OutboxKind::Mail, 3, NOW.minus(days(1))),
            (OutboxKind::Logout, 1, NOW),
        ],
        webhook: Some(WebhookHealth::Refuses {
            tries: 12,
            error: "the server answered 500".to_owned(),
        }),
        under_others: 4,
        lost: 1,
        nodes: Some(vec![node(NOW.minus(days(1))), node(NOW)]),
        ..well()
    }
}

pub fn contents() -> Vec<Sample> {
    let page = |mails: Vec<MailLine>, done| {
        let part = |is_long: bool| {
            let cursor = Cursor {
                value: "1".to_owned(),
                key: 7,
            };
            is_long.then_some(cursor)
        };
        let is_long = mails.len() == 25;
        MailsPage {
            listed: MailsListed {
                done,
                ..MailsListed::default()
            },
            previous: part(is_long).map(Part::Before),
            next: part(is_long).map(Part::After),
            counted: Counted::of(i64::from(u32::try_from(mails.len()).unwrap_or(0)), 100),
            mails,
            notice: Notice::of(done),
        }
    };
    let some = || {
        vec![
            line(mail(MailKind::Reset, 0), "bob"),
            line(mail(MailKind::NewSignIn, 2), LONG_NAME),
            line(given_up(), RIGHT_TO_LEFT_NAME),
            line(mail(MailKind::AccountRemoved, 1), ""),
        ]
    };
    let many = (0..25).map(|_| line(mail(MailKind::Invite, 1), "bob"));
    let moved = MailsPage {
        notice: Notice::Moved,
        ..page(some(), None)
    };
    let lists = [
        ("admin-mails-none", page(Vec::new(), None)),
        ("admin-mails-some", page(some(), Some(MailDone::Retried))),
        (
            "admin-mails-many",
            page(many.collect(), Some(MailDone::Dropped)),
        ),
        ("admin-mails-moved", moved),
    ];
    let lists = lists.map(|(name, page)| (name, AdminPlace::mails(), AdminPage::Mails(page)));
    let ask = |name, line: MailLine, act| {
        let key = line.mail.key;
        let place = AdminPlace::Mails(MailsPlace::Act { key, act });
        let page = AskMailPage {
            form: form(),
            line,
            act,
        };
        (name, place, AdminPage::AskMail(page))
    };
    let asks = [
        ask(
            "admin-mail-ask-retry",
            line(mail(MailKind::Reset, 2), "bob"),
            MailAct::Retry,
        ),
        ask(
            "admin-mail-ask-drop",
            line(mail(MailKind::Reset, 2), LONG_NAME),
            MailAct::Drop,
        ),
        ask("admin-mail-ask-forget", line(given_up(), ""), MailAct::Drop),
    ];
    let settings = [(
        "admin-settings",
        AdminPlace::Settings,
        AdminPage::Settings(settings()),
    )];
    let healths = [("admin-health-well", well()), ("admin-health-ill", ill())];
    let healths = healths.map(|(name, page)| (name, AdminPlace::Health, AdminPage::Health(page)));
    let export = |name, list: ExportPlace| {
        let page = ExportPage {
            form: form(),
            list: list.clone(),
        };
        (name, AdminPlace::Export(list), AdminPage::Export(page))
    };
    let disabled = PeopleListed {
        show: Show::Disabled,
        ..PeopleListed::default()
    };
    let exports = [
        export("admin-export-people", ExportPlace::People(disabled)),
        export(
            "admin-export-apps",
            ExportPlace::Apps(AppsListed::default()),
        ),
    ];
    let id = "u7Qm2xVt9NcB4rKy8HsW1g".to_owned();
    let person = AskPage {
        form: form(),
        id: id.clone(),
        name: LONG_NAME.to_owned(),
        act: PersonAct::Export,
        effect: Effect::Exports,
        complaint: None,
    };
    let place = AdminPlace::People(PeoplePlace::Act {
        id,
        act: PersonAct::Export,
    });
    let person = [("admin-ask-export", place, AdminPage::AskPerson(person))];
    let asked = asks
        .into_iter()
        .chain(settings)
        .chain(exports)
        .chain(person)
        .chain(healths);
    lists.into_iter().chain(asked).collect()
}
