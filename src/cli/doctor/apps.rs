//! What apps registered by rules of an earlier day: it goes on working, and has its price.

use super::finding::Finding;
use crate::domain::oauth::client::App;
use crate::domain::oauth::redirect_uri::RegisteredUri;
use crate::domain::own_address::is_own_page;
use crate::flow::Platform;

/// How many addresses are named.
const NAMED: usize = 5;

pub fn look(platform: &Platform) -> Option<Finding> {
    let apps = platform.store.read(|reader| reader.apps()).ok()?;
    let old: Vec<String> = apps
        .iter()
        .flat_map(|app| outgrown(app, &platform.policy.public_url))
        .collect();
    if old.is_empty() {
        return Some(Finding::ok(
            "apps",
            "every redirect URI follows today's rules",
        ));
    }
    let (first, rest) = old.split_at(NAMED.min(old.len()));
    let more = match rest.len() {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    let mend = "Add another with `vestibule app edit APP --add-redirect-uri URI`, let the program use it, then \
                remove the old one with --remove-redirect-uri.";
    Some(Finding::warn(
        "apps",
        format!("{}{more}", first.join("; ")),
        mend,
    ))
}

fn outgrown(app: &App, public_url: &str) -> impl Iterator<Item = String> {
    let fault_of = |uri: &RegisteredUri| {
        if is_own_page(public_url, uri.raw()) {
            return Some("it is a page of this server, and no answer goes there".to_owned());
        }
        uri.outgrown(app.short_scheme())
            .map(|fault| fault.to_string())
    };
    app.redirect_uris.iter().filter_map(move |uri| {
        let fault = fault_of(uri)?;
        // What stands in a query may be nobody else's business.
        let address = uri.raw().split('?').next().unwrap_or_default();
        Some(format!("app {} has {address}: {fault}", app.id.0))
    })
}
