//! Reads a page of `docs/apps`: which of its blocks are carried out, and how.
//!
//! - `sh`, `python`: run; these, `js`, `html` and `toml` with `file=NAME`: kept under that name.
//! - `sh background`: runs until the page ends.
//! - `text open`: an address that the person opens; on pages in a real browser, one deed more on each line.
//! - `text output`: what the block before says. `…` is any text, `$NAME` is kept under that name.
//! - `toml`: settings of the platform, from its start.
//! - Everything else (`text`, `json`, `mermaid`, …) is for reading.

pub struct Step {
    /// Where its block begins, counted from 1.
    pub line: usize,
    pub deed: Deed,
    pub text: String,
    pub expected: Option<String>,
}

pub enum Deed {
    Keep(String),
    Run(&'static str),
    Background,
    Open,
}

/// The steps of a page, in its order.
#[track_caller]
pub fn steps(markdown: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut lines = markdown.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```") else {
            continue;
        };
        let inside = lines.by_ref().map(|(_, line)| line);
        let text: Vec<&str> = inside.take_while(|line| *line != "```").collect();
        let text = text.join("\n") + "\n";
        if info == "text output" {
            let step = steps.last_mut().expect("something ran before its output");
            assert!(step.expected.is_none(), "line {number}: a second output");
            step.expected = Some(text);
        } else if let Some(deed) = deed(info) {
            steps.push(Step {
                line: number + 1,
                deed,
                text,
                expected: None,
            });
        }
    }
    steps
}

/// What the page wants in the settings file.
pub fn settings(markdown: &str) -> String {
    let blocks = markdown.split("```toml\n").skip(1);
    let texts = blocks.filter_map(|block| block.split("```").next());
    texts.collect()
}

/// The one block with these words behind its fence.
#[track_caller]
pub fn block<'a>(markdown: &'a str, info: &str) -> &'a str {
    let fence = format!("```{info}\n");
    let (_, rest) = markdown.split_once(&fence).expect("such a block");
    rest.split("```").next().unwrap_or_default()
}

/// What a block asks for; none for those that are only read.
#[track_caller]
fn deed(info: &str) -> Option<Deed> {
    let (language, more) = info.split_once(' ').unwrap_or((info, ""));
    let is_code = ["sh", "python", "js", "html", "toml"].contains(&language);
    match (language, more, more.strip_prefix("file=")) {
        (_, _, Some(name)) if is_code => Some(Deed::Keep(name.to_owned())),
        ("sh", "", _) => Some(Deed::Run("sh -eu")),
        ("sh", "background", _) => Some(Deed::Background),
        ("python", "", _) => Some(Deed::Run("python3")),
        ("text", "open", _) => Some(Deed::Open),
        // A misspelt word must not turn a snippet into an illustration.
        (
            "text" | "toml" | "json" | "sql" | "mermaid" | "kotlin" | "swift" | "csharp" | "js",
            "",
            _,
        ) => None,
        // Carried out by the test of restoring, on a server that was killed.
        ("sh", "restore" | "by-hand" | "new-machine" | "older-key", _) => None,
        // Looked at by the test of the service.
        ("ini", "unit", _) => None,
        // Carried out by the test of the server in a container.
        ("yaml" | "sh", "container", _) => None,
        // Carried out by the test of Apache with mod_auth_openidc.
        ("apache", "", _) => None,
        // Carried out by the tests of the server behind a proxy.
        ("toml", "proxy", _)
        | ("nginx" | "caddy", "" | "gateway" | "log" | "ports" | "shared", _) => None,
        _ => panic!("no such block: ```{info}"),
    }
}
