//! Calls to other people's servers: to real ones on loopback, with and without permission.

mod address;
mod delivery;
mod https;

use std::future::Future;
use std::time::Duration;
use vestibule::callback::{Answer, CallFault, Caller, PrivateAddresses};

const SIGNED: &str = "c2lnbmVk.cGF5bG9hZA";

/// Where tests wait for the limit.
const SHORT: Duration = Duration::from_millis(300);

fn anywhere() -> Caller {
    Caller::new(PrivateAddresses::Allowed)
}

fn only_public() -> Caller {
    Caller::new(PrivateAddresses::Refused)
}

fn call(caller: &Caller, url: &str) -> Result<Answer, CallFault> {
    wait(caller.post_signed(url, ("signed_request", SIGNED)))
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().expect("a runtime");
    runtime.block_on(work)
}
