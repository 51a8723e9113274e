//! How a mail gets to its server: encrypted or not at all, with a certificate that is checked.

use crate::kit::mail_server::{MailServer, certificates, with_mail_servers};
use crate::kit::outcome::Outcome;
use crate::kit::server::Home;
use std::path::Path;

/// `vestibule mail test`, with these settings under `[mail]`.
#[track_caller]
fn tests_mail(mail: &str) -> Outcome {
    let from = "from = \"no-reply@aldergrove.example\"";
    let home = Home::new(&format!("[mail]\n{from}\n{mail}"));
    home.runs(&["mail", "test", "ada@example.org"], "")
}

fn encrypted(folder: &Path, mode: &str) -> MailServer {
    let file = |name: &str| folder.join(name).display().to_string();
    MailServer::start(&[
        ("MODE", mode),
        ("LOGIN", "vestibule:s3cret-of-mail"),
        ("CERTIFICATE", &file("server.pem")),
        ("KEY", &file("server.key")),
    ])
}

fn with_login(scheme: &str, port: u16, authority: &Path, password: &str) -> String {
    format!(
        "server = \"{scheme}://localhost:{port}\"\nca_file = {authority:?}\nusername = \"vestibule\"\n\
         password = \"{password}\""
    )
}

#[test]
fn mail_goes_over_tls_and_starttls_with_a_password_to_a_server_whose_certificate_is_good() {
    with_mail_servers(|| {
        let folder = tempfile::tempdir().expect("a folder");
        certificates(folder.path());
        let authority = folder.path().join("authority.pem");
        for (scheme, mode) in [("smtps", "tls"), ("smtp", "starttls")] {
            let smtp = encrypted(folder.path(), mode);
            let good = with_login(scheme, smtp.port, &authority, "s3cret-of-mail");
            let sent = tests_mail(&good);
            assert_eq!(sent.code, 0, "{scheme}: {sent:?}");
            let [mail] = smtp.mails().try_into().expect("one mail");
            assert_eq!(mail["encrypted"], true);
            assert_eq!(mail["login"], "PLAIN vestibule:s3cret-of-mail");
            assert_eq!(mail["rcpt_tos"], serde_json::json!(["ada@example.org"]));

            let wrong = tests_mail(&with_login(scheme, smtp.port, &authority, "another"));
            assert_eq!(wrong.code, 1);
            assert!(wrong.err.contains("AUTH"), "{wrong:?}");
            let another = folder.path().join("another.pem");
            let untrusted = with_login(scheme, smtp.port, &another, "s3cret-of-mail");
            let refused = tests_mail(&untrusted);
            assert_eq!(refused.code, 1);
            assert!(refused.err.contains("certificate"), "{refused:?}");
            let by_number = good.replace("localhost", "127.0.0.1");
            let refused = tests_mail(&by_number);
            assert_eq!(refused.code, 1, "the certificate is for localhost");
            assert_eq!(smtp.mails().len(), 1);
        }
    });
}

#[test]
fn nothing_is_sent_to_a_server_that_does_not_offer_starttls() {
    with_mail_servers(|| {
        let smtp = MailServer::start(&[("MODE", "stripped")]);
        let refused = tests_mail(&format!("server = \"smtp://localhost:{}\"", smtp.port));
        assert_eq!(refused.code, 1);
        assert!(refused.err.contains("no STARTTLS"), "{refused:?}");
        assert_eq!(smtp.mails(), Vec::<serde_json::Value>::new());
    });
}

#[test]
fn the_doctor_shows_each_step_at_the_mail_server_and_sends_nothing() {
    with_mail_servers(|| {
        let folder = tempfile::tempdir().expect("a folder");
        certificates(folder.path());
        let smtp = encrypted(folder.path(), "starttls");
        let authority = folder.path().join("authority.pem");
        let looks = |password: &str| {
            let mail = with_login("smtp", smtp.port, &authority, password);
            let home = Home::new(&format!("[mail]\nfrom = \"no-reply@a.example\"\n{mail}"));
            home.runs(&["doctor"], "")
        };
        let seen = looks("s3cret-of-mail");
        for step in [
            "EHLO",
            "STARTTLS: TLS",
            "AUTH: 235",
            "MAIL FROM: 250",
            "RSET: 250",
            "QUIT: 221",
        ] {
            assert!(seen.out.contains(step), "{step}: {seen:?}");
        }
        let seen = looks("another");
        assert!(
            seen.out.contains("fail  mail") && seen.out.contains("AUTH"),
            "{seen:?}"
        );
        assert!(!seen.out.contains("another") && !seen.err.contains("another"));
        assert_eq!(smtp.mails(), Vec::<serde_json::Value>::new());
    });
}

#[test]
fn settings_that_would_send_mail_or_a_password_in_the_clear_are_refused() {
    let refusals = [
        (
            "server = \"smtp+plain://192.0.2.1\"",
            "smtp+plain is for a loopback or private address",
        ),
        (
            "server = \"smtp+plain://mail.example.org\"",
            "smtp+plain is for a loopback or private address",
        ),
        (
            "server = \"smtp+plain://127.0.0.1\"\nusername = \"a\"\npassword = \"b\"",
            "never sent in the clear",
        ),
        (
            "server = \"https://mail.example.org\"",
            "give scheme, host and port alone",
        ),
        (
            "server = \"smtps://user@mail.example.org\"",
            "give scheme, host and port alone",
        ),
        (
            "server = \"smtps://mail.example.org\"\nusername = \"a\"",
            "a user name needs a password",
        ),
        ("ca_file = \"/nowhere/ca.pem\"", "cannot be read"),
        (
            "username = \"a\"\npassword = \"b\"",
            "there is nowhere to sign in",
        ),
    ];
    for (mail, said) in refusals {
        let refused = tests_mail(mail);
        assert_ne!(refused.code, 0, "{mail}");
        assert!(refused.err.contains(said), "{mail}: {refused:?}");
    }
    let home = Home::new("[mail]\nserver = \"smtps://mail.example.org\"");
    assert!(
        home.runs(&["mail", "test", "a@b.example"], "")
            .err
            .contains("mail needs a sender")
    );
}
