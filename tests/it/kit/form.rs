//! Reads a form out of a page as a browser would: hidden fields, fields to fill in, buttons.

use std::collections::BTreeMap;

#[derive(Debug, Clone, Default)]
pub struct Form {
    /// Where it goes; none means the page's own address.
    pub action: Option<String>,
    /// In the order of the page; what was typed replaces what stood there.
    pub fields: Vec<(String, String)>,
    hidden: Vec<String>,
    user_name: Option<String>,
    password: Option<String>,
    buttons: Vec<Button>,
}

#[derive(Debug, Clone)]
struct Button {
    words: String,
    pair: Option<(String, String)>,
}

impl Form {
    pub fn with_button(html: &str, words: &str) -> Option<Self> {
        html.split("<form")
            .skip(1)
            .map(|rest| Self::read(rest.split("</form").next().unwrap_or_default()))
            .find(|form| form.buttons.iter().any(|button| button.words == words))
    }

    /// The value of a hidden field: `request`, `nonce`, `proof`.
    #[track_caller]
    pub fn hidden(&self, name: &str) -> &str {
        assert!(
            self.hidden.iter().any(|hidden| hidden == name),
            "no hidden field {name} among {:?}",
            self.hidden
        );
        self.value(name).expect("a hidden field has a value")
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// Puts a value into a field, or adds the field: what a forger would do.
    pub fn set(&mut self, name: &str, value: &str) {
        match self.fields.iter_mut().find(|(field, _)| field == name) {
            Some((_, old)) => value.clone_into(old),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
    }

    /// Types into the field marked for a user name and the one for a password.
    #[track_caller]
    pub fn types_name_and_password(&mut self, name: &str, password: &str) {
        let name_field = self.user_name.clone().expect("a field for the name");
        let password_field = self.password.clone().expect("a field for the password");
        self.set(&name_field, name);
        self.set(&password_field, password);
    }

    /// All that is sent when this button is pressed.
    #[track_caller]
    pub fn pressed(&self, words: &str) -> Vec<(String, String)> {
        let button = self
            .buttons
            .iter()
            .find(|button| button.words == words)
            .unwrap_or_else(|| panic!("no button {words:?} among {:?}", self.buttons));
        self.fields
            .iter()
            .cloned()
            .chain(button.pair.clone())
            .collect()
    }

    fn read(html: &str) -> Self {
        let (attributes, mut rest) = read_tag(html);
        let mut form = Self {
            action: attributes.get("action").cloned(),
            ..Self::default()
        };
        while let Some(at) = rest.find('<') {
            rest = &rest[at + 1..];
            if let Some(input) = rest.strip_prefix("input") {
                let (attributes, after) = read_tag(input);
                form.add_input(&attributes);
                rest = after;
            } else if let Some(select) = rest.strip_prefix("select") {
                let (attributes, after) = read_tag(select);
                form.add_select(&attributes, after);
                rest = after;
            } else if let Some(area) = rest.strip_prefix("textarea") {
                let (attributes, after) = read_tag(area);
                form.add_area(&attributes, after);
                rest = after;
            } else if let Some(button) = rest.strip_prefix("button") {
                let (attributes, after) = read_tag(button);
                let words = after.split("</button").next().unwrap_or_default();
                form.add_button(&attributes, &text_of(words));
                rest = after;
            }
        }
        form
    }

    fn add_input(&mut self, attributes: &BTreeMap<String, String>) {
        let kind = attributes.get("type").map_or("text", String::as_str);
        if kind == "submit" {
            let words = attributes.get("value").cloned().unwrap_or_default();
            return self.add_button(attributes, &words);
        }
        let Some(name) = attributes.get("name").cloned() else {
            return;
        };
        let ticked = !matches!(kind, "checkbox" | "radio") || attributes.contains_key("checked");
        match kind {
            "hidden" => self.hidden.push(name.clone()),
            "password" => self.password = Some(name.clone()),
            _ if attributes
                .get("autocomplete")
                .is_some_and(|what| what.contains("username")) =>
            {
                self.user_name = Some(name.clone());
            }
            _ => {}
        }
        if ticked {
            let value = attributes.get("value").cloned().unwrap_or_default();
            self.fields.push((name, value));
        }
    }

    /// The chosen option, or the first.
    fn add_select(&mut self, attributes: &BTreeMap<String, String>, rest: &str) {
        let options = rest.split("</select").next().unwrap_or_default();
        let options = options.split("<option").skip(1);
        let options: Vec<_> = options.map(|option| read_tag(option).0).collect();
        let chosen = options.iter().find(|it| it.contains_key("selected"));
        let value = chosen.or(options.first()).and_then(|it| it.get("value"));
        if let Some((name, value)) = attributes.get("name").zip(value) {
            self.fields.push((name.clone(), value.clone()));
        }
    }

    /// Without the line break behind its tag, which browsers leave out.
    fn add_area(&mut self, attributes: &BTreeMap<String, String>, rest: &str) {
        let text = rest.split("</textarea").next().unwrap_or_default();
        let text = text.strip_prefix('\n').unwrap_or(text);
        if let Some(name) = attributes.get("name") {
            self.fields.push((name.clone(), unescape(text)));
        }
    }

    /// Takes a tick away.
    pub fn unset(&mut self, name: &str) {
        self.fields.retain(|(field, _)| field != name);
    }

    fn add_button(&mut self, attributes: &BTreeMap<String, String>, words: &str) {
        let value = attributes.get("value").cloned().unwrap_or_default();
        self.buttons.push(Button {
            words: words.to_owned(),
            pair: attributes.get("name").map(|name| (name.clone(), value)),
        });
    }
}

/// Attributes of a tag whose name was already read, and what follows the tag.
fn read_tag(html: &str) -> (BTreeMap<String, String>, &str) {
    let mut attributes = BTreeMap::new();
    let mut rest = html;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let Some(end) = rest.find(|c: char| c.is_whitespace() || "=>/".contains(c)) else {
            return (attributes, "");
        };
        if end == 0 {
            return (attributes, &rest[1..]);
        }
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            (value, rest) = read_value(after.trim_start());
        }
        attributes.insert(name, unescape(value));
    }
}

fn read_value(html: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(inside) = html.strip_prefix(quote) {
            return inside.split_once(quote).unwrap_or((inside, ""));
        }
    }
    let end = html.find(|c: char| c.is_whitespace() || c == '>');
    html.split_at(end.unwrap_or(html.len()))
}

/// The value of the first attribute of this name on a page.
pub fn attribute(html: &str, name: &str) -> Option<String> {
    let (_, rest) = html.split_once(&format!(" {name}=\""))?;
    rest.split('"').next().map(unescape)
}

/// Words of a piece of a page, without tags, with single spaces.
pub fn text_of(html: &str) -> String {
    let mut text = String::new();
    let mut inside_tag = false;
    for c in html.chars() {
        match c {
            '<' => inside_tag = true,
            '>' if inside_tag => inside_tag = false,
            _ if !inside_tag => text.push(c),
            _ => {}
        }
    }
    unescape(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A text as it stood before it was written into a page.
pub fn unescape(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        match after
            .split_once(';')
            .and_then(|(name, tail)| Some((entity(name)?, tail)))
        {
            Some((c, tail)) => {
                plain.push(c);
                rest = tail;
            }
            None => {
                plain.push('&');
                rest = after;
            }
        }
    }
    plain + rest
}

fn entity(name: &str) -> Option<char> {
    let code = match name {
        "amp" => return Some('&'),
        "lt" => return Some('<'),
        "gt" => return Some('>'),
        "quot" => return Some('"'),
        "apos" => return Some('\''),
        _ => name.strip_prefix('#')?,
    };
    let number = match code.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => code.parse().ok()?,
    };
    char::from_u32(number)
}
