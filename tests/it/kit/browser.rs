//! A real Chromium without a window, with methods named after what people do.

use super::webdriver::{Driver, DriverError, Session};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(15);
const BETWEEN_CLICKS_MS: u32 = 40;
/// The key under which WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

pub struct Browser {
    session: Session,
}

/// Runs a test in a browser of its own, or says that it cannot be run here.
#[track_caller]
pub fn with_browser(name: &str, test: impl FnOnce(&Browser)) {
    match Driver::shared() {
        Ok(driver) => {
            super::note_in_ledger("browser", name);
            test(&Browser {
                session: Session::open(driver),
            });
        }
        Err(missing) => super::skip(name, missing),
    }
}

impl Browser {
    #[track_caller]
    pub fn opens(&self, url: &str) {
        self.must("/url", &json!({ "url": url }));
    }

    /// Fills in the sign-in form and sends it.
    #[track_caller]
    pub fn signs_in(&self, name: &str, password: &str) {
        self.types("//input[contains(@autocomplete, 'username')]", name);
        self.types("//input[@type='password']", password);
        self.presses("Sign in");
    }

    /// Fills in the field of this label.
    #[track_caller]
    pub fn fills(&self, label: &str, text: &str) {
        self.types(&labelled(label), text);
    }

    /// Takes this one of the list of this label.
    #[track_caller]
    pub fn chooses(&self, label: &str, option: &str) {
        let option = format!(
            "{}/option[normalize-space(.)=\"{option}\"]",
            labelled(label)
        );
        let element = self.finds(&option);
        self.must(&format!("/element/{element}/click"), &json!({}));
    }

    /// Presses the button, or follows the link, with exactly these words.
    #[track_caller]
    pub fn presses(&self, words: &str) {
        let element = self.finds(&pressable(words));
        self.must(&format!("/element/{element}/click"), &json!({}));
    }

    /// Two real clicks, as quick as a hand can. Were they quicker, the browser itself would drop the
    /// first one's request; on a quick server, put a [`super::slow::SlowWay`] in between, or the
    /// first answer is there before the second click.
    #[track_caller]
    pub fn double_clicks(&self, words: &str) {
        let element = self.finds(&pressable(words));
        let press = json!({ "type": "pointerDown", "button": 0 });
        let release = json!({ "type": "pointerUp", "button": 0 });
        let pause = json!({ "type": "pause", "duration": BETWEEN_CLICKS_MS });
        let mouse = json!({
            "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" },
            "actions": [
                { "type": "pointerMove", "duration": 0, "x": 0, "y": 0,
                  "origin": { ELEMENT: element } },
                press, release, pause, press, release,
            ],
        });
        self.must("/actions", &json!({ "actions": [mouse] }));
    }

    /// What stands in the address bar, fragment included.
    #[track_caller]
    pub fn address(&self) -> String {
        let answer = self.session.get("/url");
        let url = answer.unwrap_or_else(|error| panic!("no address: {error:?}"));
        url.as_str().expect("an address is text").to_owned()
    }

    /// Waits until the address holds this.
    #[track_caller]
    pub fn arrives_at(&self, part: &str) -> String {
        self.wait(&format!("the address holds {part:?}"), || {
            let address = self.address();
            address.contains(part).then_some(address)
        })
    }

    #[track_caller]
    pub fn sees(&self, words: &str) {
        self.wait(&format!("{words:?} is seen"), || {
            self.text().contains(words).then_some(())
        });
    }

    #[track_caller]
    pub fn does_not_see(&self, words: &str) {
        let text = self.text();
        assert!(!text.contains(words), "{words:?} is seen in:\n{text}");
    }

    /// Waits until the focus is on what has this role: who cannot see it hears it.
    #[track_caller]
    pub fn focuses(&self, role: &str) {
        self.wait(&format!("the focus is on the {role}"), || {
            let script = "return document.activeElement && document.activeElement.role";
            (self.run_script(script) == role).then_some(())
        });
    }

    /// Waits until these words are gone.
    #[track_caller]
    pub fn sees_no_more(&self, words: &str) {
        self.wait(&format!("{words:?} is gone"), || {
            let text = self.text();
            (!text.is_empty() && !text.contains(words)).then_some(())
        });
    }

    /// All words that a person sees; none while the page changes.
    pub fn text(&self) -> String {
        let script = "return document.body ? document.body.innerText : ''";
        let call = json!({ "script": script, "args": [] });
        let answer = self.session.post("/execute/sync", &call);
        answer.map_or_else(
            |_between_pages| String::new(),
            |text| text.as_str().unwrap_or_default().to_owned(),
        )
    }

    /// Waits for a window that the page opened, and looks at it from now on.
    #[track_caller]
    pub fn looks_at_the_new_window(&self) {
        let handle = self.wait("another window opens", || {
            let first = self.handles().into_iter().next()?;
            self.handles().into_iter().find(|handle| *handle != first)
        });
        self.must("/window", &json!({ "handle": handle }));
    }

    /// Waits until that window is closed, and looks at the page that opened it.
    #[track_caller]
    pub fn looks_back_once_it_is_closed(&self) {
        let first = self.wait("the other window closes", || {
            let mut handles = self.handles();
            (handles.len() == 1).then(|| handles.remove(0))
        });
        self.must("/window", &json!({ "handle": first }));
    }

    /// From now on looks at what the page's one frame shows, until another window is looked at.
    #[track_caller]
    pub fn looks_into_the_frame(&self) {
        self.must("/frame", &json!({ "id": 0 }));
    }

    fn handles(&self) -> Vec<String> {
        let answer = self.session.get("/window/handles").unwrap_or_default();
        let handles = answer.as_array().cloned().unwrap_or_default();
        let handles = handles.iter().filter_map(Value::as_str);
        handles.map(str::to_owned).collect()
    }

    /// The page's own area, without a frame around it: narrower than any real window may be.
    #[track_caller]
    pub fn window(&self, width: u32, height: u32) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.session
            .devtools("Emulation.setDeviceMetricsOverride", &size);
    }

    /// From now on every answer is this late, as on a slow line.
    #[track_caller]
    pub fn on_a_slow_line(&self, latency: Duration) {
        self.session.devtools("Network.enable", &json!({}));
        let conditions = json!({
            "offline": false, "downloadThroughput": -1, "uploadThroughput": -1,
            "latency": u64::try_from(latency.as_millis()).unwrap_or(u64::MAX),
        });
        self.session
            .devtools("Network.emulateNetworkConditions", &conditions);
    }

    /// A command of Chromium's own protocol.
    #[track_caller]
    pub fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.session.devtools(command, parameters)
    }

    /// From the next page on, scripts of pages do not run.
    #[track_caller]
    pub fn without_javascript(&self) {
        self.session.devtools(
            "Emulation.setScriptExecutionDisabled",
            &json!({ "value": true }),
        );
    }

    /// From now on it saves files there without asking.
    #[track_caller]
    pub fn saves_into(&self, folder: &Path) {
        self.session.devtools(
            "Browser.setDownloadBehavior",
            &json!({ "behavior": "allow", "downloadPath": folder }),
        );
    }

    #[track_caller]
    pub fn dark(&self) {
        let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
        self.session.devtools("Emulation.setEmulatedMedia", &dark);
    }

    /// From the next page on, a script of the test is there before the page's own, whatever its policy says.
    #[track_caller]
    pub fn brings_along(&self, script: &str) {
        self.session.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            &json!({ "source": script }),
        );
    }

    #[track_caller]
    pub fn screenshot(&self, path: &Path) {
        let answer = self.session.get("/screenshot");
        let picture = answer.unwrap_or_else(|error| panic!("no screenshot: {error:?}"));
        let picture = STANDARD
            .decode(picture.as_str().expect("base64"))
            .expect("base64");
        std::fs::write(path, picture).expect("the screenshot is kept");
    }

    pub fn has_horizontal_scroll(&self) -> bool {
        let script = "const page = document.scrollingElement; \
                      return page.scrollWidth > page.clientWidth";
        self.run_script(script) == Value::Bool(true)
    }

    /// What the browser complained about since the last call: blocked loads, broken rules, script
    /// errors. Complaints come a little after their cause: to see one, use [`Self::complains`].
    pub fn console_errors(&self) -> Vec<String> {
        self.log("browser")
            .iter()
            .filter(|entry| entry["level"] == "SEVERE")
            .filter_map(|entry| entry["message"].as_str().map(str::to_owned))
            .collect()
    }

    /// Waits for a complaint that holds these words.
    #[track_caller]
    pub fn complains(&self, words: &str) {
        self.wait(&format!("it complains about {words:?}"), || {
            let errors = self.console_errors();
            errors
                .iter()
                .any(|error| error.contains(words))
                .then_some(())
        });
    }

    /// Waits for an answer whose `Location` starts so, and gives it back whole: the only trace of a
    /// redirect to a program's own scheme.
    #[track_caller]
    pub fn is_redirected_to(&self, start: &str) -> String {
        self.wait(&format!("it is redirected to {start:?}"), || {
            let entries = self.log("performance");
            let mut locations = entries.iter().filter_map(location);
            locations.find(|location| location.starts_with(start))
        })
    }

    /// Runs a script of the test in the page, also where scripts of pages are off.
    #[track_caller]
    pub fn run_script(&self, script: &str) -> Value {
        self.must("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    #[track_caller]
    fn types(&self, field: &str, text: &str) {
        let element = self.finds(field);
        self.must(&format!("/element/{element}/clear"), &json!({}));
        self.must(
            &format!("/element/{element}/value"),
            &json!({ "text": text }),
        );
    }

    #[track_caller]
    fn finds(&self, xpath: &str) -> String {
        let wanted = json!({ "using": "xpath", "value": xpath });
        self.wait(&format!("{xpath} is there"), || {
            let answer = self.session.post("/element", &wanted).ok()?;
            answer[ELEMENT].as_str().map(str::to_owned)
        })
    }

    fn log(&self, kind: &str) -> Vec<Value> {
        match self.must("/se/log", &json!({ "type": kind })) {
            Value::Array(entries) => entries,
            other => panic!("a log is a list, not {other}"),
        }
    }

    #[track_caller]
    fn must(&self, path: &str, body: &Value) -> Value {
        let answer = self.session.post(path, body);
        answer
            .unwrap_or_else(|DriverError { code, words }| panic!("{path} {body}: {code}: {words}"))
    }

    #[track_caller]
    fn wait<T>(&self, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look() {
                return found;
            }
            if Instant::now() > deadline {
                panic!(
                    "waited in vain until {what}, at {}:\n{}",
                    self.address(),
                    self.text()
                );
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

fn location(entry: &Value) -> Option<String> {
    let entry: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
    let received = entry["message"]["method"] == "Network.responseReceivedExtraInfo";
    let headers = entry["message"]["params"]["headers"].as_object()?;
    let (_, value) = headers
        .iter()
        .find(|(name, _)| received && name.eq_ignore_ascii_case("location"))?;
    value.as_str().map(str::to_owned)
}

fn labelled(label: &str) -> String {
    assert!(!label.contains('"'), "no quotes in a label");
    format!("//*[@id=//label[normalize-space(.)=\"{label}\"]/@for]")
}

fn pressable(words: &str) -> String {
    assert!(!words.contains('"'), "no quotes in the words of a button");
    format!(
        "//button[normalize-space(.)=\"{words}\"] | //a[normalize-space(.)=\"{words}\"] | \
         //input[@type='submit' and @value=\"{words}\"]"
    )
}
