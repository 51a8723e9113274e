//! Watches websocket frames go by, and stops what the contract does not allow: messages over 100 KB (much less before
//! `identify`), and those that the library shall not see.

use super::payload::{MOST_OF_STRANGER, OPENING_BYTES, Trust, is_unwelcome};

const LONGEST_HEADER: usize = 14;
const TEXT: u8 = 1;
const FIRST_CONTROL: u8 = 8;
/// RFC 6455 §5.5.
const LONGEST_CONTROL: u64 = 125;

/// Too much, or no frames at all.
#[derive(Debug, PartialEq, Eq)]
pub struct FrameError;

/// Where in the frames the bytes seen so far end.
#[derive(Default)]
pub struct Frames {
    header: [u8; LONGEST_HEADER],
    have: usize,
    /// Bytes of the current frame's payload that are still to come, and that went by.
    left: u64,
    passed: usize,
    mask: [u8; 4],
    is_control: bool,
    is_last: bool,
    /// Bytes of the current message, over all of its frames.
    message: u64,
    /// Bytes of all messages until it identified.
    before: u64,
    /// Messages that went by whole.
    messages: u64,
    /// What a text message begins with; others have none.
    opening: Option<Opening>,
}

#[derive(Default)]
struct Opening {
    bytes: [u8; OPENING_BYTES],
    have: usize,
}

impl Frames {
    pub fn check(&mut self, mut bytes: &[u8], trust: Trust) -> Result<(), FrameError> {
        while let Some((&byte, rest)) = bytes.split_first() {
            if self.left > 0 {
                let count = usize::try_from(self.left).unwrap_or(usize::MAX);
                let (payload, after) = bytes.split_at(count.min(bytes.len()));
                self.look(payload)?;
                bytes = after;
                continue;
            }
            if let Some(place) = self.header.get_mut(self.have) {
                *place = byte;
            }
            self.have += 1;
            if self.have == self.header_length() {
                self.begin(trust)?;
                self.have = 0;
                self.end();
            }
            bytes = rest;
        }
        Ok(())
    }

    /// How many messages went by whole.
    pub const fn messages(&self) -> u64 {
        self.messages
    }

    fn end(&mut self) {
        if self.left == 0 && self.is_last && !self.is_control {
            self.messages += 1;
        }
    }

    /// As far as its first bytes tell.
    fn header_length(&self) -> usize {
        let [_, second, ..] = self.header;
        if self.have < 2 {
            return 2;
        }
        let mask = if second & 0x80 == 0 { 0 } else { 4 };
        match second & 0x7f {
            126 => 4 + mask,
            127 => 10 + mask,
            _ => 2 + mask,
        }
    }

    fn begin(&mut self, trust: Trust) -> Result<(), FrameError> {
        let [first, second, a, b, c, d, e, f, g, h, ..] = self.header;
        let length = match second & 0x7f {
            126 => u64::from(u16::from_be_bytes([a, b])),
            127 => u64::from_be_bytes([a, b, c, d, e, f, g, h]),
            short => u64::from(short),
        };
        // RFC 6455 §5.1: a client that does not mask is closed.
        let is_masked = second & 0x80 != 0;
        let mask = self.header.get(self.have.saturating_sub(4)..self.have);
        let mask = mask.and_then(|mask| mask.try_into().ok());
        let (true, Some(mask)) = (is_masked, mask) else {
            return Err(FrameError);
        };
        (self.left, self.passed, self.mask) = (length, 0, mask);
        self.is_last = first & 0x80 != 0;
        self.count(first & 0x0f, length, trust)
    }

    fn count(&mut self, opcode: u8, length: u64, trust: Trust) -> Result<(), FrameError> {
        self.is_control = opcode >= FIRST_CONTROL;
        if self.is_control {
            return if length > LONGEST_CONTROL {
                Err(FrameError)
            } else {
                Ok(())
            };
        }
        if opcode != 0 {
            self.message = 0;
            self.opening = (opcode == TEXT).then(Opening::default);
        }
        self.message = self.message.saturating_add(length);
        if trust == Trust::Stranger {
            self.before = self.before.saturating_add(length);
        }
        if self.message > trust.longest() || self.before > MOST_OF_STRANGER as u64 {
            return Err(FrameError);
        }
        Ok(())
    }

    fn look(&mut self, payload: &[u8]) -> Result<(), FrameError> {
        self.left -= payload.len() as u64;
        let before = self.passed;
        self.passed += payload.len();
        self.end();
        let (false, Some(opening)) = (self.is_control, &mut self.opening) else {
            return Ok(());
        };
        for (at, byte) in payload.iter().enumerate() {
            let (Some(place), Some(mask)) = (
                opening.bytes.get_mut(opening.have),
                self.mask.get((before + at) % 4),
            ) else {
                break;
            };
            *place = byte ^ mask;
            opening.have += 1;
        }
        match opening.bytes.get(..opening.have) {
            Some(seen) if is_unwelcome(seen) => Err(FrameError),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because every cut of the bytes is tried.

    use super::{FrameError, Frames, Trust};

    /// A frame as a client sends it.
    fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
        let mask = [7_u8, 11, 13, 17];
        let mut out = vec![first];
        match payload.len() {
            short @ 0..126 => out.push(0x80 | u8::try_from(short).unwrap_or(0)),
            middle @ 126..0x1_0000 => {
                out.push(0x80 | 126);
                out.extend(u16::try_from(middle).unwrap_or(0).to_be_bytes());
            }
            long => {
                out.push(0x80 | 127);
                out.extend((long as u64).to_be_bytes());
            }
        }
        out.extend(mask);
        let masked = payload.iter().zip(mask.iter().cycle());
        out.extend(masked.map(|(byte, mask)| byte ^ mask));
        out
    }

    fn check(frames: &[Vec<u8>]) -> Result<(), FrameError> {
        check_of(Trust::Known, frames)
    }

    fn check_of(trust: Trust, frames: &[Vec<u8>]) -> Result<(), FrameError> {
        let bytes = frames.concat();
        let outcome = Frames::default().check(&bytes, trust);
        for cut in [1, 2, 3, 5, 7, bytes.len() / 2] {
            let mut watched = Frames::default();
            let pieces = bytes.chunks(cut.max(1));
            let again = pieces
                .map(|piece| watched.check(piece, trust))
                .find(Result::is_err);
            assert_eq!(again.unwrap_or(Ok(())), outcome, "cut {cut}");
        }
        outcome
    }

    #[test]
    fn messages_up_to_the_limit_pass_and_longer_ones_do_not() {
        assert_eq!(check(&[frame(0x81, b"2")]), Ok(()));
        assert_eq!(
            check(&[frame(0x81, &[b'4'; 126]), frame(0x82, b"x")]),
            Ok(())
        );
        assert_eq!(check(&[frame(0x82, &[1; 100_000])]), Ok(()));
        assert_eq!(check(&[frame(0x82, &[1; 100_001])]), Err(FrameError));
        assert_eq!(check(&[frame(0x88, &[1; 126])]), Err(FrameError));
    }

    #[test]
    fn who_has_not_identified_sends_little_at_once_and_little_in_all() {
        let stranger = |frames: &[Vec<u8>]| check_of(Trust::Stranger, frames);
        let most = frame(0x81, &[b'4'; 4096]);
        assert_eq!(stranger(&vec![most.clone(); 4]), Ok(()));
        assert_eq!(stranger(&vec![most; 5]), Err(FrameError));
        assert_eq!(stranger(&[frame(0x81, &[b'4'; 4097])]), Err(FrameError));
        let attachments = vec![frame(0x82, &[1; 2048]); 9];
        assert_eq!(stranger(&attachments), Err(FrameError));
        assert_eq!(check(&attachments), Ok(()));
    }

    #[test]
    fn a_message_in_many_frames_is_counted_as_one() {
        let half = [b'x'; 50_000];
        let ping = frame(0x89, b"");
        let start = frame(0x01, &half);
        assert_eq!(
            check(&[start.clone(), ping.clone(), frame(0x80, &half)]),
            Ok(())
        );
        let more = [start, frame(0x00, &half), ping, frame(0x80, b"y")];
        assert_eq!(check(&more), Err(FrameError));
    }

    #[test]
    fn only_events_that_announce_a_handful_of_attachments_pass() {
        assert_eq!(check(&[frame(0x81, b"459-[\"a\"]")]), Ok(()));
        assert_eq!(check(&[frame(0x81, b"4510-[\"a\"]")]), Err(FrameError));
        let split = [
            frame(0x01, b"45"),
            frame(0x89, b"45"),
            frame(0x80, b"99-[]"),
        ];
        assert_eq!(check(&split), Err(FrameError));
        assert_eq!(check(&[frame(0x82, b"4510-")]), Ok(()));
    }

    #[test]
    fn texts_that_the_library_would_cut_in_two_or_leave_without_an_answer_do_not_pass() {
        for text in ["\u{e9}2345", "\u{e9}", "42/", "42/a,[]", "451-/a,[]"] {
            assert_eq!(
                check(&[frame(0x81, text.as_bytes())]),
                Err(FrameError),
                "{text}"
            );
        }
        for text in ["", "40/a,", "42[\"/\"]", "451-[\"/\"]"] {
            assert_eq!(check(&[frame(0x81, text.as_bytes())]), Ok(()), "{text}");
        }
    }

    #[test]
    fn whole_messages_are_counted_and_nothing_else() {
        let mut frames = Frames::default();
        let mut count = |bytes: &[u8]| {
            assert_eq!(frames.check(bytes, Trust::Known), Ok(()));
            frames.messages()
        };
        assert_eq!(count(&frame(0x89, b"?")), 0);
        let text = frame(0x81, b"2probe");
        let (most, last) = text.split_at(text.len() - 1);
        assert_eq!(count(most), 0);
        assert_eq!(count(last), 1);
        assert_eq!(count(&frame(0x01, b"42")), 1);
        assert_eq!(count(&frame(0x80, b"")), 2);
    }

    #[test]
    fn what_is_not_masked_is_no_frame_of_a_client() {
        assert_eq!(check(&[vec![0x81, 1, b'2']]), Err(FrameError));
    }
}
