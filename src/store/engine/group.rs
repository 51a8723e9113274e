//! Group reads, the mirror of the group commit: on a server one thread answers all who ask the same kind of question
//! at the same moment with one statement. What many ask costs little more than what one asks, and takes one connection.

use super::pool::Readers;
use super::question::Question;
use super::reader::Reader;
use super::threads::locked;
use crate::store::{LoadError, Loaded};
use std::sync::{Condvar, Mutex, PoisonError};
use tokio::sync::oneshot;

/// How many questions share a statement at most.
const TOGETHER: usize = 64;
/// How many of one kind may wait; more are told that the store is unavailable.
const QUEUE: usize = 4096;

/// Those who ask one kind of question. Each kind has a thread of its own: one that has to wait for a table keeps nobody
/// from the others.
pub struct Lane<Q: Question> {
    state: Mutex<State<Q>>,
    changed: Condvar,
}

struct State<Q: Question> {
    waiting: Vec<Asker<Q>>,
    is_over: bool,
}

struct Asker<Q: Question> {
    question: Q,
    tell: oneshot::Sender<Loaded<Option<Q::Row>>>,
}

impl<Q: Question> Default for Lane<Q> {
    fn default() -> Self {
        let state = State {
            waiting: Vec::new(),
            is_over: false,
        };
        Self {
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }
}

impl<Q: Question> Lane<Q> {
    pub async fn ask(&self, question: Q) -> Loaded<Option<Q::Row>> {
        let (tell, told) = oneshot::channel();
        self.join(Asker { question, tell })?;
        told.await
            .unwrap_or_else(|_| Err(unavailable("nobody answers questions any more")))
    }

    fn join(&self, asker: Asker<Q>) -> Loaded<()> {
        let mut state = locked(&self.state);
        if state.is_over {
            return Err(unavailable("the store is closed"));
        }
        if state.waiting.len() >= QUEUE {
            return Err(unavailable("too many questions are waiting to be answered"));
        }
        state.waiting.push(asker);
        let is_first = state.waiting.len() == 1;
        drop(state);
        if is_first {
            self.changed.notify_one();
        }
        Ok(())
    }

    /// The thread's work, until the end.
    pub fn run(&self, readers: &Readers) {
        while let Some(askers) = self.next() {
            if let Err(reason) = answer(askers, readers) {
                // Those who queued up meanwhile have waited long enough to hear the same.
                refuse(self.take(), &reason);
            }
        }
    }

    /// Those who share the next statement, as soon as somebody waits; none at the end.
    fn next(&self) -> Option<Vec<Asker<Q>>> {
        let mut state = locked(&self.state);
        loop {
            state.waiting.retain(|asker| !asker.tell.is_closed());
            if !state.waiting.is_empty() {
                let together = state.waiting.len().min(TOGETHER);
                return Some(state.waiting.drain(..together).collect());
            }
            if state.is_over {
                return None;
            }
            let woken = self.changed.wait(state);
            state = woken.unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn take(&self) -> Vec<Asker<Q>> {
        std::mem::take(&mut locked(&self.state).waiting)
    }

    /// Who asked before is answered; then the thread ends.
    pub fn stop(&self) {
        locked(&self.state).is_over = true;
        self.changed.notify_one();
    }
}

/// An error where no connection could be had; everybody was told.
fn answer<Q: Question>(askers: Vec<Asker<Q>>, readers: &Readers) -> Result<(), String> {
    let (questions, tells): (Vec<Q>, Vec<_>) = askers
        .into_iter()
        .map(|Asker { question, tell }| (question, tell))
        .unzip();
    match readers.lend(|reader| each(reader, &questions)) {
        Ok(answers) => {
            for (tell, answer) in tells.into_iter().zip(answers) {
                // Whoever no longer waits needs no answer.
                let _ = tell.send(answer);
            }
            Ok(())
        }
        Err(reason) => {
            for tell in tells {
                let _ = tell.send(Err(unavailable(&reason)));
            }
            Err(reason)
        }
    }
}

/// Together; where a row cannot be read, each for itself, so that it fails nobody else.
fn each<Q: Question>(reader: &mut Reader, questions: &[Q]) -> Vec<Loaded<Option<Q::Row>>> {
    match reader.ask_all(questions) {
        Ok(answers) => answers.into_iter().map(Ok).collect(),
        Err(LoadError::ImpossibleRow { .. }) => questions
            .iter()
            .map(|question| reader.ask(question))
            .collect(),
        Err(error) => questions.iter().map(|_| Err(error.clone())).collect(),
    }
}

fn refuse<Q: Question>(askers: Vec<Asker<Q>>, reason: &str) {
    for asker in askers {
        let _ = asker.tell.send(Err(unavailable(reason)));
    }
}

fn unavailable(reason: &str) -> LoadError {
    LoadError::Unavailable(reason.to_owned())
}
