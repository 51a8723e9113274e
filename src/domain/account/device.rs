//! What a browser is called in the list of sessions: a few words out of its User-Agent, which itself is never
//! kept. The words come from the lists below, so that nobody writes their own into somebody's list.

/// Later names stand inside the User-Agent of earlier ones.
const BROWSERS: [(&str, &str); 13] = [
    ("QtWebEngine/", "Qt"),
    ("Electron/", "Electron"),
    ("EdgiOS/", "Edge"),
    ("EdgA/", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Vivaldi/", "Vivaldi"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
    ("FreeBSD", "FreeBSD"),
];

/// Between browser and system, where both are known.
const AND: &str = ", ";

/// Browser and system, as far as the User-Agent tells: `Firefox, Linux`.
pub fn label_of(user_agent: &str) -> Option<String> {
    let known = [
        first_in(user_agent, &BROWSERS),
        first_in(user_agent, &SYSTEMS),
    ];
    let known: Vec<&str> = known.into_iter().flatten().collect();
    Some(known.join(AND)).filter(|label| !label.is_empty())
}

/// The two parts of a label, where it has two.
pub fn parts(label: &str) -> Option<(&str, &str)> {
    label.split_once(AND)
}

fn first_in(user_agent: &str, list: &[(&str, &'static str)]) -> Option<&'static str> {
    let known = list.iter().find(|(sign, _)| user_agent.contains(sign));
    known.map(|(_, word)| *word)
}
