//! JSON as the broker API writes it: one line, which a script may hold as it is.

use serde_json::Value;

/// U+2028 and U+2029 end a line in JavaScript before ES2019. In JSON nothing but a text can hold them.
pub fn write(body: &Value) -> String {
    let text = body.to_string();
    text.replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}
