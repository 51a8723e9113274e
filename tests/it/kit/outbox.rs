//! Making the calls that wait in the outbox, when a test says so.

use super::app::TestApp;
use vestibule::app::callbacks::round;
use vestibule::callback::{Caller, PrivateAddresses};
use vestibule::flow::Failure;

/// What the server does every second; how many tries it made.
#[track_caller]
pub fn tries(app: &TestApp) -> usize {
    tries_by(app, app.platform().policy.private_callbacks).expect("the store answers")
}

/// The same by a server that may call these addresses.
pub fn tries_by(app: &TestApp, private: PrivateAddresses) -> Result<usize, Failure> {
    let caller = Caller::new(private);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime
        .expect("a runtime")
        .block_on(round(&app.edge().platform, &caller))
}
