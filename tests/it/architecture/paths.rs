//! Which paths a source file names: a small reader of Rust's words, good enough to hold imports to
//! their rules. Comments and texts are no code; `use` trees are unfolded; `crate`, `self` and
//! `super` are resolved; code under `#[cfg(test)]` counts like any other.

/// A path as it is resolved, such as `crate::store::Store` or `std::time::Instant`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub line: usize,
    pub path: String,
    /// What `use` calls it from here on: its last name, another one, or `*` for all that is in it.
    pub bound: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub line: usize,
    pub text: String,
}

/// `file` is relative to `src`, with `/` between its parts.
pub fn paths_named(file: &str, source: &str) -> Vec<Named> {
    read(file, source).0
}

/// Which paths a file names, and which names it defines outside of functions and types.
pub fn read(file: &str, source: &str) -> (Vec<Named>, Vec<String>) {
    let words = words(source);
    let mut reader = Reader {
        words: &words,
        at: 0,
        modules: modules_of(file),
        blocks: Vec::new(),
        found: Vec::new(),
        defined: Vec::new(),
    };
    reader.read_all();
    (reader.found, reader.defined)
}

/// Words and punctuation that matter: identifiers, `::`, and single characters.
pub fn words(source: &str) -> Vec<Word> {
    let source = without_comments_and_texts(source);
    let mut words = Vec::new();
    for (number, line) in source.lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let is_word = |c: char| c.is_alphanumeric() || c == '_';
            let length = match first {
                _ if is_word(first) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
                _ if rest.starts_with("::") => 2,
                _ => first.len_utf8(),
            };
            words.push(Word {
                line: number + 1,
                text: rest[..length].to_owned(),
            });
            rest = rest[length..].trim_start();
        }
    }
    words
}

pub fn modules_of(file: &str) -> Vec<String> {
    let stem = file.trim_end_matches(".rs");
    let mut modules: Vec<String> = stem.split('/').map(str::to_owned).collect();
    if matches!(
        modules.last().map(String::as_str),
        Some("mod" | "lib" | "main")
    ) {
        modules.pop();
    }
    modules
}

struct Reader<'a> {
    words: &'a [Word],
    at: usize,
    modules: Vec<String>,
    /// For each open brace: did it open an inline module?
    blocks: Vec<bool>,
    found: Vec<Named>,
    defined: Vec<String>,
}

const DEFINING: &[&str] = &[
    "struct", "enum", "union", "trait", "type", "fn", "const", "static",
];

impl Reader<'_> {
    fn word(&self, ahead: usize) -> &str {
        self.words
            .get(self.at + ahead)
            .map_or("", |word| word.text.as_str())
    }

    fn read_all(&mut self) {
        while self.at < self.words.len() {
            match self.word(0) {
                "use" => {
                    self.at += 1;
                    self.read_tree(&[]);
                }
                "mod" if self.word(2) == "{" => {
                    self.modules.push(self.word(1).to_owned());
                    self.blocks.push(true);
                    self.at += 3;
                }
                "{" => {
                    self.blocks.push(false);
                    self.at += 1;
                }
                "}" => {
                    if self.blocks.pop() == Some(true) {
                        self.modules.pop();
                    }
                    self.at += 1;
                }
                _ if self.word(1) == "::" && is_name(self.word(0)) => self.read_path(),
                word => {
                    let ahead = if word == "macro_rules" { 2 } else { 1 };
                    if (ahead == 2 || DEFINING.contains(&word)) && !self.blocks.contains(&false) {
                        self.defined.push(self.word(ahead).to_owned());
                    }
                    self.at += 1;
                }
            }
        }
    }

    /// A path in the middle of code: `crate::store::Store::open`.
    fn read_path(&mut self) {
        let start = self.at;
        let mut path = vec![self.word(0).to_owned()];
        while self.word(1) == "::" && is_name(self.word(2)) {
            path.push(self.word(2).to_owned());
            self.at += 2;
        }
        self.at += 1;
        self.keep(start, &path, None);
    }

    /// What follows `use`, or one branch between braces.
    fn read_tree(&mut self, prefix: &[String]) {
        let start = self.at;
        let mut path = prefix.to_vec();
        let mut bound = None;
        loop {
            match self.word(0) {
                "{" => {
                    self.at += 1;
                    while !matches!(self.word(0), "}" | "") {
                        self.read_tree(&path);
                    }
                    self.at += 1;
                    return self.end_of_branch();
                }
                "::" => self.at += 1,
                "as" => {
                    bound = Some(self.word(1).to_owned());
                    self.at += 2;
                }
                "*" => {
                    bound = Some("*".to_owned());
                    self.at += 1;
                }
                name if is_name(name) => {
                    path.push(name.to_owned());
                    self.at += 1;
                }
                _ => break,
            }
        }
        let last = path.iter().rfind(|name| *name != "self").cloned();
        self.keep(start, &path, bound.or(last));
        self.end_of_branch();
    }

    fn end_of_branch(&mut self) {
        if matches!(self.word(0), "," | ";") {
            self.at += 1;
        } else if self.word(0) != "}" {
            // Not a use tree after all (`use<'a>` in a bound): go on behind it.
            self.at += 1;
        }
    }

    fn keep(&mut self, start: usize, path: &[String], bound: Option<String>) {
        let line = self.words.get(start).map_or(0, |word| word.line);
        let path = self.resolve(path).join("::");
        self.found.push(Named { line, path, bound });
    }

    fn resolve(&self, path: &[String]) -> Vec<String> {
        let mut home = self.modules.clone();
        let mut rest = path;
        while let [first, tail @ ..] = rest {
            match first.as_str() {
                "crate" | "vestibule" => home.clear(),
                "super" => drop(home.pop()),
                "self" if rest.len() == path.len() => {}
                _ if rest.len() == path.len() => return path.to_vec(),
                _ => break,
            }
            rest = tail;
        }
        let root = ["crate".to_owned()];
        root.into_iter().chain(home).chain(rest.to_vec()).collect()
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// The same text with the same line breaks, where comments and texts are blank.
fn without_comments_and_texts(source: &str) -> String {
    let mut code = String::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let skipped = [comment, raw_text, text, character]
            .iter()
            .find_map(|skip| skip(rest));
        let length = skipped.unwrap_or(first.len_utf8());
        match skipped {
            Some(length) => code.extend(rest[..length].chars().map(blank)),
            None => code.push(first),
        }
        // A raw text may start only where a word starts: `r` at the end of a name is none.
        let inside_word = skipped.is_none() && (first.is_alphanumeric() || first == '_');
        rest = &rest[length..];
        if inside_word {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
            let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
            code.push_str(word);
            rest = after;
        }
    }
    code
}

fn blank(c: char) -> char {
    if c == '\n' { '\n' } else { ' ' }
}

fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    rest.strip_prefix("/*")?;
    let (mut depth, mut at) = (1, 2);
    while depth > 0 {
        let here = rest.get(at..)?;
        match (here.starts_with("/*"), here.starts_with("*/")) {
            (true, _) => (depth, at) = (depth + 1, at + 2),
            (_, true) => (depth, at) = (depth - 1, at + 2),
            _ => at += here.chars().next()?.len_utf8(),
        }
    }
    Some(at)
}

fn raw_text(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    let inside = after[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = inside.find(&end)? + end.len();
    Some(rest.len() - inside.len() + length)
}

fn text(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('"')?;
    let mut escaped = false;
    for (at, c) in inside.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 2),
            _ => {}
        }
    }
    None
}

/// `'a'` and `'\n'`; `'a` alone is a lifetime.
fn character(rest: &str) -> Option<usize> {
    let inside = rest.strip_prefix('\'')?;
    let first = inside.chars().next()?.len_utf8();
    let (skipped, end) = if inside.starts_with('\\') {
        (2, inside.get(2..)?.find('\'')?)
    } else {
        (first, 0)
    };
    let closed = inside.get(skipped + end..)?.starts_with('\'');
    closed.then_some(1 + skipped + end + 1)
}
