//! Group reads, the mirror of the group commit: on a server one thread answers all who ask the same kind of question
//! at the same moment with one statement. What many ask costs little more than what one asks, and takes one connection.

use super::pool::Readers;
use super::question::Question;
use super::reader::Reader;
use super::threads::locked;
use crate::store::{LoadError, Loaded};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

/// How many questions share a statement at most.
const TOGETHER: usize = 64;
/// How many of one kind may wait; more are told that the store is unavailable.
const QUEUE: usize = 4096;

/// Where questions are put.
pub struct Group {
    calls: Sender<Call>,
}

pub enum Call {
    /// Somebody waits in this lane.
    Lane(Arc<dyn Waits>),
    Stop,
}

/// Those who wait for one kind of answer.
pub trait Waits: Send + Sync {
    /// Answers all who wait by now.
    fn answer(&self, readers: &Readers);

    /// Lets them go without an answer.
    fn turn_away(&self);
}

/// Those who ask one kind of question.
pub struct Lane<Q: Question>(Mutex<Vec<Asker<Q>>>);

struct Asker<Q: Question> {
    question: Q,
    tell: oneshot::Sender<Loaded<Option<Q::Row>>>,
}

impl<Q: Question> Default for Lane<Q> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl Group {
    /// With what its thread is to [run](run) on.
    pub fn new() -> (Self, Receiver<Call>) {
        let (calls, called) = channel();
        (Self { calls }, called)
    }

    pub async fn ask<Q: Question>(
        &self,
        lane: &Arc<Lane<Q>>,
        question: Q,
    ) -> Loaded<Option<Q::Row>> {
        let (tell, told) = oneshot::channel();
        let is_first = lane.join(Asker { question, tell })?;
        if is_first && self.calls.send(Call::Lane(lane.clone())).is_err() {
            lane.turn_away();
        }
        told.await.unwrap_or_else(|_| Err(stopped()))
    }

    /// Answers who asked before, then ends the thread.
    pub fn stop(&self) {
        // Gone already: then there is nothing to stop.
        let _ = self.calls.send(Call::Stop);
    }
}

/// The thread's work.
pub fn run(called: &Receiver<Call>, readers: &Readers) {
    while let Ok(Call::Lane(lane)) = called.recv() {
        lane.answer(readers);
    }
    for call in called.try_iter() {
        if let Call::Lane(lane) = call {
            lane.turn_away();
        }
    }
}

impl<Q: Question> Lane<Q> {
    /// Whether they are the first: the thread is to be called then, and those who come after are answered along.
    fn join(&self, asker: Asker<Q>) -> Loaded<bool> {
        let mut waiting = locked(&self.0);
        if waiting.len() >= QUEUE {
            let reason = "too many questions are waiting to be answered".to_owned();
            return Err(LoadError::Unavailable(reason));
        }
        waiting.push(asker);
        Ok(waiting.len() == 1)
    }

    fn take(&self) -> Vec<Asker<Q>> {
        std::mem::take(&mut locked(&self.0))
    }
}

impl<Q: Question> Waits for Lane<Q> {
    fn answer(&self, readers: &Readers) {
        let mut waiting = self.take();
        waiting.retain(|asker| !asker.tell.is_closed());
        while !waiting.is_empty() {
            let rest = waiting.split_off(waiting.len().min(TOGETHER));
            answer_all(waiting, readers);
            waiting = rest;
        }
    }

    fn turn_away(&self) {
        // They hear of it by the end of their channels.
        drop(self.take());
    }
}

fn answer_all<Q: Question>(askers: Vec<Asker<Q>>, readers: &Readers) {
    let (questions, tells): (Vec<Q>, Vec<_>) = askers
        .into_iter()
        .map(|Asker { question, tell }| (question, tell))
        .unzip();
    let answers = readers.lend(|reader| each(reader, &questions));
    let answers = answers.unwrap_or_else(|reason| {
        let unavailable = || Err(LoadError::Unavailable(reason.clone()));
        questions.iter().map(|_| unavailable()).collect()
    });
    for (tell, answer) in tells.into_iter().zip(answers) {
        // Whoever no longer waits needs no answer.
        let _ = tell.send(answer);
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

fn stopped() -> LoadError {
    LoadError::Unavailable("nobody answers questions any more".to_owned())
}
