//! Watches the heads of HTTP requests go by, to know where one ends that asks for a websocket: what follows it
//! on the wire is frames.

const UPGRADE: &[u8] = b"upgrade:";

/// Where in a head the bytes seen so far end.
#[derive(Default)]
pub struct Head {
    /// Bytes of the current line, without its end.
    length: usize,
    /// How many of them are those of `UPGRADE`; counts only while it equals `length`.
    matched: usize,
    has_upgrade: bool,
}

impl Head {
    /// How many of the bytes belong to a head that asks for an upgrade and ends here; `None` where none ends.
    ///
    /// A line feed alone ends a line, too, as the parser behind this takes it. Bodies are looked at like heads:
    /// what looks like one in there holds up its sender alone.
    pub fn end_of_upgrade(&mut self, bytes: &[u8]) -> Option<usize> {
        bytes
            .iter()
            .position(|&byte| self.push(byte))
            .map(|last| last + 1)
    }

    fn push(&mut self, byte: u8) -> bool {
        match byte {
            b'\n' => {
                let ends_head = self.length == 0;
                self.has_upgrade |= self.matched == UPGRADE.len();
                (self.length, self.matched) = (0, 0);
                ends_head && std::mem::take(&mut self.has_upgrade)
            }
            b'\r' => false,
            byte => {
                let expected = UPGRADE.get(self.length);
                if self.matched == self.length
                    && expected.is_some_and(|expected| byte.eq_ignore_ascii_case(expected))
                {
                    self.matched += 1;
                }
                self.length += 1;
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because the wire shows nothing of it.

    use super::Head;

    fn ends(chunks: &[&str]) -> Vec<Option<usize>> {
        let mut head = Head::default();
        let ends = chunks.iter();
        ends.map(|chunk| head.end_of_upgrade(chunk.as_bytes()))
            .collect()
    }

    #[test]
    fn the_end_of_an_upgrade_is_found_wherever_the_bytes_are_cut() {
        let head = "GET /socket.io/ HTTP/1.1\r\nHost: a\r\nUpGrade: websocket\r\nX: y\r\n\r\n";
        let whole = format!("{head}frames");
        assert_eq!(ends(&[&whole]), [Some(head.len())]);
        for cut in 1..head.len() {
            let (one, other) = whole.split_at(cut);
            assert_eq!(ends(&[one, other]), [None, Some(head.len() - cut)]);
        }
        let bare = head.replace('\r', "");
        assert_eq!(ends(&[&bare]), [Some(bare.len())]);
    }

    #[test]
    fn other_heads_and_what_only_looks_alike_end_nothing() {
        for head in [
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nX-Upgrade: websocket\r\n\r\n",
            "GET / HTTP/1.1\r\nX: upgrade:\r\n\r\n",
            "GET / HTTP/1.1\r\nUpgrad: e:\r\n\r\n",
            "GET / HTTP/1.1\r\nUpgrade: websocket\r\n",
        ] {
            assert_eq!(ends(&[head]), [None], "{head:?}");
        }
    }

    #[test]
    fn the_head_after_another_is_found_too() {
        let one = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        let other = "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n";
        assert_eq!(
            ends(&[&format!("{one}{other}")]),
            [Some(one.len() + other.len())]
        );
    }
}
