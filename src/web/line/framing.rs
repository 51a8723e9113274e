//! Where the requests of a connection end: heads at an empty line, bodies after the length that their head names, or
//! with their last chunk (RFC 9112 §6, §7.1). Only so that they can be given one by one: what is wrong with one is
//! for the server behind to say.

/// Of a line, so much is looked at.
const LOOKED_AT: usize = 200;
/// The end of the line behind the data of a chunk.
const CRLF: u64 = 2;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Head,
    /// So many bytes are left.
    Body(u64),
    ChunkSize,
    Chunk(u64),
    Trailer,
}

#[derive(Default)]
pub struct Framing {
    place: Place,
    /// The beginning of the line so far.
    line: Vec<u8>,
    has_lines: bool,
    length: u64,
    is_chunked: bool,
}

impl Framing {
    /// Whether the last request is complete, and nothing of the next one has come.
    pub fn is_between(&self) -> bool {
        self.place == Place::Head && !self.has_lines && self.line.is_empty()
    }

    /// How many of these bytes belong to the request that they go on with, or begin.
    pub fn take(&mut self, bytes: &[u8]) -> usize {
        let mut taken = 0;
        while let Some(rest) = bytes.get(taken..).filter(|rest| !rest.is_empty()) {
            taken += match self.place {
                Place::Body(left) => self.skip(rest, left, Place::Body, Place::Head),
                Place::Chunk(left) => self.skip(rest, left, Place::Chunk, Place::ChunkSize),
                Place::Head | Place::ChunkSize | Place::Trailer => self.read_line(rest),
            };
            if self.is_between() {
                break;
            }
        }
        taken
    }

    fn skip(&mut self, bytes: &[u8], left: u64, inside: fn(u64) -> Place, behind: Place) -> usize {
        let count = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let left = left.saturating_sub(count as u64);
        self.place = if left == 0 { behind } else { inside(left) };
        count
    }

    fn read_line(&mut self, bytes: &[u8]) -> usize {
        let end = bytes.iter().position(|&byte| byte == b'\n');
        let text = bytes.get(..end.unwrap_or(bytes.len())).unwrap_or_default();
        let room = LOOKED_AT.saturating_sub(self.line.len());
        self.line.extend(text.iter().take(room));
        if end.is_none() {
            return bytes.len();
        }
        let line = std::mem::take(&mut self.line);
        self.place = self.behind(line.trim_ascii());
        text.len() + 1
    }

    fn behind(&mut self, line: &[u8]) -> Place {
        match self.place {
            Place::Head if !line.is_empty() => {
                self.has_lines = true;
                self.read_header(line);
                Place::Head
            }
            Place::Head if self.has_lines => self.body(),
            Place::ChunkSize => match chunk_size(line) {
                Some(0) => Place::Trailer,
                Some(size) => Place::Chunk(size.saturating_add(CRLF)),
                None => Place::Head,
            },
            Place::Trailer if line.is_empty() => Place::Head,
            place => place,
        }
    }

    fn read_header(&mut self, line: &[u8]) {
        let mut parts = line.splitn(2, |&byte| byte == b':');
        let name = parts.next().unwrap_or_default();
        let value = parts.next().unwrap_or_default().trim_ascii();
        if name.eq_ignore_ascii_case(b"content-length") {
            self.length = number(value, 10).unwrap_or(0);
        } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
            let coding = value
                .rsplit(|&byte| byte == b',')
                .next()
                .unwrap_or_default();
            self.is_chunked = coding.trim_ascii().eq_ignore_ascii_case(b"chunked");
        }
    }

    /// What follows a head; the next one knows nothing of it.
    fn body(&mut self) -> Place {
        let done = std::mem::take(self);
        match done.length {
            _ if done.is_chunked => Place::ChunkSize,
            0 => Place::Head,
            length => Place::Body(length),
        }
    }
}

fn chunk_size(line: &[u8]) -> Option<u64> {
    let digits = line.split(|&byte| byte == b';').next().unwrap_or_default();
    number(digits.trim_ascii(), 16)
}

fn number(digits: &[u8], radix: u32) -> Option<u64> {
    u64::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()
}

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because nothing outside sees where a request is cut.

    use super::Framing;

    const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    const POST: &[u8] = b"POST / HTTP/1.1\r\nHost: a\r\nCONTENT-length:  7\r\n\r\na\n\n=b\n\n";
    const CHUNKED: &[u8] = b"POST / HTTP/1.1\r\ntransfer-Encoding: x, Chunked\r\n\r\n\
                             3;of=no\r\n\n\n\n\r\nA\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n";
    const BARE: &[u8] = b"\r\n\nGET / HTTP/1.1\nHost: a\n\n";

    /// Where a stream is cut, when so many bytes come at a time.
    fn cuts(stream: &[u8], step: usize) -> Vec<usize> {
        let (mut framing, mut cuts, mut at) = (Framing::default(), Vec::new(), 0);
        while at < stream.len() {
            let end = (at + step).min(stream.len());
            at += framing.take(stream.get(at..end).expect("a piece"));
            if framing.is_between() {
                cuts.push(at);
            }
        }
        cuts
    }

    #[test]
    fn s11_requests_are_cut_where_they_end_however_their_bytes_come() {
        let all = [GET, POST, CHUNKED, POST, GET, CHUNKED, GET];
        let stream = all.concat();
        let mut ends = Vec::new();
        for request in all {
            ends.push(ends.last().unwrap_or(&0) + request.len());
        }
        for step in 1..stream.len() {
            assert_eq!(cuts(&stream, step), ends, "{step} bytes at a time");
        }
    }

    #[test]
    fn s11_empty_lines_before_a_head_are_none_of_it_and_ends_of_lines_may_be_bare() {
        assert_eq!(cuts(BARE, BARE.len()), [2, 3, BARE.len()]);
        let mut framing = Framing::default();
        assert_eq!(framing.take(b"\r"), 1);
        assert!(!framing.is_between());
    }

    #[test]
    fn s11_a_size_that_is_none_and_a_line_without_end_keep_nothing() {
        let wrong = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n";
        assert_eq!(cuts(wrong, 9), [wrong.len()]);
        let mut framing = Framing::default();
        assert_eq!(framing.take(&[b'x'; 100_000]), 100_000);
        assert!(framing.line.len() <= super::LOOKED_AT);
        let huge = format!("GET / HTTP/1.1\r\nContent-Length: {}\r\n\r\n", u64::MAX);
        let mut framing = Framing::default();
        assert_eq!(framing.take(huge.as_bytes()), huge.len());
        assert_eq!(framing.take(GET), GET.len());
        assert!(!framing.is_between());
    }
}
