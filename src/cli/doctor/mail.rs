//! Would the mail server take a mail? All is done but sending one.

use super::finding::Finding;
use crate::cli::refusal::Refusal;
use crate::mail::Postman;
use crate::settings::Settings;

/// Nothing where no mail is sent.
pub fn look(settings: &Settings) -> Result<Option<Finding>, Refusal> {
    let Some(server) = settings.mail.clone() else {
        return Ok(None);
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (answers, outcome) = runtime.block_on(Postman::new(server).rehearse());
    let answers = answers.join("; ");
    Ok(Some(match outcome {
        Ok(()) => Finding::ok("mail", answers),
        Err(fault) if answers.is_empty() => Finding::fail("mail", fault.why, MEND),
        Err(fault) => Finding::fail("mail", format!("{answers}; {}", fault.why), MEND),
    }))
}

const MEND: &str = "Check the settings under [mail], and what the mail server's log says; then try `vestibule mail test \
                    ADDRESS`.";
