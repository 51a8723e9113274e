//! Starting and stopping; accepting connections.

use super::delays::Delays;
use super::handlers::Handlers;
use super::refusals::Nothing;
use super::request::{Peer, answer};
use super::room::{Guests, Scales};
use super::shared::{Connections, Gateway, Options};
use super::wire::Wire;
use super::{connection, watch};
use crate::callback::Caller;
use crate::flow::gateway::{GatewayPolicy, connections};
use crate::flow::{Failure, Platform};
use crate::peer::Proxies;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use socketioxide::SocketIo;
use socketioxide::extract::SocketRef;
use socketioxide::handler::ConnectHandler;
use std::convert::Infallible;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

const WORKERS: usize = 2;
/// Most packets that wait for a client to take them: three for each of its events that may wait at once.
const MOST_UNSENT: usize = 256;
/// How long the head of a request may take to arrive.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// Longest head.
const LONGEST_HEAD: usize = 16 * 1024;
/// How long after a connection could not be accepted (too many files are open) the next is tried.
const BREATH: Duration = Duration::from_millis(100);
/// How long a thread that waits for the store is waited for when the server stops.
const FAREWELL: Duration = Duration::from_secs(2);

/// What a gateway is made of.
pub struct Parts {
    pub platform: Arc<Platform>,
    pub policy: GatewayPolicy,
    pub options: Options,
    pub proxies: Arc<Proxies>,
    pub caller: Caller,
}

/// A gateway that serves, until it is stopped.
pub struct Running {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Serves on a bound listener, in threads of its own.
pub fn start(parts: Parts, listener: TcpListener) -> Result<Running, Failure> {
    let failed = |error: io::Error| Failure::Unavailable(format!("the gateway: {error}"));
    let node_key = connections::open(&parts.platform)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let runtime = Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .thread_name("gateway")
        .enable_all()
        .build()
        .map_err(failed)?;
    let gateway = Arc::new(Gateway {
        delays: Delays::new(parts.policy.brake),
        platform: parts.platform,
        policy: parts.policy,
        options: parts.options,
        proxies: parts.proxies,
        caller: parts.caller,
        node_key,
        library: OnceLock::new(),
        connections: Mutex::new(Connections::default()),
        doors: Arc::default(),
        guests: Guests::new(parts.options.strangers),
        scales: Scales::default(),
        handlers: Handlers::default(),
    });
    let (stop, stopped) = oneshot::channel();
    let work = move || {
        serve(&runtime, gateway, listener, stopped);
        runtime.shutdown_timeout(FAREWELL);
    };
    let thread = thread::Builder::new()
        .name("gateway".to_owned())
        .spawn(work);
    Ok(Running {
        stop: Some(stop),
        thread: Some(thread.map_err(failed)?),
    })
}

impl Running {
    /// Closes every connection, and says that they are gone.
    pub fn stop(mut self) {
        self.end();
    }

    /// It serves no more, though nobody stopped it.
    pub fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    fn end(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It may have ended by itself.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has said so by itself.
            let _ = thread.join();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

fn serve(
    runtime: &Runtime,
    gateway: Arc<Gateway>,
    listener: TcpListener,
    stopped: oneshot::Receiver<()>,
) {
    runtime.block_on(async {
        let io = make_library(&gateway);
        let listener = match tokio::net::TcpListener::from_std(listener) {
            Ok(listener) => listener,
            Err(error) => {
                tracing::error!(reason = %error, "the gateway cannot listen");
                return;
            }
        };
        tokio::spawn(watch::renew_lease(gateway.clone()));
        tokio::spawn(watch::keep_to_the_list(gateway.clone()));
        tokio::select! {
            () = accept(&gateway, &listener) => {}
            _ = stopped => {}
        }
        // Connections are cut with the runtime and told nothing: whoever is told to go does not come back, and the
        // next server is about to start.
        drop(io);
        let ended = connections::close(&gateway.platform, gateway.node_key);
        if let Err(failure) = ended {
            tracing::warn!(reason = %failure, "tokens of this server's connections die with its lease");
        }
    });
}

fn make_library(gateway: &Arc<Gateway>) -> SocketIo {
    let (library, io) = SocketIo::builder()
        .max_payload(super::payload::LONGEST)
        .ws_read_buffer_size(512)
        // The newer generation begins by saying so. Who has not identified has to go in any case.
        .connect_timeout(
            gateway
                .options
                .begin_within
                .min(gateway.options.identify_within),
        )
        .max_buffer_size(MOST_UNSENT)
        .build_with_inner_svc(Nothing);
    let begins = {
        // A weak one: the library is part of the gateway.
        let gateway = Arc::downgrade(gateway);
        move |socket: SocketRef| {
            if let Some(gateway) = gateway.upgrade() {
                connection::begin(&gateway, &socket);
            }
            std::future::ready(Ok::<_, Infallible>(()))
        }
    };
    let is_there = {
        let gateway = Arc::downgrade(gateway);
        move |socket: SocketRef| {
            let gateway = gateway.upgrade();
            let signals = gateway.and_then(|gateway| gateway.signals_of(&socket.id.to_string()));
            if let Some(signals) = signals {
                signals.is_there();
            }
            std::future::ready(())
        }
    };
    io.ns("/", is_there.with(begins));
    // The first and only time.
    let _ = gateway.library.set(library);
    io
}

async fn accept(gateway: &Arc<Gateway>, listener: &tokio::net::TcpListener) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => drop(tokio::spawn(attend(gateway.clone(), stream, peer))),
            Err(error) => {
                tracing::warn!(reason = %error, "a connection was not accepted");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}

async fn attend(gateway: Arc<Gateway>, stream: TcpStream, peer: SocketAddr) {
    // Answers are small and waited for.
    let _ = stream.set_nodelay(true);
    let wire = Wire::new(stream);
    let peer = Peer {
        address: peer.ip(),
        wire: wire.handle(),
    };
    let service = service_fn(move |request| answer(gateway.clone(), peer.clone(), request));
    // However it ended, it is over.
    let _ = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME)
        .max_buf_size(LONGEST_HEAD)
        .serve_connection(TokioIo::new(wire), service)
        .with_upgrades()
        .await;
}
