//! Bodies of polling requests, read whole and taken apart before the library sees them.
//!
//! The library counts a text of the older protocol in graphemes, where clients count UTF-16 units; and some broken
//! bodies of that protocol keep it busy for ever. So those are written anew, in the form that counts bytes.

use bytes::{BufMut, Bytes, BytesMut};

/// Longest body, and longest message, in bytes.
pub const LONGEST: u64 = 100_000;
/// The same before `identify`, which fits many times.
const LONGEST_OF_STRANGER: u64 = 4096;
/// Most bytes that a session sends before it has identified.
pub const MOST_OF_STRANGER: usize = 16 * 1024;
/// So many bytes tell whether a packet is unwelcome.
pub const OPENING_BYTES: usize = 5;

const SEPARATOR: u8 = 0x1e;
const TEXT_PACKET: u8 = 0;
const BINARY_PACKET: u8 = 1;
const END_OF_LENGTH: u8 = 0xff;

/// No such body is taken; the connection ends.
#[derive(Debug, PartialEq, Eq)]
pub struct PayloadError;

/// The two generations of Engine.IO.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Generation {
    /// `EIO=3`: Socket.IO 1 and 2.
    Old,
    /// `EIO=4`: Socket.IO 3 and 4.
    New,
}

/// Whether a session has identified: what it may send hangs on that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    Stranger,
    Known,
}

impl Trust {
    /// Longest message, and longest body.
    pub const fn longest(self) -> u64 {
        match self {
            Self::Stranger => LONGEST_OF_STRANGER,
            Self::Known => LONGEST,
        }
    }
}

/// How the older generation wrote its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Text,
    Binary,
}

/// Whether the library shall not see a packet that begins like this; more bytes change nothing once it shall not.
pub fn is_unwelcome(opening: &[u8]) -> bool {
    match opening {
        // It would cut such a text in the middle of a character, and panic.
        [first, ..] if !first.is_ascii() => true,
        // An event for another namespace: it would say nothing at all.
        [b'4', b'2', b'/', ..] | [b'4', b'5', _, b'-', b'/', ..] => true,
        // More attachments than nine: each is kept until the last has come.
        [b'4', b'5' | b'6', count, next, ..] => count.is_ascii_digit() && next.is_ascii_digit(),
        _ => false,
    }
}

/// The body as the library shall see it, and how it is written then.
pub fn sound(
    generation: Generation,
    encoding: Encoding,
    body: Bytes,
) -> Result<(Bytes, Encoding), PayloadError> {
    match (generation, encoding) {
        (Generation::New, _) => {
            let mut packets = body.split(|&byte| byte == SEPARATOR);
            if packets.any(|packet| packet.is_empty() || is_unwelcome(packet)) {
                return Err(PayloadError);
            }
            Ok((without_lookalikes(body), encoding))
        }
        (Generation::Old, Encoding::Binary) => {
            check_binary(&body)?;
            Ok((body, Encoding::Binary))
        }
        (Generation::Old, Encoding::Text) => {
            let text = std::str::from_utf8(&body).map_err(|_| PayloadError)?;
            // JavaScript counts UTF-16 units, Python characters.
            let packets = split(text, char::len_utf16).or_else(|_| split(text, |_| 1))?;
            Ok((write(&packets)?, Encoding::Binary))
        }
    }
}

/// What the library answers a client of the older protocol, in signs whose number nobody disputes: JSON may write
/// all others as escapes, and no other packet of ours has any. `None` where nothing is to be done.
pub fn in_ascii(answer: &Bytes) -> Option<Bytes> {
    if answer.is_ascii() {
        return None;
    }
    let text = std::str::from_utf8(answer).ok()?;
    let mut out = String::new();
    for packet in split(text, |_| 1).ok()? {
        let escaped = escaped(packet);
        out.push_str(&escaped.len().to_string());
        out.push(':');
        out.push_str(&escaped);
    }
    Some(out.into())
}

fn escaped(packet: &str) -> String {
    let mut out = String::new();
    for character in packet.chars() {
        if character.is_ascii() {
            out.push(character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
    out
}

/// The library takes `b4` for the beginning of what the older protocol writes, although Base64 may begin so.
/// Nobody reads what attachments hold: any other stands for these.
fn without_lookalikes(body: Bytes) -> Bytes {
    let packets = || body.split(|&byte| byte == SEPARATOR);
    if !packets().any(|packet| packet.starts_with(b"b4")) {
        return body;
    }
    let sound = packets().map(|packet| match packet {
        [b'b', b'4', ..] => &b"bAA=="[..],
        packet => packet,
    });
    sound.collect::<Vec<_>>().join(&SEPARATOR).into()
}

/// `length:packet`, over and over.
fn split(mut text: &str, size: impl Fn(char) -> usize) -> Result<Vec<&str>, PayloadError> {
    let mut packets = Vec::new();
    while !text.is_empty() {
        let (length, rest) = text.split_once(':').ok_or(PayloadError)?;
        let is_number = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
        let mut left: usize = match length.parse() {
            Ok(length) if is_number && length > 0 => length,
            _ => return Err(PayloadError),
        };
        let mut end = rest.len();
        for (at, character) in rest.char_indices() {
            if left == 0 {
                end = at;
                break;
            }
            left = left.checked_sub(size(character)).ok_or(PayloadError)?;
        }
        if left > 0 {
            return Err(PayloadError);
        }
        let (packet, after) = rest.split_at_checked(end).ok_or(PayloadError)?;
        packets.push(packet);
        text = after;
    }
    if packets.is_empty() {
        return Err(PayloadError);
    }
    Ok(packets)
}

fn write(packets: &[&str]) -> Result<Bytes, PayloadError> {
    let mut out = BytesMut::new();
    for packet in packets {
        if is_unwelcome(packet.as_bytes()) {
            return Err(PayloadError);
        }
        out.put_u8(TEXT_PACKET);
        for digit in packet.len().to_string().bytes() {
            out.put_u8(digit - b'0');
        }
        out.put_u8(END_OF_LENGTH);
        out.put_slice(packet.as_bytes());
    }
    Ok(out.freeze())
}

/// Type, digits of the length, 255, packet: over and over.
fn check_binary(mut body: &[u8]) -> Result<(), PayloadError> {
    if body.is_empty() {
        return Err(PayloadError);
    }
    while let Some((&kind, rest)) = body.split_first() {
        let end = rest.iter().position(|&byte| byte == END_OF_LENGTH);
        let (digits, rest) = rest
            .split_at_checked(end.ok_or(PayloadError)?)
            .ok_or(PayloadError)?;
        let length = length_of(digits)?;
        let (packet, after) = rest
            .split_first()
            .and_then(|(_, rest)| rest.split_at_checked(length))
            .ok_or(PayloadError)?;
        match kind {
            TEXT_PACKET if std::str::from_utf8(packet).is_ok() && !is_unwelcome(packet) => {}
            BINARY_PACKET => {}
            _ => return Err(PayloadError),
        }
        body = after;
    }
    Ok(())
}

fn length_of(digits: &[u8]) -> Result<usize, PayloadError> {
    // As the library: at most eight digits, and never nothing.
    if digits.is_empty() || digits.len() > 8 || digits.iter().any(|&digit| digit > 9) {
        return Err(PayloadError);
    }
    let add = |sum: usize, &digit: &u8| sum * 10 + usize::from(digit);
    match digits.iter().fold(0, add) {
        0 => Err(PayloadError),
        length => Ok(length),
    }
}

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because what is refused here would hang the library.

    use super::*;

    fn old(encoding: Encoding, body: &[u8]) -> Result<Vec<u8>, PayloadError> {
        let sound = sound(Generation::Old, encoding, Bytes::copy_from_slice(body));
        sound.map(|(body, encoding)| {
            assert_eq!(encoding, Encoding::Binary);
            body.to_vec()
        })
    }

    #[test]
    fn texts_of_the_older_protocol_are_counted_as_their_clients_count() {
        // One sign of two UTF-16 units, and one of two characters.
        let text = "4\u{1F600}e\u{301}";
        let bytes = [&[0, 8, 0xff], text.as_bytes()].concat();
        let [units, characters] = [format!("5:{text}"), format!("4:{text}")];
        assert_eq!(old(Encoding::Text, units.as_bytes()), Ok(bytes.clone()));
        assert_eq!(old(Encoding::Text, characters.as_bytes()), Ok(bytes));
        let two = old(Encoding::Text, b"1:212:4abcdefghijk").expect("two packets");
        assert_eq!(two, b"\x00\x01\xff2\x00\x01\x02\xff4abcdefghijk");
    }

    #[test]
    fn broken_bodies_of_the_older_protocol_are_refused() {
        for body in [
            "",
            ":",
            "0:",
            "1:",
            "3:4a",
            "x:4",
            "-1:4",
            "1:2x",
            "1:2:",
            "+1:4",
            "1:4\n",
            "99999999999999999999:4",
            "8:4510-[\"\"",
            "6:\u{e9}23456",
            "8:42/a,[1]",
        ] {
            assert_eq!(
                old(Encoding::Text, body.as_bytes()),
                Err(PayloadError),
                "{body}"
            );
        }
        for body in [
            &b""[..],
            b"\x00",
            b"\x00\xff4",
            b"\x00\x00\xff4",
            b"\x00\x05\xff4",
            b"\x00\x01\xff4\x00",
            b"\x02\x01\xff4",
            b"\x00\x0a\xff4",
            b"\x00\x01\xff\xfe",
            b"\x00\x01\x01\x01\x01\x01\x01\x01\x01\x01\xff4",
        ] {
            assert_eq!(old(Encoding::Binary, body), Err(PayloadError), "{body:?}");
        }
        let whole = b"\x00\x01\xff2\x01\x03\xff\x04\xfe\xff";
        assert_eq!(old(Encoding::Binary, whole), Ok(whole.to_vec()));
    }

    #[test]
    fn answers_of_the_older_protocol_are_written_in_ascii() {
        assert_eq!(in_ascii(&Bytes::from_static(b"1:3")), None);
        let answer = Bytes::from("1:312:42[\"e\",\"\u{e9}\u{1F9A6}\"]");
        let expected = "1:328:42[\"e\",\"\\u00e9\\ud83e\\udda6\"]";
        let ascii = in_ascii(&answer).map(|ascii| ascii.to_vec());
        assert_eq!(ascii.as_deref(), Some(expected.as_bytes()));
    }

    #[test]
    fn bodies_of_the_newer_protocol_pass_as_they_are() {
        let new = |body: &'static str| sound(Generation::New, Encoding::Text, body.into());
        assert!(new("42[\"a\"]\u{1e}2").is_ok());
        for body in [
            "",
            "2\u{1e}",
            "2\u{1e}4510-[]",
            "4699-[]",
            "\u{e9}2345",
            "42/",
            "451-/a,[]",
        ] {
            assert_eq!(new(body), Err(PayloadError), "{body}");
        }
        let lookalike = new("451-[]\u{1e}b4AAA\u{1e}2").expect("is taken");
        assert_eq!(&*lookalike.0, "451-[]\u{1e}bAA==\u{1e}2".as_bytes());
    }
}
