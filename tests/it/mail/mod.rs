//! Mail through the outbox, to a real mail server.

mod email_change;
pub mod forgot;
mod forgot_alike;
mod held_up;
mod kinds;
mod notices;
mod outbox;
pub mod samples;
mod transport;

use crate::kit::app::TestApp;
use vestibule::app::mails::round;
use vestibule::domain::mail::queued::QueuedMail;
use vestibule::flow::mail::admin;

/// What the server does every second; how many tries it made.
#[track_caller]
pub fn tries(app: &TestApp) -> usize {
    let server = app.platform().policy.mail.clone().expect("mail is on");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let made = runtime
        .expect("a runtime")
        .block_on(round(app.edge(), server));
    made.expect("the store answers")
}

#[track_caller]
fn unsent(app: &TestApp) -> Vec<QueuedMail> {
    let unsent = admin::unsent(app.platform()).expect("the store answers");
    unsent.into_iter().map(|(mail, _)| mail).collect()
}
