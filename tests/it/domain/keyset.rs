//! Parts of lists: where one begins, and what comes before and after it.

use vestibule::domain::answer::admin::people_place::{PeoplePlace, PersonAct};
use vestibule::domain::answer::admin::place::AdminPlace;
use vestibule::domain::answer::place::AccountPlace;
use vestibule::domain::key::AppId;
use vestibule::domain::keyset::{Beginning, Counted, Cursor, PER_PART, Part, Slice};

fn cursor(number: usize) -> Cursor {
    Cursor {
        value: format!("row {number}"),
        key: i64::try_from(number).expect("small"),
    }
}

#[test]
fn a_cursor_comes_back_as_it_went_and_nothing_else_is_one() {
    for value in ["", "ada", "Zoë", "ada@example.org", "a\u{10FFFF}"] {
        for key in [0, 1, -1, i64::MAX, i64::MIN] {
            let cursor = Cursor {
                value: value.to_owned(),
                key,
            };
            let text = cursor.encode();
            assert!(
                text.bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            );
            assert_eq!(Cursor::decode(&text), Some(cursor));
        }
    }
    let nul = Cursor {
        value: "a\0b".to_owned(),
        key: 1,
    };
    let long = "A".repeat(4096);
    for text in [
        "",
        "a",
        "AAAA",
        "????",
        "AAAAAAAAAAA=",
        &nul.encode(),
        &long,
        "AAAAAAAAAAD_",
    ] {
        assert_eq!(Cursor::decode(text), None, "{text}");
    }
}

#[test]
fn a_part_knows_whether_there_is_more_before_and_behind_it() {
    let rows = |from: usize, to: usize| (from..to).collect::<Vec<usize>>();
    let of = |part: &Part, found| Slice::of(part, found, |row| cursor(*row));
    let first = of(&Part::First, rows(0, PER_PART));
    assert_eq!(first.all_of(&Part::First), i64::try_from(PER_PART).ok());
    let first = of(&Part::First, rows(0, PER_PART + 1));
    assert_eq!(first.rows, rows(0, PER_PART));
    assert_eq!(
        (first.previous, first.next.clone()),
        (None, Some(Part::After(cursor(24))))
    );
    let next = of(&first.next.expect("more"), rows(25, 27));
    assert_eq!(next.rows, [25, 26]);
    assert_eq!(
        (next.previous.clone(), next.next),
        (Some(Part::Before(cursor(25))), None)
    );
    let mut back = rows(0, 25);
    back.reverse();
    let back = of(&next.previous.expect("more"), back);
    assert_eq!((back.rows, back.previous), (rows(0, 25), None));
    assert_eq!(back.next, Some(Part::After(cursor(24))));
    let none = of(&Part::After(cursor(99)), Vec::new());
    assert_eq!((none.previous, none.next), (None, None));
}

#[test]
fn both_ways_at_once_or_none_that_can_be_read_is_the_first_part() {
    let text = cursor(7).encode();
    assert_eq!(Part::parse(Some(&text), None), Part::After(cursor(7)));
    assert_eq!(Part::parse(None, Some(&text)), Part::Before(cursor(7)));
    for (after, before) in [
        (None, None),
        (Some(&*text), Some(&*text)),
        (Some("x"), None),
    ] {
        assert_eq!(Part::parse(after, before), Part::First);
    }
}

#[test]
fn all_that_begin_alike_are_between_two_texts() {
    for (from, inside, outside) in [
        (
            "ada",
            &["ada", "ada b", "ada\u{10FFFE}"][..],
            &["ad", "adb", "adz", "b"][..],
        ),
        (
            "z\u{10FFFF}",
            &["z\u{10FFFF}", "z\u{10FFFF}a"],
            &["z", "za", "{"],
        ),
        ("a\u{D7FF}", &["a\u{D7FF}b"], &["a\u{E000}", "a"]),
    ] {
        let range = Beginning::of(from.to_owned());
        let holds = |text: &str| text >= range.from.as_str() && text < range.before.as_str();
        for text in inside {
            assert!(holds(text), "{from:?} {text:?}");
        }
        for text in outside {
            assert!(!holds(text), "{from:?} {text:?}");
        }
    }
}

#[test]
fn what_is_beyond_the_bound_is_just_more() {
    assert_eq!(Counted::of(0, 10), Counted::Exactly(0));
    assert_eq!(Counted::of(10, 10), Counted::Exactly(10));
    assert_eq!(Counted::of(11, 10), Counted::MoreThan(10));
}

#[test]
fn admin_pages_are_a_closed_list_written_anew() {
    let id = "u7Qm2xVt9NcB4rKy8HsW1g";
    for path in [
        "/admin",
        "/admin/people",
        "/admin/people?find=a%26b&show=disabled",
        "/admin/people?show=newest&done=invited",
        "/admin/people/new",
        "/admin/audit?person=ada&event=sign_in&since=2026-11-30",
        "/admin/mail?done=dropped",
        "/admin/settings",
        "/admin/health",
        "/admin/export?find=a&show=disabled",
        "/admin/export?list=apps&kind=web",
        &format!("/admin/people/{id}/export"),
        "/admin/mail/00000000001/retry",
        &format!("/admin/people/{id}"),
        &format!("/admin/people/{id}?done=saved"),
        &format!("/admin/people/{id}/edit"),
        &format!("/admin/people/{id}/sessions/00000000001"),
        &format!("/admin/people/{id}/apps/7"),
        &format!("/admin/people/{id}/remove"),
    ] {
        let place = AccountPlace::parse(path).unwrap_or_else(|| panic!("{path}"));
        assert_eq!(place.address(), path);
    }
    for path in [
        "/admin/",
        "/admins",
        "/admin/strange",
        "/admin/people/",
        "/admin/people/ada",
        "/admin/audit/",
        "/admin/mail/x/drop",
        "/admin/mail/00000000001/strange",
        &format!("/admin/people/{id}/strange"),
        &format!("/admin/people/{id}/apps/x"),
        &format!("/admin/people/{id}/edit/more"),
        &format!("/admin/people/{id}/sessions/x"),
    ] {
        assert_eq!(AccountPlace::parse(path), None, "{path}");
    }
    let saved = AccountPlace::parse("/admin/people/u7Qm2xVt9NcB4rKy8HsW1g?done=%3Cb%3E");
    let place = PeoplePlace::person(id.to_owned(), None);
    assert_eq!(saved, Some(AccountPlace::Admin(AdminPlace::People(place))));
    let act = PeoplePlace::Act {
        id: id.to_owned(),
        act: PersonAct::Withdraw(AppId(7)),
    };
    assert!(AdminPlace::People(act).acts() && AdminPlace::People(PeoplePlace::New).acts());
    assert!(!AdminPlace::people().acts() && !AdminPlace::Home.acts());
}

#[test]
fn a_look_that_ended_early_goes_on_from_its_end_whatever_it_took() {
    let of = |part: &Part, found, ended: Option<usize>| {
        Slice::looked(part, found, |row| cursor(*row), ended.map(cursor))
    };
    let none = of(&Part::First, Vec::new(), Some(400));
    assert_eq!(
        (none.previous, none.next),
        (None, Some(Part::After(cursor(400))))
    );
    let some = of(&Part::After(cursor(400)), vec![500], Some(800));
    assert_eq!(some.previous, Some(Part::Before(cursor(500))));
    assert_eq!(some.next, Some(Part::After(cursor(800))));
    let back = of(&Part::Before(cursor(400)), Vec::new(), Some(10));
    assert_eq!(back.previous, Some(Part::Before(cursor(10))));
    assert_eq!(back.next, Some(Part::After(cursor(400))));
    let last = of(&Part::After(cursor(400)), Vec::new(), None);
    assert_eq!(last.previous, Some(Part::Before(cursor(400))));
    assert_eq!(last.next, None);
    // Behind what is shown there is more before the end of the look.
    let full = of(&Part::First, (0..=PER_PART).collect(), Some(400));
    assert_eq!(full.next, Some(Part::After(cursor(PER_PART - 1))));
}
