use std::collections::BTreeSet;
use std::time::Duration;
use vestibule::domain::factor::authenticator::day_of;
use vestibule::domain::factor::code::{Typed, digits};
use vestibule::domain::factor::qr::Qr;
use vestibule::domain::factor::sign_in_code::SignInCode;
use vestibule::domain::factor::totp::{Matched, Secret};
use vestibule::domain::factor::{recovery, setup};
use vestibule::domain::key::RowKey;
use vestibule::domain::server_key::ServerKey;
use vestibule::domain::time::Timestamp;

fn secret() -> Secret {
    Secret::from_bytes(b"12345678901234567890").expect("20 bytes")
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

#[test]
fn the_vectors_of_rfc_6238_are_codes_of_their_steps() {
    // Appendix B, SHA-1; the last six of the eight digits.
    let vectors = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];
    for (seconds, code) in vectors {
        let matched = secret().matches(code, -1, at(seconds));
        assert_eq!(matched, Matched::Step(seconds / 30), "{seconds}");
    }
}

#[test]
fn a_code_counts_a_step_early_or_late_and_no_more() {
    // The code of the step that begins at 1111111110.
    let (code, step) = ("050471", 1_111_111_110 / 30);
    for seconds in [-29, -1, 0, 15, 29, 31, 59] {
        let matched = secret().matches(code, -1, at(1_111_111_110 + seconds));
        assert_eq!(matched, Matched::Step(step), "{seconds}");
    }
    for seconds in [-61, -31, 60, 61] {
        let matched = secret().matches(code, -1, at(1_111_111_110 + seconds));
        assert_eq!(matched, Matched::No, "{seconds}");
    }
}

#[test]
fn no_step_counts_twice_nor_after_a_later_one() {
    let (code, step, now) = ("050471", 1_111_111_110 / 30, at(1_111_111_115));
    let matched = |last| secret().matches(code, last, now);
    assert_eq!(matched(step - 1), Matched::Step(step));
    assert_eq!(
        (matched(step), matched(step + 1)),
        (Matched::Used, Matched::Used)
    );
}

#[test]
fn digits_of_every_script_count_and_what_is_between_them_does_not() {
    let six = Typed::OfAuthenticator("123456".to_owned());
    for typed in [
        "123456",
        " 123 456 ",
        "123-456",
        "123\u{2011}456",
        "1\u{a0}2\u{202f}3\u{200b}456",
        "١٢٣٤٥٦",
        "۱۲۳۴۵۶",
        "१२३४५६",
        "１２３４５６",
        "𝟏𝟐𝟑𝟒𝟓𝟔",
        "①②③④⑤⑥",
    ] {
        assert_eq!(digits(typed), six, "{typed:?}");
    }
    assert_eq!(digits("1234 5678"), Typed::ForSignIn("12345678".to_owned()));
    let long = " ".repeat(300) + "123456";
    for typed in [
        "",
        "12345",
        "1234567",
        "123456789",
        "12345a",
        "½23456",
        &long,
    ] {
        assert_eq!(digits(typed), Typed::Nothing, "{typed:?}");
    }
}

#[test]
fn what_an_authenticator_reads_names_the_site_and_the_person() {
    let text = secret().otpauth("Otter: & Söhne", "ada lovelace/ä");
    assert_eq!(
        text.as_str(),
        "otpauth://totp/Otter%20%26%20S%C3%B6hne:ada%20lovelace%2F%C3%A4\
         ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Otter%20%26%20S%C3%B6hne&algorithm=SHA1&digits=6&period=30"
    );
    let groups = secret().groups();
    assert_eq!(groups.as_str(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
}

#[test]
fn the_picture_is_square_with_white_around_it() {
    let text = secret().otpauth("Otter", "ada");
    let qr = Qr::of(&text).expect("it fits");
    // The upper left eye begins behind four modules of white.
    assert!(qr.path.starts_with("M4 4h7v1h-7z"), "{}", qr.path);
    assert!((qr.side - 8 - 17) % 4 == 0, "{}", qr.side);
    assert_eq!(Qr::of(&"x".repeat(3000)), None);
}

#[test]
fn recovery_codes_are_read_in_any_case_and_form() {
    let codes: BTreeSet<String> = (0..100)
        .map(|_| recovery::make(&mut rand::rng()).to_string())
        .collect();
    assert_eq!(codes.len(), 100);
    for code in codes {
        assert_eq!(code.len(), 19);
        let hash = recovery::hash(&code);
        assert!(hash.is_some(), "{code}");
        let spoken = code.to_uppercase().replace('-', " ");
        assert_eq!(recovery::hash(&format!(" {spoken} ")), hash);
        assert_eq!(recovery::hash(&code.replace('-', "")), hash);
        assert_eq!(recovery::hash(&code[..18]), None);
    }
    assert_eq!(recovery::hash("0000-0000-0000-0000"), None, "no zero in it");
}

#[test]
fn a_secret_in_a_form_is_for_one_person_and_one_hour() {
    let key = ServerKey::make(&mut rand::rng());
    let [ada, bob] = [1, 2].map(|number| RowKey::from_number(number).expect("a key"));
    let field = setup::seal(&key, ada, &secret(), at(0), &mut rand::rng());
    let opens = |key: &ServerKey, user, field: &str, now| {
        let opened = setup::open(key, user, field, now);
        opened.map(|secret| secret.bytes().to_vec())
    };
    assert_eq!(
        opens(&key, ada, &field, at(3599)),
        Some(secret().bytes().to_vec())
    );
    assert_eq!(opens(&key, ada, &field, at(3600)), None);
    assert_eq!(opens(&key, bob, &field, at(0)), None);
    assert_eq!(
        opens(&ServerKey::make(&mut rand::rng()), ada, &field, at(0)),
        None
    );
    assert_eq!(opens(&key, ada, &field[1..], at(0)), None);
}

#[test]
fn a_sign_in_code_is_good_for_five_minutes_once_and_for_one_person() {
    let key = ServerKey::make(&mut rand::rng());
    let [ada, bob] = [1, 2].map(|number| RowKey::from_number(number).expect("a key"));
    let (mut code, typed) = SignInCode::make(&key, ada, at(0), &mut rand::rng());
    assert_eq!(digits(&typed), Typed::ForSignIn(typed.to_string()));
    assert!(code.matches(&key, &typed, at(299)));
    assert!(!code.matches(&key, &typed, at(300)));
    assert!(!code.matches(&ServerKey::make(&mut rand::rng()), &typed, at(0)));
    let of_bob = SignInCode {
        user_key: bob,
        ..code.clone()
    };
    assert!(!of_bob.matches(&key, &typed, at(0)));
    let rotated = ServerKey::make(&mut rand::rng()).accepting([key.clone()]);
    assert!(code.matches(&rotated, &typed, at(0)));
    code.used_at = Some(at(1));
    assert!(!code.matches(&key, &typed, at(2)));
}

#[test]
fn when_something_was_used_is_kept_by_the_day() {
    let day = Duration::from_secs(86_400);
    assert_eq!(day_of(at(86_399)), at(0));
    assert_eq!(day_of(at(86_400)), at(0).plus(day));
}
