//! What a request asks for, as its query says. The library is told what was found here and nothing else: of two
//! readers of the same bytes one may see a session where the other sees none.

use super::payload::Generation;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue, SEC_WEBSOCKET_KEY};
use hyper::{Request, Uri};
use socketioxide::socket::Sid;

/// Longest value of a header that is kept: a key has 24 characters, a type that says something not many more.
const LONGEST_VALUE: usize = 64;

pub struct EngineRequest {
    /// What cannot be one is none.
    pub sid: Option<String>,
    pub generation: Generation,
    pub is_websocket: bool,
    /// Its client cannot read bytes.
    is_text_only: bool,
}

/// What no library of either generation asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    Protocol,
    Transport,
}

impl EngineRequest {
    /// Of two parts with the same name the first counts.
    pub fn of(uri: &Uri) -> Result<Self, Unknown> {
        let query = uri.query().unwrap_or_default();
        let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name));
        let generation = match value("EIO=") {
            Some("3") => Generation::Old,
            Some("4") => Generation::New,
            _ => return Err(Unknown::Protocol),
        };
        let is_websocket = match value("transport=") {
            Some("websocket") => true,
            Some("polling") => false,
            _ => return Err(Unknown::Transport),
        };
        let sid = value("sid=").filter(|sid| sid.parse::<Sid>().is_ok());
        Ok(Self {
            sid: sid.map(str::to_owned),
            generation,
            is_websocket,
            is_text_only: value("b64=").is_some(),
        })
    }

    /// A session keeps the head of its first request as long as it lives, or longer: it is written anew with what the
    /// library reads, so that strangers cannot fill the memory with the rest.
    pub fn write<B>(&self, request: &mut Request<B>) {
        // Room for one: there is hardly ever more, and the map's own first size is for many.
        let headers = std::mem::replace(request.headers_mut(), HeaderMap::with_capacity(1));
        for name in [CONTENT_TYPE, SEC_WEBSOCKET_KEY] {
            // Copied: else it keeps the bytes of the whole head.
            let value = headers.get(&name).map(HeaderValue::as_bytes);
            let value = value.filter(|value| value.len() <= LONGEST_VALUE);
            if let Some(Ok(value)) = value.map(HeaderValue::from_bytes) {
                request.headers_mut().insert(name, value);
            }
        }
        // Made of signs that an address may have.
        if let Ok(uri) = self.address().parse() {
            *request.uri_mut() = uri;
        }
    }

    fn address(&self) -> String {
        let generation = match self.generation {
            Generation::Old => 3,
            Generation::New => 4,
        };
        let transport = if self.is_websocket {
            "websocket"
        } else {
            "polling"
        };
        let mut address = format!("/socket.io/?EIO={generation}&transport={transport}");
        if let Some(sid) = &self.sid {
            address.push_str("&sid=");
            address.push_str(sid);
        }
        if self.is_text_only {
            address.push_str("&b64=1");
        }
        address
    }
}

#[cfg(test)]
mod tests {
    //! Here and not in `tests/`, because no client sees what the library is told.

    use super::*;

    const SID: &str = "AAAAAAAAAAAAAAHs";
    const OTHER: &str = "BBBBBBBBBBBBBBHs";

    fn told(query: &str) -> Result<String, Unknown> {
        let uri = format!("/socket.io/?{query}").parse().expect("an address");
        let address = EngineRequest::of(&uri)?.address();
        Ok(address.replace("/socket.io/?", ""))
    }

    #[test]
    fn s01_the_library_is_told_what_was_found_and_nothing_else() {
        let polling = "EIO=4&transport=polling";
        let old = "EIO=3&transport=websocket";
        for (query, expected) in [
            (
                format!("{polling}&t=x&sid={SID}"),
                format!("{polling}&sid={SID}"),
            ),
            (
                format!("sid={SID}&sid={OTHER}&{polling}"),
                format!("{polling}&sid={SID}"),
            ),
            (format!("{old}&b64=1&EIO=4"), format!("{old}&b64=1")),
            (
                format!("{polling}&b64&SID={SID}&xsid={SID}"),
                polling.to_owned(),
            ),
            // No session, whatever another reader makes of it.
            (format!("{polling}&sid={SID}=x"), polling.to_owned()),
            (format!("{old}&sid={SID}="), old.to_owned()),
            (format!("{old}&sid={SID}=x&sid={OTHER}"), old.to_owned()),
            (format!("{polling}&sid={SID}%3d"), polling.to_owned()),
            (format!("{polling}&sid=&sid={SID}"), polling.to_owned()),
        ] {
            assert_eq!(told(&query), Ok(expected), "{query}");
        }
        for (query, unknown) in [
            ("", Unknown::Protocol),
            ("EIO=4=x&transport=polling", Unknown::Protocol),
            ("EIO=5&EIO=4&transport=polling", Unknown::Protocol),
            ("EIO=4", Unknown::Transport),
            ("EIO=4&transport=polling=x", Unknown::Transport),
        ] {
            assert_eq!(told(query), Err(unknown), "{query}");
        }
    }
}
