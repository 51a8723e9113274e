//! Why a call came to nothing, in words for the log. None of them holds what was sent, what came back, or
//! the URL, which may carry a secret of its owner's in its query.

use rustls::CertificateError;
use std::error::Error;
use std::iter::successors;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::{fs, io};

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallFault {
    #[error("the address cannot be read: {0}")]
    NoUrl(url::ParseError),
    #[error("the address is neither https nor http")]
    Scheme,
    #[error("the address holds a user name or a password")]
    UserInfo,
    #[error(
        "the address is plain http, which is for private addresses only, and those are not allowed"
    )]
    PlainHttp,
    #[error("the host is at {0}, which is not a public address, and others are not allowed")]
    Private(IpAddr),
    #[error("the host's name does not resolve: {0}")]
    Name(String),
    #[error("no connection: {0}")]
    NoConnection(String),
    #[error("the host's certificate is not trusted: {0}")]
    Certificate(String),
    #[error(
        "no certificate can be trusted: this machine has no store of CA certificates (install the package \
         ca-certificates, or name a file in SSL_CERT_FILE, and start again)"
    )]
    NoCertificates,
    #[error("calls to other servers cannot be prepared: {0}")]
    NotPrepared(String),
    #[error("no whole answer within the time limit")]
    Slow,
    /// With its status.
    #[error("the answer is too large")]
    TooLarge(u16),
    #[error("the answer cannot be read: {0}")]
    Broken(String),
}

impl From<reqwest::Error> for CallFault {
    fn from(error: reqwest::Error) -> Self {
        // Our own words come back from deep inside when we refused the address of a name.
        if let Some(own) = causes(&error).find_map(|cause| cause.downcast_ref::<Self>()) {
            return own.clone();
        }
        if let Some(why) = causes(&error).find_map(certificate_fault) {
            return untrusted(why);
        }
        if error.is_timeout() {
            return Self::Slow;
        }
        // Not the outermost, which holds the URL.
        let innermost = causes(&error).skip(1).last();
        let text = innermost.map_or_else(|| "no reason given".to_owned(), ToString::to_string);
        if error.is_connect() {
            Self::NoConnection(text)
        } else {
            Self::Broken(text)
        }
    }
}

type Cause<'a> = &'a (dyn Error + 'static);

fn causes(error: &reqwest::Error) -> impl Iterator<Item = Cause<'_>> {
    successors(Some(error as Cause<'_>), |cause: &Cause<'_>| {
        (*cause).source()
    })
}

/// An error of IO holds another one, and does not count it among its causes.
fn certificate_fault<'a>(cause: Cause<'a>) -> Option<&'a CertificateError> {
    if let Some(within) = cause
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
    {
        return certificate_fault(within);
    }
    match cause.downcast_ref()? {
        rustls::Error::InvalidCertificate(why) => Some(why),
        _ => None,
    }
}

fn untrusted(why: &CertificateError) -> CallFault {
    if is_without_certificates() {
        return CallFault::NoCertificates;
    }
    CallFault::Certificate(match why {
        // With another key, somebody of the issuer's name is not the issuer.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "its issuer is not known here".to_owned()
        }
        CertificateError::Other(other) if other.to_string().contains(FOR_CAS) => {
            "it says that it is for a CA (CA:TRUE), not for a server".to_owned()
        }
        other => other.to_string(),
    })
}

/// What rustls calls it.
const FOR_CAS: &str = "CaUsedAsEndEntity";

/// Why no call can be made at all.
pub fn unprepared(error: &reqwest::Error) -> CallFault {
    if is_without_certificates() {
        return CallFault::NoCertificates;
    }
    let innermost = causes(error).last().map(ToString::to_string);
    CallFault::NotPrepared(innermost.unwrap_or_default())
}

fn is_without_certificates() -> bool {
    let store = openssl_probe::probe();
    !holds_certificates(store.cert_file.as_deref(), &store.cert_dir)
}

/// Is there anything in the system's store of CA certificates? It is where OpenSSL is told to look: the file and
/// the folder named by `SSL_CERT_FILE` and `SSL_CERT_DIR`, else the places known of the distributions.
pub fn holds_certificates(file: Option<&Path>, folders: &[PathBuf]) -> bool {
    let in_file = file.and_then(|file| fs::read(file).ok());
    in_file.is_some_and(|pem| pem.windows(BEGIN.len()).any(|part| part == BEGIN))
        || folders.iter().any(|folder| {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            entries.into_iter().any(|entry| is_found(&entry.path()))
        })
}

const BEGIN: &[u8] = b"-----BEGIN ";

/// In a folder OpenSSL finds only files that are named by a hash of the subject: `9d66eef0.0`.
fn is_found(path: &Path) -> bool {
    let all = |part: Option<&std::ffi::OsStr>, test: fn(u8) -> bool| {
        part.is_some_and(|part| part.as_encoded_bytes().iter().all(|byte| test(*byte)))
    };
    all(path.extension(), |byte| byte.is_ascii_digit())
        && all(path.file_stem(), |byte| byte.is_ascii_hexdigit())
}
