//! How long each thing may last. Only tests change it.

use std::time::Duration;

#[derive(Clone, Copy, Debug)]
pub struct SocketTimes {
    /// How often the server says that it is there.
    pub heartbeat: Duration,
    /// Who sends nothing for so long is gone.
    pub silence: Duration,
    /// How often credentials are looked at: an end counts on all servers within two seconds.
    pub look_every: Duration,
    /// How long the program that signed out has to close its socket itself.
    pub farewell: Duration,
}

impl Default for SocketTimes {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(25),
            silence: Duration::from_secs(60),
            look_every: Duration::from_millis(300),
            farewell: Duration::from_millis(1100),
        }
    }
}
