//! Text that people write: how it is compared, and what may not stand in it.

use unicode_normalization::UnicodeNormalization;

/// Trim, NFKC, full case folding, NFKC again: how names and e-mail addresses are compared.
pub fn fold(text: &str) -> String {
    let composed: String = text.trim().nfkc().collect();
    caseless::default_case_fold_str(&composed).nfkc().collect()
}

/// How e-mail addresses are compared: one text for one mailbox. What nobody sees is left out; the host is written as DNS
/// has it (RFC 5890 §2.3.2.1), without the dot of the root.
pub fn fold_email(address: &str) -> String {
    let seen: String = address.chars().filter(|&c| !is_ignorable(c)).collect();
    let composed: String = seen.nfkc().collect();
    let Some((local, host)) = composed.rsplit_once('@') else {
        return fold(&composed);
    };
    let host = host.trim();
    // A host that cannot be one is compared as any other text.
    let host = idna::domain_to_ascii(host).unwrap_or_else(|_| fold(host));
    format!("{}@{}", fold(local), host.trim_end_matches('.'))
}

/// Control characters, those that turn the direction of what follows them, and those that nobody sees. The
/// joiners U+200C and U+200D stay: names in Persian and Indic scripts need them.
pub fn is_unwelcome(c: char) -> bool {
    let turns = matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    let hides = matches!(
        c,
        '\u{00AD}' | '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}'
    );
    // To some programs the end of a line.
    let breaks = matches!(c, '\u{2028}' | '\u{2029}');
    c.is_control() || turns || hides || breaks
}

/// Whether anything of it is seen: a name that shows nothing names nobody.
pub fn is_seen(text: &str) -> bool {
    // The last is a pattern of dots without a dot.
    let is_blank = |c: char| is_ignorable(c) || c.is_whitespace() || c == '\u{2800}';
    text.chars().any(|c| !is_blank(c))
}

/// Default_Ignorable_Code_Point of Unicode: drawn as nothing where it stands.
const fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{034F}'
            | '\u{061C}'
            | '\u{115F}'..='\u{1160}'
            | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFF8}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}
