//! Calls to other people's servers: the only place from which the program calls anybody. A call is one
//! signed POST, bounded in time and size, and never to an address inside somebody's network unless the
//! operator allows it; `vestibule doctor` also fetches a page of its own platform. How many run at once, and
//! whether one is tried again, is the caller's business.
//!
//! | file | what |
//! |---|---|
//! | [`address`] | which hosts may be called, by name and by number |
//! | [`fault`] | why a call came to nothing, in words for the log |

pub mod address;
pub mod fault;

pub use crate::domain::callback::PrivateAddresses;
pub use fault::CallFault;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, RequestBuilder, redirect, tls};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// For all of a call: finding the host, connecting, sending, and reading the whole answer.
pub const TIME_LIMIT: Duration = Duration::from_secs(5);

/// In bytes. Nobody has more to say to us than we take from a socket at once.
pub const LONGEST_ANSWER: usize = 100 * 1024;

/// Apache and Node close an idle connection after 5 s. We let go of it first, so that no request
/// is written into one that is just being closed.
const IDLE: Duration = Duration::from_secs(4);

/// What the other server said, whatever its status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Answer {
    /// For whom the status is all that counts: it does, however much was said with it.
    ///
    /// # Errors
    /// When there was no answer.
    pub fn status_of(answered: Result<Self, CallFault>) -> Result<u16, CallFault> {
        match answered {
            Ok(answer) => Ok(answer.status),
            Err(CallFault::TooLarge(status)) => Ok(status),
            Err(fault) => Err(fault),
        }
    }
}

/// The same with its headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallResponse {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl CallResponse {
    /// The first header of this name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        let found = headers.find(|(given, _)| given == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// Makes calls. Holds connections open for a moment, so make one and share it.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Made for the first call: reading the system's certificates takes longer, and more memory, than all the rest of a
    /// start, and most servers call nobody.
    client: Arc<OnceLock<Client>>,
    private: PrivateAddresses,
    limit: Duration,
}

impl Caller {
    pub fn new(private: PrivateAddresses) -> Self {
        Self::with_limit(private, TIME_LIMIT)
    }

    pub fn with_limit(private: PrivateAddresses, limit: Duration) -> Self {
        Self {
            client: Arc::default(),
            private,
            limit,
        }
    }

    /// Where this machine has no store of certificates, there is none.
    fn client(&self) -> Result<&Client, CallFault> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let made = self
            .make_client()
            .map_err(|error| fault::unprepared(&error))?;
        Ok(self.client.get_or_init(|| made))
    }

    fn make_client(&self) -> reqwest::Result<Client> {
        // The first one stays; nobody else in this program makes another.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Client::builder()
            .user_agent(concat!("vestibule/", env!("CARGO_PKG_VERSION")))
            // A redirect would lead where nobody registered an address, with a signature for somebody else.
            .redirect(redirect::Policy::none())
            // A proxy would look the name up by itself, and the check of addresses would be void.
            .no_proxy()
            // A connection is used again for its own scheme, host and port only, and it was checked
            // when it was made. HTTP/2 may share one between hosts.
            .http1_only()
            .pool_idle_timeout(IDLE)
            // Where a request found another connection first, its own goes on connecting without it.
            .connect_timeout(self.limit)
            .tls_version_min(tls::Version::TLS_1_2)
            .dns_resolver(Names(self.private))
            .build()
    }

    /// Sends a form of one field, which is signed, to `url`, and reads the answer.
    ///
    /// # Errors
    /// When the address may not be called, or no whole answer came back in time.
    pub async fn post_signed(&self, url: &str, signed: (&str, &str)) -> Result<Answer, CallFault> {
        let url = address::checked(url, self.private)?;
        let form = [signed];
        let seen = self.carry_out(self.client()?.post(url).form(&form)).await?;
        Ok(Answer {
            status: seen.status,
            body: seen.body,
        })
    }

    /// Sends a JSON text with its signature in the header `Vestibule-Signature`, and reads the answer.
    ///
    /// # Errors
    /// As above.
    pub async fn post_json(
        &self,
        url: &str,
        (body, signature): (String, &str),
    ) -> Result<Answer, CallFault> {
        let url = address::checked(url, self.private)?;
        let request = self
            .client()?
            .post(url)
            .header("Content-Type", "application/json")
            .header("Vestibule-Signature", signature)
            .body(body);
        let seen = self.carry_out(request).await?;
        Ok(Answer {
            status: seen.status,
            body: seen.body,
        })
    }

    /// Fetches `url` with these headers: how an operator looks at their own platform from outside.
    ///
    /// # Errors
    /// As above.
    pub async fn get(
        &self,
        url: &str,
        headers: &[(&str, &str)],
    ) -> Result<CallResponse, CallFault> {
        let url = address::checked(url, self.private)?;
        let request = headers
            .iter()
            .fold(self.client()?.get(url), |request, (name, value)| {
                request.header(*name, *value)
            });
        self.carry_out(request).await
    }

    async fn carry_out(&self, request: RequestBuilder) -> Result<CallResponse, CallFault> {
        tokio::time::timeout(self.limit, exchange(request))
            .await
            .unwrap_or(Err(CallFault::Slow))
    }
}

async fn exchange(request: RequestBuilder) -> Result<CallResponse, CallFault> {
    let mut response = request.send().await?;
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await? {
        if body.len() + piece.len() > LONGEST_ANSWER {
            return Err(CallFault::TooLarge(response.status().as_u16()));
        }
        body.extend_from_slice(&piece);
    }
    let headers = response.headers().iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    });
    Ok(CallResponse {
        status: response.status().as_u16(),
        headers: headers.collect(),
        body,
    })
}

/// Looks names up as the system does, and keeps the addresses that may be called. The connection is made
/// to one of those: nothing is looked up a second time, when the answer could be another.
struct Names(PrivateAddresses);

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let private = self.0;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0))
                .await
                .map_err(|error| CallFault::Name(error.to_string()))?;
            let kept = address::reachable(found, private)?;
            Ok(Box::new(kept.into_iter()) as Addrs)
        })
    }
}
