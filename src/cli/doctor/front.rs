//! What can be seen from outside: does the server answer, do people find it, and what does the way do to requests.

use super::clocks;
use super::finding::{Finding, State};
use super::machine::Machine;
use crate::callback::{CallResponse, Caller, PrivateAddresses};
use crate::cli::refusal::Refusal;
use crate::domain::checkup;
use crate::domain::openid::DISCOVERY;
use crate::domain::own_address::{cookie_name, is_this_machine};
use crate::domain::peer::nearest_stranger;
use crate::domain::time::Timestamp;
use crate::settings::Settings;
use crate::store::ToldTime;
use serde::Deserialize;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Instant;

/// From a range that nobody has (RFC 5737): what a stranger would claim to be.
const FORGED: &str = "192.0.2.1";

const ADDRESS: &str = "address";

/// What the server says of how a request arrived.
#[derive(Deserialize)]
struct Arrival {
    version: String,
    now: i64,
    peer: String,
    forwarded: String,
    cookie: bool,
}

impl Arrival {
    fn told(&self, asked: Instant, answered: Instant) -> ToldTime {
        ToldTime {
            said: Timestamp::from_millis(self.now),
            asked,
            answered,
        }
    }
}

pub fn look(settings: &Settings, machine: &Machine) -> Result<Vec<Finding>, Refusal> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    // It is our own platform, which may well be at a private address.
    let caller = Caller::new(PrivateAddresses::Allowed);
    Ok(runtime.block_on(async {
        let mut findings = vec![server(&caller, settings).await];
        let way = way(&caller, settings, machine).await;
        let is_here = way
            .iter()
            .any(|it| it.check == ADDRESS && it.state == State::Ok);
        findings.extend(way);
        if is_here {
            findings.push(discovery(&caller, settings).await);
        }
        findings
    }))
}

/// The server itself, past every proxy.
async fn server(caller: &Caller, settings: &Settings) -> Finding {
    let at = reachable(settings.listen);
    match caller.get(&format!("http://{at}/readyz"), &[]).await {
        Ok(seen) if seen.status == 200 => Finding::ok("server", format!("ready on {at}")),
        Ok(seen) if seen.status == 503 => Finding::fail(
            "server",
            format!("it runs on {at}, but cannot use its database"),
            "Its log says why, in the lines \"not ready\".",
        ),
        Ok(seen) => Finding::fail(
            "server",
            format!(
                "something else answers on {at}, with status {}",
                seen.status
            ),
            "Stop that, or choose another `listen`.",
        ),
        Err(fault) => Finding::fail(
            "server",
            format!("nothing answers on {at}: {fault}"),
            "Start it: `vestibule serve`.",
        ),
    }
}

/// Where one that listens everywhere is found.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        ip if !ip.is_unspecified() => ip,
        _ => IpAddr::V4(Ipv4Addr::LOCALHOST),
    };
    SocketAddr::new(ip, listen.port())
}

/// The way that people take.
async fn way(caller: &Caller, settings: &Settings, machine: &Machine) -> Vec<Finding> {
    let Some(key) = &machine.key else {
        return Vec::new();
    };
    let proof = checkup::proof(key, machine.now);
    let cookie = format!("{}=1", checkup::COOKIE);
    let headers = [
        (checkup::HEADER, proof.as_str()),
        ("x-forwarded-for", FORGED),
        ("cookie", cookie.as_str()),
    ];
    let url = format!("{}/healthz", settings.public_url);
    let asked = Instant::now();
    let got = caller.get(&url, &headers).await;
    let answered = Instant::now();
    let seen = match got {
        Ok(seen) => seen,
        Err(fault) => {
            let found = format!("{} cannot be reached: {fault}", settings.public_url);
            let mend = "Check the DNS name, the firewall, the reverse proxy and its certificate.";
            return vec![Finding::fail(ADDRESS, found, mend)];
        }
    };
    match serde_json::from_slice::<Arrival>(&seen.body) {
        Ok(arrival) if seen.status == 200 => vec![
            leads_here(settings, &arrival),
            forwarding(settings, &arrival),
            cookies(settings, &seen, &arrival),
            clocks::of_server(arrival.told(asked, answered)),
        ],
        _ => vec![leads_elsewhere(settings, &seen)],
    }
}

fn leads_here(settings: &Settings, arrival: &Arrival) -> Finding {
    let (url, version) = (&settings.public_url, &arrival.version);
    Finding::ok(ADDRESS, format!("{url} leads to vestibule {version}"))
}

fn leads_elsewhere(settings: &Settings, seen: &CallResponse) -> Finding {
    let url = &settings.public_url;
    match seen.status {
        200 => Finding::fail(
            ADDRESS,
            format!("{url} answers, but not from a server with this server key"),
            "Check that public_url is right, and that all servers share one key. After `vestibule key rotate`, \
             restart the server.",
        ),
        status => Finding::fail(
            ADDRESS,
            format!("{url}/healthz answers with status {status}"),
            format!(
                "The reverse proxy has to forward everything to {}.",
                settings.listen
            ),
        ),
    }
}

/// Do apps find all the rest, under the name that they compare?
async fn discovery(caller: &Caller, settings: &Settings) -> Finding {
    #[derive(Deserialize)]
    struct Metadata {
        issuer: String,
    }
    let public_url = &settings.public_url;
    let at = format!("{public_url}{DISCOVERY}");
    let forward = || {
        format!(
            "The reverse proxy has to forward everything to {}, paths that begin with /.well-known too.",
            settings.listen
        )
    };
    let seen = match caller.get(&at, &[]).await {
        Ok(seen) if seen.status == 200 => seen,
        Ok(seen) => {
            let found = format!("{at} answers with status {}", seen.status);
            return Finding::fail("discovery", found, forward());
        }
        Err(fault) => {
            let found = format!("{at} cannot be reached: {fault}");
            return Finding::fail("discovery", found, forward());
        }
    };
    match serde_json::from_slice::<Metadata>(&seen.body) {
        Ok(told) if told.issuer == *public_url => {
            Finding::ok("discovery", format!("{at} names this issuer"))
        }
        Ok(Metadata { issuer }) => Finding::fail(
            "discovery",
            format!("{at} names the issuer {issuer}, not {public_url}: apps refuse that"),
            "Set public_url to the one address that apps and users know, on every server, and restart.",
        ),
        Err(_) => Finding::fail(
            "discovery",
            format!("{at} answers something else"),
            forward(),
        ),
    }
}

/// Is it told whom the proxy speaks for, and nothing by anybody else?
fn forwarding(settings: &Settings, arrival: &Arrival) -> Finding {
    let (peer, forwarded) = (&arrival.peer, &arrival.forwarded);
    let trusted = &settings.trusted_proxies;
    let address = peer.parse::<IpAddr>().ok();
    let is_trusted = address.is_some_and(|peer| trusted.iter().any(|net| net.contains(&peer)));
    let whence = address.map(|peer| nearest_stranger(peer, &[forwarded.as_bytes()], trusted));
    if let Some(unread) = whence.and_then(|whence| whence.unread) {
        return unreadable(unread);
    }
    let is_direct = forwarded == FORGED;
    match (is_direct, is_trusted) {
        (true, false) if settings.public_url.starts_with("http://") => {
            Finding::ok("proxy", "none: clients are counted by their own address")
        }
        (true, _) => Finding::fail(
            "proxy",
            "X-Forwarded-For arrives as the client wrote it: anyone can pose as any address",
            "Configure the proxy to append to it or replace it: see docs/operating.md for nginx and Caddy.",
        ),
        (false, _) if forwarded.is_empty() => Finding::fail(
            "proxy",
            "no X-Forwarded-For arrives: all users count as one address",
            "Configure the proxy to send it: see docs/operating.md for nginx and Caddy.",
        ),
        (false, false) => Finding::fail(
            "proxy",
            format!(
                "the proxy connects from {peer}, which is not in trusted_proxies: all users count as one address"
            ),
            format!("Set trusted_proxies = [\"{peer}\"], if that is your proxy, and restart."),
        ),
        (false, true) => Finding::ok(
            "proxy",
            format!("{peer} forwards client addresses, and is trusted"),
        ),
    }
}

fn unreadable(unread: &[u8]) -> Finding {
    Finding::fail(
        "proxy",
        format!(
            "X-Forwarded-For ends in {:?}, which is not an address: all users count as one address",
            String::from_utf8_lossy(unread).trim()
        ),
        "Configure the proxy to write the client's address there, with or without a port.",
    )
}

/// Does a cookie arrive as it was sent, and come back?
fn cookies(settings: &Settings, seen: &CallResponse, arrival: &Arrival) -> Finding {
    let is_https = settings.public_url.starts_with("https://");
    let name = cookie_name(&settings.public_url, "checkup");
    let cookie = seen.header("set-cookie").unwrap_or_default();
    let has = |attribute: &str| {
        let mut attributes = cookie.split(';').map(str::trim);
        attributes.any(|given| given.eq_ignore_ascii_case(attribute))
    };
    let value = cookie.strip_prefix(name.as_str());
    let is_whole = value.is_some_and(|value| value.starts_with('='))
        && has("Path=/")
        && has("Secure") == is_https
        && !cookie.to_ascii_lowercase().contains("domain=");
    if !is_whole {
        let mend = "Configure the proxy to leave Set-Cookie alone: no proxy_cookie_path, proxy_cookie_domain, \
             proxy_cookie_flags.";
        return Finding::fail(
            "cookie",
            "browsers will not keep the cookie: the proxy changes it",
            mend,
        );
    }
    if !arrival.cookie {
        let mend = "Configure the proxy to forward the Cookie header.";
        return Finding::fail("cookie", "cookies that browsers send do not arrive", mend);
    }
    let url = url::Url::parse(&settings.public_url);
    if is_https || url.is_ok_and(|url| is_this_machine(&url)) {
        return Finding::ok("cookie", "set and returned unchanged");
    }
    let mend = "Set up https: see docs/operating.md.";
    Finding::warn(
        "cookie",
        "sent unencrypted: anyone on the network path can sign in with it",
        mend,
    )
}
