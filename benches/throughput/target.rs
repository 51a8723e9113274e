//! What is asked, and what each answer must look like: a wrong answer ends the measurement.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

pub const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
pub const JSON: (&str, &str) = ("Content-Type", "application/json");

#[derive(Clone)]
pub struct Target {
    pub address: String,
    /// One whole request, with the first token where there are several.
    pub request: Vec<u8>,
    /// Where tokens go.
    slot: Range<usize>,
    answer: Answer,
    pub order: Order,
}

/// How an answer begins, and what it must hold: where tokens are wanted, what stands before one.
#[derive(Clone, Copy)]
pub struct Answer {
    pub starts_with: &'static [u8],
    pub holds: &'static [u8],
}

#[derive(Clone)]
pub enum Order {
    /// The same request each time.
    Same,
    /// Each connection goes round all tokens, each from a place of its own.
    Round(Arc<[String]>),
    /// Each token is sent once, by the connection that is next; with the last one the measurement ends.
    Once(Arc<Supply>),
    /// Each connection begins with a token of its own and goes on with the one in each answer.
    Chain(Arc<[String]>),
}

pub struct Supply {
    tokens: Vec<String>,
    next: AtomicUsize,
}

impl Supply {
    pub fn of(tokens: Vec<String>) -> Order {
        let next = AtomicUsize::new(0);
        Order::Once(Arc::new(Self { tokens, next }))
    }

    fn take(&self) -> Option<&str> {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        self.tokens.get(next).map(String::as_str)
    }
}

impl Order {
    pub fn first(&self) -> &str {
        match self {
            Self::Same => "",
            Self::Round(tokens) | Self::Chain(tokens) => &tokens[0],
            Self::Once(supply) => &supply.tokens[0],
        }
    }
}

impl Target {
    pub fn get(address: &str, path: &str, fields: &[(&str, &str)], answer: Answer) -> Self {
        Self::of(address, ("GET", path), fields, "", answer)
    }

    /// The type of the body is one of the fields.
    pub fn post(
        address: &str,
        path: &str,
        fields: &[(&str, &str)],
        body: &str,
        answer: Answer,
    ) -> Self {
        let length = body.len().to_string();
        let fields = [fields, &[("Content-Length", length.as_str())]].concat();
        Self::of(address, ("POST", path), &fields, body, answer)
    }

    fn of(
        address: &str,
        (method, path): (&str, &str),
        fields: &[(&str, &str)],
        body: &str,
        answer: Answer,
    ) -> Self {
        let fields: String = fields
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let request = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\n{fields}\r\n{body}");
        Self {
            address: address.to_owned(),
            request: request.into_bytes(),
            slot: 0..0,
            answer,
            order: Order::Same,
        }
    }

    /// The request was written with the first of these tokens; all have its length.
    pub fn varied(mut self, order: Order) -> Self {
        let first = order.first().as_bytes();
        let at = position(&self.request, first).expect("the first token");
        self.slot = at..at + first.len();
        self.order = order;
        self
    }

    /// The request before and after its token.
    pub fn around_token(&self) -> (&[u8], &[u8]) {
        (
            &self.request[..self.slot.start],
            &self.request[self.slot.end..],
        )
    }

    fn put(&mut self, token: &str) {
        self.request[self.slot.clone()].copy_from_slice(token.as_bytes());
    }
}

/// One connection's part of a target.
pub struct Turns {
    target: Target,
    /// The place of the next token.
    next: usize,
}

impl Turns {
    pub fn of(target: &Target, number: usize, connections: usize) -> Self {
        let mut turns = Self {
            target: target.clone(),
            next: 0,
        };
        match &target.order {
            Order::Same | Order::Once(_) => {}
            Order::Round(tokens) => turns.next = number * tokens.len() / connections,
            Order::Chain(tokens) => turns.target.put(&tokens[number]),
        }
        turns
    }

    /// The next request; nothing when there are no more.
    pub fn next(&mut self) -> Option<&[u8]> {
        match self.target.order.clone() {
            Order::Same | Order::Chain(_) => {}
            Order::Round(tokens) => {
                self.target.put(&tokens[self.next]);
                self.next = (self.next + 1) % tokens.len();
            }
            Order::Once(supply) => self.target.put(supply.take()?),
        }
        Some(&self.target.request)
    }

    /// Looks at the answer; what is there behind what it must hold, up to the end of a token.
    pub fn take<'a>(&mut self, answer: &'a [u8]) -> &'a str {
        let Answer { starts_with, holds } = self.target.answer;
        let (true, Some(at)) = (answer.starts_with(starts_with), position(answer, holds)) else {
            panic!("a wrong answer:\n{}", String::from_utf8_lossy(answer));
        };
        let told = token_in(&answer[at + holds.len()..]);
        if matches!(self.target.order, Order::Chain(_)) {
            let (before, _) = self.target.around_token();
            let sent = &self.target.request[before.len()..][..told.len()];
            assert_ne!(sent, told.as_bytes(), "a chain that does not move on");
            self.target.put(told);
        }
        told
    }
}

fn position(text: &[u8], part: &[u8]) -> Option<usize> {
    memchr::memmem::find(text, part)
}

fn token_in(text: &[u8]) -> &str {
    let of_token = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'-';
    let length = text.iter().take_while(of_token).count();
    std::str::from_utf8(&text[..length]).unwrap_or_default()
}
