//! What apps registered by rules of an earlier day: it goes on working, and has its price.

use super::finding::Finding;
use crate::domain::oauth::client::App;
use crate::domain::oauth::redirect_uri::RegisteredUri;
use crate::domain::openid::algorithm::Algorithm;
use crate::domain::own_address::is_own_page;
use crate::flow::Platform;

/// How many addresses are named.
const NAMED: usize = 5;

pub fn look(platform: &Platform) -> Vec<Finding> {
    let Ok(apps) = platform.store.read(|reader| reader.apps()) else {
        return Vec::new();
    };
    let addresses = addresses(&apps, &platform.policy.public_url);
    let signed = signed_otherwise(&apps, &platform.keys.policy.algorithms);
    std::iter::once(addresses).chain(signed).collect()
}

/// Apps whose algorithm the setting no longer names.
fn signed_otherwise(apps: &[App], kept: &[Algorithm]) -> Option<Finding> {
    let lost = apps.iter().filter_map(|app| {
        let mut wanted = std::iter::once(app.id_token_alg).chain(app.userinfo_alg);
        let lost = wanted.find(|one| !kept.contains(one))?;
        Some(format!(
            "app {} is registered for {}",
            app.id.0,
            lost.word()
        ))
    });
    let lost: Vec<String> = lost.collect();
    (!lost.is_empty()).then(|| {
        let found = format!("{}: it is signed with RS256 instead", listed(&lost));
        let mend = "Name the algorithm in signing.algorithms again, or change the app with `vestibule app edit APP \
                    --id-token-alg RS256` or `--userinfo-alg`.";
        Finding::warn("signing", found, mend)
    })
}

/// The first of them, and how many more there are.
fn listed(all: &[String]) -> String {
    let (first, rest) = all.split_at(NAMED.min(all.len()));
    let more = match rest.len() {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    format!("{}{more}", first.join("; "))
}

fn addresses(apps: &[App], public_url: &str) -> Finding {
    let old: Vec<String> = apps
        .iter()
        .flat_map(|app| outgrown(app, public_url))
        .collect();
    if old.is_empty() {
        return Finding::ok("apps", "every redirect URI follows today's rules");
    }
    let mend = "Add another with `vestibule app edit APP --add-redirect-uri URI`, let the program use it, then \
                remove the old one with --remove-redirect-uri.";
    Finding::warn("apps", listed(&old), mend)
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
