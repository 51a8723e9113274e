//! Form proofs: good for one browser, one person, one request and one hour.

use super::sample::{NOW, key, scopes};
use std::time::Duration;
use vestibule::domain::epoch::Epoch;
use vestibule::domain::oauth::form::{self, Binding, Form, FormFault, Purpose};
use vestibule::domain::secret::{PlainToken, TokenHash};
use vestibule::domain::server_key::ServerKey;

struct Desk {
    key: ServerKey,
    holder: TokenHash,
}

impl Desk {
    fn new() -> Self {
        Self {
            key: ServerKey::make(&mut rand::rng()),
            holder: TokenHash::of("session", b"one"),
        }
    }

    fn issue(&self) -> Form {
        let nonce = PlainToken::make(key(4), &mut rand::rng());
        let scopes = scopes("basic");
        form::issue(
            &self.key,
            &self.binding(&scopes),
            "client_id=7",
            &nonce,
            NOW,
        )
    }

    fn binding<'a>(&'a self, scopes: &'a vestibule::domain::oauth::scope::Scopes) -> Binding<'a> {
        Binding {
            purpose: Purpose::Consent,
            holder: &self.holder,
            user: Some(key(1)),
            scopes: Some(scopes),
            epochs: Some([Epoch::FIRST; 2]),
        }
    }

    fn fault(&self, form: &Form, change: impl FnOnce(&mut Binding)) -> Option<FormFault> {
        let scopes = scopes("basic");
        let mut binding = self.binding(&scopes);
        change(&mut binding);
        form::check(&self.key, &binding, form, NOW).err()
    }
}

#[test]
fn a_form_proves_itself_for_an_hour() {
    let desk = Desk::new();
    let form = desk.issue();
    let scopes = scopes("basic");
    let check = |at| form::check(&desk.key, &desk.binding(&scopes), &form, at);
    let proven = check(NOW.plus(Duration::from_secs(3599))).ok();
    assert_eq!(proven.map(|proven| proven.nonce.key()), Some(key(4)));
    let late = check(NOW.plus(Duration::from_secs(3600))).err();
    assert_eq!(late, Some(FormFault::Stale));
}

#[test]
fn r67_a_form_for_anybody_or_anything_else_proves_nothing() {
    let desk = Desk::new();
    let form = desk.issue();
    let other = TokenHash::of("session", b"two");
    let wider = scopes("basic email");
    let forged = Some(FormFault::Forged);
    assert_eq!(desk.fault(&form, |_| {}), None);
    assert_eq!(
        desk.fault(&form, |binding| binding.purpose = Purpose::SignIn),
        forged
    );
    assert_eq!(
        desk.fault(&form, |binding| binding.user = Some(key(2))),
        forged
    );
    assert_eq!(desk.fault(&form, |binding| binding.user = None), forged);
    for ended in [0, 1] {
        let mut epochs = [Epoch::FIRST; 2];
        epochs[ended] = Epoch::FIRST.next();
        assert_eq!(
            desk.fault(&form, |binding| binding.epochs = Some(epochs)),
            forged
        );
    }
    let holder = Desk {
        key: desk.key.clone(),
        holder: other,
    };
    assert_eq!(holder.fault(&form, |_| {}), forged);
    let binding = Binding {
        purpose: Purpose::Consent,
        holder: &desk.holder,
        user: Some(key(1)),
        scopes: Some(&wider),
        epochs: Some([Epoch::FIRST; 2]),
    };
    assert_eq!(form::check(&desk.key, &binding, &form, NOW).err(), forged);
    let elsewhere = Desk {
        key: ServerKey::make(&mut rand::rng()),
        holder: desk.holder.clone(),
    };
    assert_eq!(elsewhere.fault(&form, |_| {}), forged);
}

#[test]
fn r40_nothing_in_a_form_can_be_changed() {
    let desk = Desk::new();
    let form = desk.issue();
    let nonce = PlainToken::make(key(4), &mut rand::rng());
    let (time, mac) = form.proof.split_once('.').expect("time and mac");
    let later = format!("{}.{mac}", time.parse::<i64>().expect("a number") + 1);
    for changed in [
        Form {
            request: "client_id=8".to_owned(),
            ..form.clone()
        },
        Form {
            nonce: nonce.reveal().to_owned(),
            ..form.clone()
        },
        Form {
            nonce: String::new(),
            ..form.clone()
        },
        Form {
            proof: later,
            ..form.clone()
        },
        Form {
            proof: time.to_owned(),
            ..form.clone()
        },
        Form {
            proof: String::new(),
            ..form.clone()
        },
        Form {
            proof: format!("{}.{mac}", i64::MAX),
            ..form.clone()
        },
        Form {
            proof: format!("{}.", i64::MIN),
            ..form.clone()
        },
    ] {
        assert_eq!(
            desk.fault(&changed, |_| {}),
            Some(FormFault::Forged),
            "{changed:?}"
        );
    }
}
