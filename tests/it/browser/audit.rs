//! Every page in every state, looked at by the rules of axe-core, and in the smallest window there is.

use crate::kit::browser::{Browser, with_browser};
use crate::kit::clients::{AXE, with_libraries};
use crate::kit::rounds;
use crate::kit::tiny::{TinyServer, answer, page};
use crate::mail::samples::{facts, payload, sent_kinds};
use crate::pages::samples::site;
use crate::pages::{all_pages_in, pseudo};
use std::collections::BTreeMap;
use vestibule::domain::oauth::authorize::Layout;
use vestibule::web::pages::Mode;
use vestibule::web::pages::mail::render_mail;

const CSS: &str = include_str!("../../../static/vestibule.css");
const TABLES: &str = include_str!("../../../static/admin.css");
const PASSKEY: &str = include_str!("../../../static/passkey.js");

/// For all pages of a test.
const KEPT: &[&str] = &["Cache-Control: max-age=600"];

/// Serves the pages of one layout as they are, each under a number.
struct Shelf {
    server: TinyServer,
    names: Vec<String>,
}

impl Shelf {
    fn of(languages: &[&str], layout: Layout) -> Self {
        let pages = languages.iter().flat_map(|language| {
            let pages = all_pages_in(language).into_iter();
            let pages = pages.filter(|(_, theirs, _)| *theirs == layout);
            pages.map(move |(name, _, page)| (format!("{name} in {language}"), page.html))
        });
        Self::serving(pages.collect())
    }

    fn serving(pages: Vec<(String, String)>) -> Self {
        let (names, html): (Vec<String>, Vec<String>) = pages.into_iter().unzip();
        let served: BTreeMap<String, String> = html
            .into_iter()
            .enumerate()
            .map(|(number, html)| (format!("GET /{number}"), html))
            .collect();
        let server = TinyServer::start("127.0.0.1", move |asked| {
            if let Some(html) = served.get(&asked.line) {
                return page(&[], html);
            }
            match asked.line.as_str() {
                "GET /" => page(&[], FRAME),
                "GET /static/vestibule.css" => answer("200 OK", "text/css", KEPT, CSS),
                "GET /static/admin.css" => answer("200 OK", "text/css", KEPT, TABLES),
                // Shows its button.
                "GET /static/passkey.js" => answer("200 OK", "text/javascript", KEPT, PASSKEY),
                // Other scripts would lead away before anybody looked.
                _ => answer("404 Not Found", "text/plain", KEPT, ""),
            }
        });
        Self { server, names }
    }

    /// Opens each page in a frame as large as the window, which takes a tenth of the time that a window takes, and
    /// collects what is wrong with any.
    fn faults(&self, browser: &Browser, look: &str) -> Vec<String> {
        browser.opens(&self.server.url("/"));
        let numbers: Vec<usize> = (0..self.names.len()).collect();
        let parts = numbers.chunks(PAGES_AT_ONCE).flat_map(|part| {
            let found = browser.run_script(&in_the_frame(part, look));
            let found = found.as_array().cloned().expect("a list for each page");
            assert_eq!(found.len(), part.len(), "a page was not looked at");
            part.iter().copied().zip(found).collect::<Vec<_>>()
        });
        let faults = parts.flat_map(|(number, found)| {
            let name = &self.names[number];
            let found = texts(&found).into_iter();
            found
                .map(|fault| format!("{name}: {fault}"))
                .collect::<Vec<_>>()
        });
        faults.collect()
    }
}

const FRAME: &str = "<!doctype html><style>body { margin: 0 } \
    iframe { display: block; border: 0; width: 100vw; height: 100vh }</style><iframe></iframe>";

/// So many that a slow machine has looked at them within the time limit of a script.
const PAGES_AT_ONCE: usize = 10;

/// Loads each of these pages, and looks at it from inside.
fn in_the_frame(numbers: &[usize], look: &str) -> String {
    format!(
        "return (async () => {{ const frame = document.querySelector('iframe'), found = []; \
         for (const number of {numbers:?}) {{ \
           await new Promise(loaded => {{ frame.onload = loaded; frame.src = '/' + number; }}); \
           found.push(await frame.contentWindow.Function({})()); }} \
         return found; }})()",
        serde_json::Value::from(look)
    )
}

/// Each rule that is broken, with where.
const REPORT: &str = "found => found.violations.flatMap(rule => rule.nodes.map(node => \
    rule.id + ' ' + node.target.join(' ') + ': ' + node.failureSummary))";

/// All rules.
const EVERYTHING: &str = "{resultTypes: ['violations']}";
/// Those that another theme can break, and another language cannot.
const COLOURS: &str =
    "{runOnly: ['color-contrast', 'link-in-text-block'], resultTypes: ['violations']}";
const ALL_BUT_COLOURS: &str = "{rules: {'color-contrast': {enabled: false}, \
    'link-in-text-block': {enabled: false}}, resultTypes: ['violations']}";

fn audit(rules: &str) -> String {
    format!("return axe.run(document, {rules}).then({REPORT})")
}

/// By all rules, then the colours of the dark theme, which a frame takes from its element: loading takes longer than
/// looking.
fn audit_both_themes() -> String {
    format!(
        "return (async () => {{ const report = {REPORT}, dark = matchMedia('(prefers-color-scheme: dark)'); \
           if (dark.matches) throw 'it began dark'; \
           const light = report(await axe.run(document, {EVERYTHING})); \
           frameElement.style.colorScheme = 'dark'; \
           if (!dark.matches) throw 'it stayed light'; \
           const other = report(await axe.run(document, {COLOURS})); \
           frameElement.style.colorScheme = ''; \
           return light.concat(other.map(fault => 'dark, ' + fault)); }})()"
    )
}

fn texts(list: &serde_json::Value) -> Vec<String> {
    let list = list.as_array().expect("a list").iter();
    list.map(|text| text.as_str().expect("a text").to_owned())
        .collect()
}

/// In English by all rules and in both themes; in these further languages without colours.
#[track_caller]
fn passes_the_audit(name: &str, further: &[&str], layout: Layout, (width, height): (u32, u32)) {
    with_libraries(&AXE, name, || {
        with_browser(name, |browser| {
            browser.brings_along(&AXE.library("node_modules/axe-core/axe.min.js"));
            browser.window(width, height);
            let english = Shelf::of(&["en"], layout);
            assert!(english.names.len() > 30, "{:?}", english.names);
            let mut faults = english.faults(browser, &audit_both_themes());
            faults.extend(Shelf::of(further, layout).faults(browser, &audit(ALL_BUT_COLOURS)));
            assert_eq!(faults, Vec::<String>::new());
        });
    });
}

#[test]
fn the_audit_is_not_blind() {
    let name = "the_audit_is_not_blind";
    with_libraries(&AXE, name, || {
        with_browser(name, |browser| {
            browser.brings_along(&AXE.library("node_modules/axe-core/axe.min.js"));
            let faulty = "<!doctype html><title>t</title><main><h1>Faults</h1><p style='color:#bbb'>Pale</p>\
                          <style>@media (prefers-color-scheme: dark) { h1 { color: #eee } }</style>\
                          <input name=unnamed></main>";
            let shelf = Shelf::serving(vec![("faulty".to_owned(), faulty.to_owned())]);
            let found = shelf.faults(browser, &audit_both_themes()).join("\n");
            for rule in [
                "color-contrast p",
                "html-has-lang ",
                "label ",
                "dark, color-contrast h1",
            ] {
                assert!(found.contains(rule), "{rule} in {found}");
            }
        });
    });
}

#[test]
fn pages_of_a_browser_pass_the_audit_in_both_themes() {
    let name = "pages_of_a_browser_pass_the_audit_in_both_themes";
    let further = [pseudo::RIGHT_TO_LEFT, "et"];
    let count = rounds("further languages in the audit", 1, further.len());
    passes_the_audit(name, &further[..count], Layout::Web, (1280, 800));
}

#[test]
fn pages_of_a_programs_window_pass_the_audit_in_both_themes() {
    let name = "pages_of_a_programs_window_pass_the_audit_in_both_themes";
    passes_the_audit(name, &[], Layout::Desktop, (400, 560));
}

#[test]
fn pages_of_a_telephone_pass_the_audit_in_both_themes() {
    let name = "pages_of_a_telephone_pass_the_audit_in_both_themes";
    passes_the_audit(name, &[], Layout::Mobile, (390, 844));
}

#[test]
fn pages_of_a_pop_up_pass_the_audit_in_both_themes() {
    let name = "pages_of_a_pop_up_pass_the_audit_in_both_themes";
    passes_the_audit(name, &[], Layout::Popup, (480, 600));
}

#[test]
fn mails_pass_the_audit_in_both_themes() {
    let name = "mails_pass_the_audit_in_both_themes";
    with_libraries(&AXE, name, || {
        with_browser(name, |browser| {
            browser.brings_along(&AXE.library("node_modules/axe-core/axe.min.js"));
            browser.window(320, 640);
            let site = site(Mode::Lasting);
            let mails = ["en", "et"].into_iter().flat_map(|language| {
                let site = &site;
                sent_kinds().map(move |kind| {
                    let html = render_mail(site, &facts(kind, &payload(kind, language))).html;
                    (format!("{} in {language}", kind.word()), html)
                })
            });
            let shelf = Shelf::serving(mails.collect());
            let mut faults = shelf.faults(browser, &audit_both_themes());
            faults.extend(shelf.faults(browser, MEASURE));
            assert_eq!(faults, Vec::<String>::new());
        });
    });
}

/// What reaches beyond the window, or is smaller than a finger, with all that is folded away unfolded.
const MEASURE: &str = "const found = []; \
    for (const it of document.querySelectorAll('details')) it.open = true; \
    if (document.scrollingElement.scrollWidth > innerWidth) found.push('scrolls sideways'); \
    for (const it of document.querySelectorAll('main *, footer *')) { \
      const box = it.getBoundingClientRect(); \
      if (box.width && (box.left < 0 || box.right > innerWidth + .5)) \
        found.push('reaches out: ' + it.outerHTML.slice(0, 80)); } \
    for (const it of document.querySelectorAll('button, .button, summary, .check, input:not([type=hidden], [type=checkbox])')) { \
      if (it.offsetParent && it.getBoundingClientRect().height < 44) \
        found.push('too low: ' + it.outerHTML.slice(0, 80)); } \
    return found";

#[test]
fn in_the_smallest_window_nothing_scrolls_sideways_in_any_language() {
    let name = "in_the_smallest_window_nothing_scrolls_sideways_in_any_language";
    with_browser(name, |browser| {
        browser.window(320, 420);
        // What holds in the last two holds in all.
        let count = rounds("languages in the smallest window", 2, pseudo::ALL.len());
        let languages = &pseudo::ALL[pseudo::ALL.len() - count..];
        for layout in crate::pages::samples::LAYOUTS {
            let shelf = Shelf::of(languages, layout);
            assert!(shelf.names.len() > 30 * count, "{:?}", shelf.names);
            let faults = shelf.faults(browser, MEASURE);
            assert_eq!(faults, Vec::<String>::new());
        }
    });
}

#[test]
fn the_measure_is_not_blind() {
    let name = "the_measure_is_not_blind";
    with_browser(name, |browser| {
        browser.window(320, 420);
        let shelf = Shelf::serving(vec![(
            "faulty".to_owned(),
            "<!doctype html><main><p style='width:400px'>Wide</p><button>Low</button></main>"
                .to_owned(),
        )]);
        let found = shelf.faults(browser, MEASURE).join("\n");
        for fault in ["scrolls sideways", "reaches out: <p", "too low: <button"] {
            assert!(found.contains(fault), "{fault} in {found}");
        }
    });
}

/// WCAG 2.2, 1.4.4 and 1.4.12: letters twice as large, and lines, words and letters further apart.
const LARGER: &str = "document.documentElement.style.fontSize = '200%'; \
    for (const it of document.querySelectorAll('body, body *')) { \
      it.style.lineHeight = '1.5'; it.style.letterSpacing = '.12em'; it.style.wordSpacing = '.16em'; }";

#[test]
fn twice_the_letters_and_wider_lines_lose_nothing() {
    let name = "twice_the_letters_and_wider_lines_lose_nothing";
    with_browser(name, |browser| {
        browser.window(640, 840);
        let shelf = Shelf::of(&["en", pseudo::LONGER], Layout::Web);
        let faults = shelf.faults(browser, &format!("{LARGER} {MEASURE}"));
        assert_eq!(faults, Vec::<String>::new());
    });
}
