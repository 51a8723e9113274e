//! The proof of `vestibule doctor`.

use std::time::Duration;
use vestibule::domain::checkup::{proof, proves};
use vestibule::domain::server_key::ServerKey;
use vestibule::domain::time::Timestamp;

const DAY: Duration = Duration::from_secs(86_400);

#[test]
fn a_proof_is_good_for_its_key_and_its_day() {
    let key = ServerKey::make(&mut rand::rng());
    let now = Timestamp::from_millis(1_800_000_000_000);
    let good = proof(&key, now);
    for then in [now, now.plus(DAY), now.minus(DAY)] {
        assert!(proves(&key, then, &good));
    }
    let second = Duration::from_secs(1);
    for then in [now.plus(DAY + second), now.minus(DAY + second)] {
        assert!(!proves(&key, then, &good));
    }
    assert!(!proves(&ServerKey::make(&mut rand::rng()), now, &good));
    let later = good.replacen("1800000000", "1800000001", 1);
    let wrong = [&later, "", ".", "1800000000.", "1800000000", "x.y"];
    for text in wrong {
        assert!(!proves(&key, now, text), "{text}");
    }
}
