//! Whether two clocks tell the same time, as far as the way between them lets one see.

use super::finding::Finding;
use crate::flow::Clock;
use crate::store::ToldTime;
use std::time::Duration;

/// Further apart than this, lifetimes are told wrongly (`docs/operating.md`, PostgreSQL).
pub const APART_MILLIS: u64 = 2_000;

pub fn of_database(told: ToldTime) -> Finding {
    compare("database clock", "database's", told)
}

pub fn of_server(told: ToldTime) -> Finding {
    compare("clock", "server's", told)
}

/// It was read somewhere on the way there and back, most likely half-way.
fn compare(check: &'static str, whose: &str, told: ToldTime) -> Finding {
    let way = told.answered.duration_since(told.asked);
    let half_way = told.asked + way / 2;
    let ago = half_way.elapsed();
    let now = Clock::System.now().millis();
    let ours = now.saturating_sub(in_millis(ago));
    judge(check, whose, told.said.millis().abs_diff(ours), way)
}

fn judge(check: &'static str, whose: &str, apart: u64, way: Duration) -> Finding {
    let doubt = in_millis(way / 2).unsigned_abs();
    let found = format!("the {whose} clock and this machine's are {apart} ms apart");
    if apart.saturating_add(doubt) <= APART_MILLIS {
        return Finding::ok(check, found);
    }
    if apart.saturating_sub(doubt) > APART_MILLIS {
        let mend = "Set both with NTP: what one issues lives longer or shorter by that much for the other.";
        return Finding::fail(check, found, mend);
    }
    Finding::warn(
        check,
        format!(
            "the {whose} clock could not be measured: the answer took {} ms",
            way.as_millis()
        ),
        "Run `vestibule doctor` again when it answers faster.",
    )
}

fn in_millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because nothing outside can hold the clocks apart.

    use super::judge;
    use crate::cli::doctor::finding::State;
    use std::time::Duration;

    #[test]
    fn o04_a_slow_way_is_no_fault_of_a_clock() {
        for (apart, way, state) in [
            (0, 10, State::Ok),
            (1_900, 100, State::Ok),
            (1_900, 300, State::Warn),
            (2_100, 300, State::Warn),
            (0, 5_000, State::Warn),
            (2_031, 10, State::Fail),
            (9_000, 4_000, State::Fail),
        ] {
            let found = judge("clock", "server's", apart, Duration::from_millis(way));
            assert!(
                found.state == state,
                "{apart} ms apart, {way} ms: {}",
                found.found
            );
        }
    }
}
