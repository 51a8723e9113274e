//! Puts settings, store and web together; the only file that knows them all.

pub mod callbacks;
mod census;
mod error;
pub mod first_admin;
mod keys;
pub mod mails;
mod open;
mod sending;
mod site;
mod stop;
pub mod webhook;

pub use error::StartError;
pub use open::{Founded, open_for_command, open_or_make, open_platform, store_options};

use crate::callback::Caller;
use crate::flow::Platform;
use crate::gateway;
use crate::metrics::Exposition;
use crate::peer::Proxies;
use crate::settings::{LogFormat, Settings};
use crate::web::pages::Mode;
use crate::web::{
    ApiLimit, BrokerLimit, CookieNames, Demo, Edge, LogStyle, Scrape, Service, SocketTimes,
    serve_metrics,
};
use actix_web::dev::{Server, ServerHandle};
use actix_web::web::Data;
use open::workers;
use sending::Sending;
use site::site;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::Duration;
use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use zeroize::Zeroizing;

/// How long open requests may take to finish when the server is told to stop, in seconds: containers are killed
/// after ten, and the last writes come after this.
const FAREWELL: u64 = 7;
/// How long the writer may take for what is queued then. Nobody was told that any of it is kept.
const LAST_WRITES: Duration = Duration::from_secs(1);
/// How often the server looks whether its writer is still there.
const PULSE: Duration = Duration::from_secs(1);
/// How often what nobody can use any more is swept away.
const SWEEP_EVERY: Duration = Duration::from_secs(60);

/// A platform behind its HTTP edge.
pub fn edge(platform: Platform, settings: &Settings, demo: Option<Demo>) -> Edge {
    Edge {
        metadata: OnceLock::new(),
        cookies: CookieNames::of(&settings.public_url),
        proxies: Arc::new(Proxies::new(settings.trusted_proxies.clone())),
        api_limit: ApiLimit::new(settings.rate_limit_api),
        broker_limit: BrokerLimit::new(settings.rate_limit_broker),
        socket_times: SocketTimes::default(),
        log: match settings.log_format {
            LogFormat::Json => LogStyle::Structured,
            LogFormat::Human => LogStyle::Human,
        },
        site: site(
            settings,
            match demo {
                Some(_) => Mode::Demo,
                None => Mode::Lasting,
            },
        ),
        demo,
        platform: Arc::new(platform),
    }
}

/// Where log lines go: stdout, one JSON object a line, or in words for a person.
pub fn start_log(format: LogFormat) {
    let ours = Targets::new()
        .with_target("vestibule", Level::INFO)
        // Calls it an error when a stranger sends no HTTP: whoever watches for errors could be woken at will.
        .with_target("actix_http", LevelFilter::OFF)
        .with_default(Level::WARN);
    let log = tracing_subscriber::registry().with(ours);
    // Where another log was started before, in a test, that one stays.
    let _ = match format {
        LogFormat::Json => log.with(fmt::layer().json().flatten_event(true)).try_init(),
        LogFormat::Human => log.with(fmt::layer().with_target(false)).try_init(),
    };
}

/// Binds the address that the settings name.
pub fn listen(settings: &Settings) -> Result<TcpListener, StartError> {
    bind(settings.listen, "--listen")
}

/// The same for the socket gateway, where it is on.
pub fn listen_for_sockets(settings: &Settings) -> Result<Option<TcpListener>, StartError> {
    let gateway = settings.gateway.as_ref();
    let listener = gateway.map(|gateway| bind(gateway.listen, "gateway.listen"));
    listener.transpose()
}

/// The same for whoever reads metrics, where somebody may.
pub fn listen_for_metrics(settings: &Settings) -> Result<Option<MetricsListener>, StartError> {
    let metrics = settings.metrics.as_ref();
    let listener = metrics.map(|metrics| {
        let listener = bind(metrics.listen, "metrics.listen")?;
        let token = metrics.token.clone();
        Ok(MetricsListener { listener, token })
    });
    listener.transpose()
}

fn bind(address: SocketAddr, setting: &'static str) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).map_err(|error| StartError::Listen {
        address: address.to_string(),
        setting,
        error,
    })
}

/// Starts the socket gateway on a bound listener, beside the HTTP edge and on the same platform.
pub fn start_gateway(
    edge: &Edge,
    listener: TcpListener,
    options: gateway::Options,
) -> Result<gateway::Running, StartError> {
    let platform = edge.platform.clone();
    let off = || StartError::Gateway("it is off: set gateway.enabled = true".to_owned());
    let policy = platform.policy.gateway.ok_or_else(off)?;
    let parts = gateway::Parts {
        caller: Caller::new(platform.policy.private_callbacks),
        policy,
        options,
        proxies: Arc::clone(&edge.proxies),
        platform,
    };
    gateway::start(parts, listener).map_err(|failure| StartError::Gateway(failure.to_string()))
}

/// Starts sending what waits in the outbox.
pub fn start_callbacks(platform: &Arc<Platform>) -> Result<Sending, StartError> {
    let caller = Caller::new(platform.policy.private_callbacks);
    callbacks::start(Arc::clone(platform), caller).map_err(StartError::Callbacks)
}

/// Starts answering on a bound listener, until its handle is told to stop; then what is open is answered first.
pub fn start(edge: Data<Edge>, listener: TcpListener) -> Result<Server, StartError> {
    let service = Service {
        workers: workers(),
        farewell: FAREWELL,
    };
    Ok(crate::web::serve(edge, listener, service)?)
}

/// What a server listens on.
pub struct Listeners {
    pub http: TcpListener,
    /// Where the socket gateway is on.
    pub sockets: Option<TcpListener>,
    pub metrics: Option<MetricsListener>,
}

/// Where metrics are read, and with what token.
pub struct MetricsListener {
    pub listener: TcpListener,
    pub token: Option<Zeroizing<String>>,
}

/// Starts answering whoever reads metrics.
pub fn start_metrics(platform: &Platform, at: MetricsListener) -> Result<Server, StartError> {
    let database = if platform.store.is_embedded() {
        "sqlite"
    } else {
        "postgresql"
    };
    let version = env!("CARGO_PKG_VERSION");
    let scrape = Scrape {
        exposition: Exposition::new(&platform.metrics, version, database),
        token: at.token,
    };
    Ok(serve_metrics(scrape, at.listener)?)
}

/// Serves until told to stop; what was acknowledged is finished before this returns.
pub fn serve(edge: Edge, listeners: Listeners) -> Result<(), StartError> {
    // Each connection is a file: as many as the system grants, not the few that a shell begins with. Where it
    // grants no more, the log says so when connections are not accepted.
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    let edge = Data::new(edge);
    let clock = edge.platform.clock.clone();
    let lifetimes = edge.platform.policy.lifetimes();
    let store = &edge.platform.store;
    store.keep_swept(SWEEP_EVERY, lifetimes, move || clock.now())?;
    let options = gateway::Options::default();
    let sockets = listeners.sockets;
    let gateway = sockets.map(|listener| start_gateway(&edge, listener, options));
    let beside = Beside {
        gateway: gateway.transpose()?,
        callbacks: start_callbacks(&edge.platform)?,
        mails: mails::start(&edge)?,
        webhook: webhook::start(&edge.platform)?,
        keys: keys::Looking::start(edge.platform.clone()).map_err(StartError::Keys)?,
        census: counting(&edge, listeners.metrics.is_some())?,
    };
    actix_web::rt::System::new().block_on(async {
        let served = until_the_end(&edge, (listeners.http, listeners.metrics), beside).await;
        let platform = edge.platform.clone();
        let closed = stop::aside(move || platform.store.close());
        if tokio::time::timeout(LAST_WRITES, closed).await.is_err() {
            tracing::warn!("the database does not answer: the server ends without it");
        }
        served
    })
}

/// For metrics, and for the first of the admin pages.
fn counting(edge: &Edge, has_metrics: bool) -> Result<Option<census::Counting>, StartError> {
    let is_read = has_metrics || edge.platform.policy.admin.enabled;
    let counting = is_read.then(|| census::Counting::start(edge.platform.clone()));
    counting.transpose().map_err(StartError::Census)
}

async fn until_the_end(
    edge: &Data<Edge>,
    (listener, metrics): (TcpListener, Option<MetricsListener>),
    beside: Beside,
) -> Result<(), StartError> {
    // So that the first unknown name costs no more than the second.
    LazyLock::force(&edge.platform.dummy_phc);
    let mut signals = stop::Signals::listen()?;
    if let Some(at) = metrics {
        // Goes on until the process ends: whoever watches it sees the last of it too.
        drop(actix_web::rt::spawn(start_metrics(&edge.platform, at)?));
    }
    let server = start(edge.clone(), listener)?;
    let handle = server.handle();
    let mut server = actix_web::rt::spawn(server);
    let gateway = beside.gateway.as_ref();
    tokio::select! {
        ended = &mut server => ended.map_err(io::Error::other)?.map_err(StartError::Server),
        () = writer_died(edge) => {
            handle.stop(false).await;
            Err(StartError::WriterEnded)
        }
        () = gateway_ended(gateway) => {
            handle.stop(false).await;
            Err(StartError::GatewayEnded)
        }
        () = signals.asked() => {
            end(handle, beside, signals).await;
            Ok(())
        }
    }
}

/// What serves beside the HTTP edge; each ends when it is dropped, which takes a while.
struct Beside {
    gateway: Option<gateway::Running>,
    callbacks: Sending,
    mails: Option<Sending>,
    webhook: Option<Sending>,
    keys: keys::Looking,
    /// Where somebody may read it.
    census: Option<census::Counting>,
}

/// All at the same time, so that together they take no longer than one. Who asks twice is in a hurry.
async fn end(http: ServerHandle, beside: Beside, mut signals: stop::Signals) {
    let Beside {
        gateway,
        callbacks,
        mails,
        webhook,
        keys,
        census,
    } = beside;
    let others = [
        stop::aside(move || drop(gateway)),
        stop::aside(move || drop(callbacks)),
        stop::aside(move || drop(mails)),
        stop::aside(move || drop(webhook)),
        stop::aside(move || drop(keys)),
        stop::aside(move || drop(census)),
    ];
    let all = async {
        http.stop(true).await;
        for other in others {
            // Its end closes the channel.
            let _closed = other.await;
        }
    };
    tokio::select! {
        () = all => {}
        () = signals.asked() => {}
        // Whatever waits for a database that hangs comes to no end.
        () = tokio::time::sleep(Duration::from_secs(FAREWELL)) => {}
    }
}

/// Returns only when nothing can be written any more.
async fn writer_died(edge: &Edge) {
    while !edge.platform.store.writer_has_died() {
        tokio::time::sleep(PULSE).await;
    }
}

/// Returns only when a gateway that was started serves no more.
async fn gateway_ended(gateway: Option<&gateway::Running>) {
    while !gateway.is_some_and(gateway::Running::has_ended) {
        tokio::time::sleep(PULSE).await;
    }
}
