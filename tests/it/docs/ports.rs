//! Pages name the ports that programs listen on by themselves; here a free one stands for each.

use crate::kit::server::free_port;
use std::collections::BTreeMap;

#[derive(Default)]
pub struct Ports(BTreeMap<String, String>);

impl Ports {
    /// The page's port `named` is `here`.
    pub fn take(&mut self, named: &str, here: &str) {
        self.0.insert(named.to_owned(), here.to_owned());
    }

    /// A text of the page, on ports that are free here.
    pub fn translate(&mut self, text: &str) -> String {
        for part in text.split("127.0.0.1:").skip(1) {
            let end = part.find(|c: char| !c.is_ascii_digit());
            let port = &part[..end.unwrap_or(part.len())];
            if !port.is_empty() {
                let free = || free_port().to_string();
                self.0.entry(port.to_owned()).or_insert_with(free);
            }
        }
        let mut here = String::new();
        for part in text.split_inclusive(|c: char| !c.is_ascii_digit()) {
            // Digits, and at most one other character behind them.
            let port = part.trim_end_matches(|c: char| !c.is_ascii_digit());
            here.push_str(self.0.get(port).map_or(port, String::as_str));
            here.push_str(&part[port.len()..]);
        }
        here
    }
}
