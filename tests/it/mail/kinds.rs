//! Every kind of mail, in every language, as a mail server gets it; and nothing in it that must not be.

use super::samples::{AT, PUBLIC_URL, facts, payload, sent_kinds};
use crate::kit::mail_server::{MailServer, header, with_mail_servers};
use crate::kit::root::read;
use crate::pages::samples;
use serde_json::Value;
use vestibule::domain::mail::kind::MailKind;
use vestibule::domain::mail::payload::Payload;
use vestibule::domain::mail::queued::{Again, MailFault};
use vestibule::domain::mail::server::{MailPlace, Mailbox};
use vestibule::mail::{Letter, Postman};
use vestibule::web::pages::mail::{MailFacts, render_mail};
use vestibule::web::pages::{Mode, Site};

/// All addresses that the HTML leads to or loads from.
fn addresses(html: &str) -> Vec<&str> {
    let of = |attribute: &str| -> Vec<&str> {
        let mut found: Vec<&str> = html.split(attribute).skip(1).collect();
        for rest in &mut found {
            *rest = rest.split('"').next().unwrap_or_default();
        }
        found
    };
    [of("href=\""), of("src=\"")].concat()
}

#[track_caller]
fn is_good(kind: MailKind, language: &str, mail: &Value) {
    let name = format!("{} in {language}", kind.word());
    let (text, html) = (&mail["text"], &mail["html"]);
    let (text, html) = (text.as_str().expect("text"), html.as_str().expect("HTML"));
    assert_eq!(mail["defects"], serde_json::json!([]), "{name}");
    let types = serde_json::json!(["multipart/alternative", "text/plain", "text/html"]);
    assert_eq!(mail["content_types"], types, "{name}");
    let encodings = serde_json::json!(["quoted-printable", "quoted-printable"]);
    assert_eq!(mail["encodings"], encodings, "{name}");
    let raw = mail["raw"].as_str().expect("raw");
    let longest = raw.lines().map(str::len).max();
    assert!(longest <= Some(78), "{name}: {longest:?}\n{raw}");
    assert_eq!(header(mail, "auto-submitted"), "auto-generated");
    assert_eq!(header(mail, "date"), "Fri, 15 Jan 2027 08:00:00 +0000");
    assert_eq!(header(mail, "message-id"), "<sample@id.aldergrove.example>");
    assert_eq!(header(mail, "to"), "ada@example.org");
    assert_eq!(
        header(mail, "from"),
        "Aldergrove <no-reply@aldergrove.example>"
    );
    assert_eq!(header(mail, "reply-to"), "help@aldergrove.example");
    let subject = header(mail, "subject");
    assert!(
        subject.starts_with("Aldergrove: ") && subject.chars().count() <= 60,
        "{subject}"
    );
    assert!(html.len() <= 10 * 1024, "{name}: {} bytes", html.len());
    assert!(
        html.contains(&format!("<html lang=\"{language}\" dir=\"ltr\">")),
        "{name}"
    );
    for told in [text, html] {
        for odd in ["{ $", "{$", "mail-", "&amp;amp;", "<b>", "<img", "<script"] {
            let is_plain = odd == "<b>" && told == text;
            assert!(is_plain || !told.contains(odd), "{name} has {odd}:\n{told}");
        }
    }
    // Whose address it is is not known yet: no stranger is to read a name that somebody chose.
    let is_for_strangers = kind == MailKind::Verify;
    for told in [text, html] {
        assert!(
            !is_for_strangers || !told.contains("Lovelace"),
            "{name}:\n{told}"
        );
    }
    let is_own = |address: &&str| address.starts_with(PUBLIC_URL);
    let addresses = addresses(html);
    assert!(addresses.iter().all(is_own), "{name}: {addresses:?}");
    let link = payload(kind, language).link;
    if let Some(link) = link {
        assert!(
            text.contains(&link) && html.contains(&format!(">{link}</a>")),
            "{name}"
        );
        assert_eq!(addresses, [link.as_str(), link.as_str()], "{name}");
    }
    // Numbers of four parts are network addresses, here and in any language.
    let words = text.split_whitespace();
    let mut numbers = words.filter(|word| {
        word.split('.')
            .filter(|it| it.parse::<u8>().is_ok())
            .count()
            == 4
    });
    assert_eq!(numbers.next(), None, "{name}");
}

fn postman(port: u16) -> Postman {
    let address = format!("smtp+plain://127.0.0.1:{port}");
    Postman::new(vestibule::domain::mail::server::MailServer {
        place: MailPlace::parse(&address).expect("an address"),
        login: None,
        from: Mailbox::parse("Aldergrove <no-reply@aldergrove.example>").expect("a sender"),
        reply_to: Mailbox::parse("help@aldergrove.example"),
        authorities: None,
    })
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

async fn sends(postman: &Postman, site: &Site, facts: &MailFacts<'_>) -> Result<String, MailFault> {
    let told = render_mail(site, facts);
    let letter = Letter {
        to: &facts.payload.to,
        subject: &told.subject,
        text: told.text,
        html: told.html,
        id: "sample",
        id_host: "id.aldergrove.example",
        date: AT,
    };
    postman.send(&letter).await
}

#[test]
fn every_kind_of_mail_arrives_whole_in_both_languages_and_says_nothing_that_it_must_not() {
    with_mail_servers(|| {
        let smtp = MailServer::start(&[]);
        let postman = postman(smtp.port);
        let site = samples::site(Mode::Lasting);
        let runtime = runtime();
        let languages = ["en", "et"];
        let all = || sent_kinds().flat_map(|kind| languages.map(|language| (kind, language)));
        for (kind, language) in all() {
            let payload = payload(kind, language);
            let sent = runtime.block_on(sends(&postman, &site, &facts(kind, &payload)));
            assert!(sent.is_ok(), "{sent:?}");
        }
        let mails = smtp.mails();
        assert_eq!(mails.len(), all().count());
        for ((kind, language), mail) in all().zip(&mails) {
            is_good(kind, language, mail);
        }
    });
}

/// What an app, another user or a stranger typed has no place in a mail: there is no word for it.
#[test]
fn a_mail_is_made_of_what_the_operator_and_its_own_reader_typed() {
    let own = [
        "platform", "account", "when", "until", "device", "left", "contact", "address", "what",
    ];
    for language in ["en", "et"] {
        let words = read(&format!("locales/{language}/mail.ftl"));
        for rest in words.split('{').skip(1) {
            let (name, _) = rest.split_once('}').expect("it is closed");
            let name = name.trim().trim_start_matches('$');
            assert!(own.contains(&name), "{language}: {name}");
        }
    }
}

#[test]
fn a_line_break_in_a_name_or_an_address_adds_no_header_and_no_recipient() {
    with_mail_servers(|| {
        let smtp = MailServer::start(&[]);
        let postman = postman(smtp.port);
        let thief = "\r\nBcc: thief@example.org\r\n\r\nPay here: https://evil.example/";
        let mut site = samples::site(Mode::Lasting);
        site.name = format!("Aldergrove{thief}");
        site.contact = Some(format!("help{thief}"));
        let runtime = runtime();
        let kinds = [MailKind::Reset, MailKind::AddressKnown, MailKind::Verify];
        for kind in kinds {
            let payload = Payload {
                account: Some(format!("Ada{thief}")),
                ..payload(kind, "en")
            };
            let sent = runtime.block_on(sends(&postman, &site, &facts(kind, &payload)));
            assert!(sent.is_ok(), "{sent:?}");
        }
        let addresses = [
            format!("ada@example.org{thief}"),
            "ada@example.org>, <thief@example.org".to_owned(),
            "ada@example.org, thief@example.org".to_owned(),
            "ada@example.org>\r\nRCPT TO:<thief@example.org".to_owned(),
            "\u{00e4}da\r\n@example.org".to_owned(),
            "no address".to_owned(),
        ];
        for to in addresses {
            let payload = Payload {
                to,
                ..payload(MailKind::Reset, "en")
            };
            let facts = facts(MailKind::Reset, &payload);
            let refused = runtime.block_on(sends(&postman, &site, &facts));
            let fault = refused.expect_err("it is no address");
            assert_eq!(fault.again, Again::Never, "{fault:?}");
        }
        let mails = smtp.mails();
        assert_eq!(mails.len(), kinds.len());
        for mail in &mails {
            assert_eq!(mail["rcpt_tos"], serde_json::json!(["ada@example.org"]));
            let headers = mail["headers"].as_array().expect("headers");
            let mut names: Vec<&str> = headers.iter().filter_map(|it| it[0].as_str()).collect();
            names.sort_unstable();
            let only = [
                "Auto-Submitted",
                "Content-Type",
                "Date",
                "From",
                "MIME-Version",
                "Message-ID",
                "Reply-To",
                "Subject",
                "To",
            ];
            assert_eq!(names, only);
            assert_eq!(mail["defects"], serde_json::json!([]));
        }
    });
}

#[test]
fn a_subject_keeps_its_end_where_the_name_of_the_platform_is_long() {
    let mut site = samples::site(Mode::Lasting);
    site.name = "The Aldergrove Society for Family History and Old Photographs".to_owned();
    for kind in sent_kinds() {
        let payload = payload(kind, "en");
        let subject = render_mail(&site, &facts(kind, &payload)).subject;
        assert!(subject.chars().count() <= 60, "{subject}");
        assert!(
            subject.starts_with("The ") && subject.contains("…: "),
            "{subject}"
        );
    }
}

#[test]
fn a_notice_of_a_second_step_says_what_to_do_if_it_was_somebody_else() {
    let site = samples::site(Mode::Lasting);
    let left = |kind, left| Payload {
        left,
        ..payload(kind, "en")
    };
    let told = |language: &str, kind, payload: Payload| {
        let payload = Payload {
            language: Some(language.to_owned()),
            ..payload
        };
        render_mail(&site, &facts(kind, &payload))
    };
    for (kind, codes) in [
        (MailKind::FactorAdded, None),
        (MailKind::FactorAdded, Some(10)),
        (MailKind::FactorRemoved, None),
        (MailKind::FactorsReset, None),
        (MailKind::RecoveryCodeUsed, Some(7)),
        (MailKind::CodesClosed, None),
    ] {
        let english = told("en", kind, left(kind, codes));
        let estonian = told("et", kind, left(kind, codes));
        for (mail, wanted) in [
            (
                english,
                ["If ", "change your password", "help@aldergrove.example"],
            ),
            (
                estonian,
                ["Kui ", "vaheta parool", "help@aldergrove.example"],
            ),
        ] {
            for words in wanted {
                let is_there = mail.text.contains(words) && mail.html.contains(words);
                assert!(is_there, "{}: {}", kind.word(), mail.text);
            }
        }
    }
    let made = told(
        "en",
        MailKind::FactorAdded,
        left(MailKind::FactorAdded, Some(10)),
    );
    assert_eq!(made.subject, "Aldergrove: new recovery codes were made");
}
