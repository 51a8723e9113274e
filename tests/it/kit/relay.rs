//! What stands in front of a database so that it can move: an address on loopback that leads to one server's socket
//! today and to another's tomorrow. Connections that are open stay where they were.

use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

pub struct Relay {
    pub port: u16,
    leads_to: Arc<Mutex<PathBuf>>,
    joined: Arc<AtomicUsize>,
}

impl Relay {
    /// `sockets` is the folder of a PostgreSQL server's socket.
    pub fn to(sockets: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let port = listener.local_addr().expect("an address").port();
        let leads_to = Arc::new(Mutex::new(sockets.to_owned()));
        let target = Arc::clone(&leads_to);
        let joined = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&joined);
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let socket = target.lock().expect("a folder").join(".s.PGSQL.5432");
                // Whoever comes while the server is away is turned away.
                if let Ok(far) = UnixStream::connect(socket) {
                    count.fetch_add(1, Ordering::Relaxed);
                    join(near, far);
                }
            }
        });
        Self {
            port,
            leads_to,
            joined,
        }
    }

    /// How many connections there were since this was asked before.
    pub fn takes_count(&self) -> usize {
        self.joined.swap(0, Ordering::Relaxed)
    }

    /// From now on new connections lead there.
    pub fn turn_to(&self, sockets: &Path) {
        *self.leads_to.lock().expect("a folder") = sockets.to_owned();
    }
}

fn join(mut near: TcpStream, mut far: UnixStream) {
    let (Ok(mut near_in), Ok(mut far_in)) = (near.try_clone(), far.try_clone()) else {
        return;
    };
    thread::spawn(move || {
        let _cut = std::io::copy(&mut near_in, &mut far);
        let _gone = far.shutdown(Shutdown::Both);
    });
    thread::spawn(move || {
        let _cut = std::io::copy(&mut far_in, &mut near);
        let _gone = near.shutdown(Shutdown::Both);
    });
}
