//! The database's address: which texts are one, and how it is told without what opens it. A text that is none is never
//! told: nobody knows which part of it is a password.

use std::path::{Path, PathBuf};

/// What stands for a secret.
pub const MASK: &str = "********";
const SCHEMES: [&str; 2] = ["postgres", "postgresql"];
/// How a file's name ends that is surely one.
const ENDINGS: [&str; 4] = [".db", ".db3", ".sqlite", ".sqlite3"];
/// Words of libpq's other form, `host=… password=…`, and of those that other programs take.
const KEYWORDS: [&str; 13] = [
    "host=",
    "hostaddr=",
    "port=",
    "user=",
    "password=",
    "passfile=",
    "dbname=",
    "service=",
    "server=",
    "source=",
    "database=",
    "uid=",
    "pwd=",
];

const FORM: &str = "give sqlite:PATH or postgres://USER:PASSWORD@HOST/NAME.";
const AROUND: &str = "there are quotes, blanks or a line end around it (in a file of variables, too, each counts): take \
                      them away.";
const NO_PATH: &str =
    "that is the address of a server, not a path: write postgres://USER:PASSWORD@HOST/NAME.";
const NO_FILE: &str =
    "that is a folder: name a file in it, as in sqlite:/var/lib/vestibule/vestibule.db.";
const FOLDER: &str = "name a folder, as in \"./vestibule-data\".";
const NO_FOLDER: &str = "that is the address of a database, not a folder: give that as database_url, and here a folder, as \
                         in \"./vestibule-data\".";
const TORN: &str = "a part of it cannot be read: write what is no letter, figure, -, . and _ in user name and password as \
                    % and two hex digits (@ is %40, / is %2F, % is %25), and give ports as numbers.";
const SHELL: &str = "nothing puts your home or a variable in there: write the whole path.";
const ABSENT: &str = "this build has SQLite alone: for PostgreSQL, build the program with `cargo build --locked --profile \
                      dist`.";
const MAYBE: &str = "give postgres://USER:PASSWORD@HOST/NAME; if it is a file, say so with sqlite: before its path.";

/// A PostgreSQL address, in its parts as libpq takes them apart.
struct Server<'a> {
    user: Option<&'a str>,
    password: Option<&'a str>,
    hosts: &'a str,
    /// With its slash.
    name: &'a str,
    query: Option<&'a str>,
}

/// Which databases the program was built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Built {
    ForBoth,
    ForSqliteAlone,
}

/// How this one was.
pub const BUILT: Built = if cfg!(feature = "postgres") {
    Built::ForBoth
} else {
    Built::ForSqliteAlone
};

/// As the store opens it: `sqlite:PATH`, or a PostgreSQL URL as it stands. The refusal says what mends it, and no part
/// of the text.
pub fn parse(given: &str, built: Built) -> Result<String, &'static str> {
    if is_wrapped(given) {
        return Err(AROUND);
    }
    if let Some(path) = given.strip_prefix("sqlite:") {
        return match file_fault(path) {
            None => Ok(given.to_owned()),
            Some(fault) => Err(fault),
        };
    }
    if let Some(server) = take_apart(given) {
        return match (server.is_sound(), built) {
            (_, Built::ForSqliteAlone) => Err(ABSENT),
            (true, Built::ForBoth) => Ok(given.to_owned()),
            (false, Built::ForBoth) => Err(TORN),
        };
    }
    let is_other_url = given.contains("://");
    if let Some(fault) = file_fault(given).filter(|_| !is_other_url) {
        return Err(fault);
    }
    if given.contains([':', '@', '=', '?', ';', '&', '"', '\'']) {
        return Err(FORM);
    }
    // No scheme at all is how people write a file.
    let is_path = given.contains('/') || ENDINGS.iter().any(|ending| given.ends_with(ending));
    if is_path {
        Ok(format!("sqlite:{given}"))
    } else {
        Err(MAYBE)
    }
}

/// Why a text is no path.
enum PathFault {
    Empty,
    Wrapped,
    /// It is the address of a database.
    Address,
    Shell,
}

/// What is wrong with the path of a folder; never a part of it.
pub fn folder_fault(path: &str) -> Option<&'static str> {
    let is_database = path
        .get(..7)
        .is_some_and(|begin| begin.eq_ignore_ascii_case("sqlite:"));
    let fault = is_database
        .then_some(PathFault::Address)
        .or_else(|| path_fault(path))?;
    Some(match fault {
        PathFault::Empty => FOLDER,
        PathFault::Wrapped => AROUND,
        PathFault::Address => NO_FOLDER,
        PathFault::Shell => SHELL,
    })
}

/// The same of a file.
fn file_fault(path: &str) -> Option<&'static str> {
    let is_folder = matches!(path.rsplit('/').next(), Some("" | "." | ".."));
    Some(match path_fault(path) {
        Some(PathFault::Empty) => FORM,
        Some(PathFault::Wrapped) => AROUND,
        Some(PathFault::Address) => NO_PATH,
        Some(PathFault::Shell) => SHELL,
        None if is_folder => NO_FILE,
        None => return None,
    })
}

fn path_fault(path: &str) -> Option<PathFault> {
    if path.is_empty() {
        return Some(PathFault::Empty);
    }
    if is_wrapped(path) {
        return Some(PathFault::Wrapped);
    }
    if path.contains("://") || is_connection_string(path) {
        return Some(PathFault::Address);
    }
    path.starts_with(['~', '$']).then_some(PathFault::Shell)
}

/// Whether it holds what opens a database, in a form of this or another program.
fn is_connection_string(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_keyword = |word: &str| KEYWORDS.iter().any(|keyword| word.starts_with(keyword));
    let has_keyword = lower
        .split(|c: char| c.is_whitespace() || ";?&,".contains(c))
        .any(is_keyword);
    let is_behind = |mark: &[char], what: char| {
        let rest = lower.split_once(mark).map(|(_, rest)| rest);
        rest.is_some_and(|rest| rest.contains(what))
    };
    // Who comes in, and by what; a query; a list of pairs.
    has_keyword || is_behind(&[':'], '@') || is_behind(&['?'], '=') || is_pairs(text)
}

fn is_pairs(text: &str) -> bool {
    let mut pairs = text.split(';').filter(|pair| !pair.trim().is_empty());
    text.contains(';') && pairs.all(|pair| pair.contains('='))
}

/// What quoting in the wrong place, and files with line ends of another system, leave around a value.
fn is_wrapped(text: &str) -> bool {
    let is_quote = |c: char| matches!(c, '"' | '\'' | '`');
    text.trim() != text
        || text.chars().any(char::is_control)
        || text.starts_with(is_quote)
        || text.ends_with(is_quote)
}

/// None: it has not the scheme of a server.
fn take_apart(url: &str) -> Option<Server<'_>> {
    let (scheme, rest) = url.split_once("://")?;
    if !SCHEMES.contains(&scheme) {
        return None;
    }
    // Who comes in is what stands before the first @, unless a slash comes first.
    let before_slash = rest.split('/').next().unwrap_or_default();
    let (who, place) = match before_slash.split_once('@') {
        Some((who, _)) => (
            Some(who),
            rest.split_once('@').map_or("", |(_, place)| place),
        ),
        None => (None, rest),
    };
    let (place, query) = match place.split_once('?') {
        Some((place, query)) => (place, Some(query)),
        None => (place, None),
    };
    let (hosts, name) = match place.find('/') {
        Some(at) => place.split_at(at),
        None => (place, ""),
    };
    let (user, password) = match who.map(|who| who.split_once(':').ok_or(who)) {
        Some(Ok((user, password))) => (Some(user), Some(password)),
        Some(Err(user)) => (Some(user), None),
        None => (None, None),
    };
    Some(Server {
        user,
        password,
        hosts,
        name,
        query,
    })
}

impl Server<'_> {
    /// Whether libpq reads each part as the one that it was meant to be; what it cannot read, it prints.
    fn is_sound(&self) -> bool {
        let parts = [
            self.user,
            self.password,
            Some(self.hosts),
            Some(self.name),
            self.query,
        ];
        let is_named = !(self.hosts.is_empty() && self.name.len() < 2 && self.query.is_none());
        is_named
            && parts.into_iter().flatten().all(is_decodable)
            && self.hosts.split(',').all(is_host)
            && !self.name.contains(['@', ':'])
            && self
                .query
                .is_none_or(|query| query.split('&').all(is_parameter))
    }

    fn holds_password(&self) -> bool {
        let query = self.query.unwrap_or_default();
        self.password.is_some() || query.split('&').any(|pair| pair.starts_with("password="))
    }
}

/// Whether each `%` begins two hex digits, and none of them a zero byte.
fn is_decodable(part: &str) -> bool {
    part.split('%').skip(1).all(|rest| {
        let hex = rest.get(..2).unwrap_or_default();
        hex.len() == 2 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()) && hex != "00"
    })
}

/// A host with its port, either of which may be left out.
fn is_host(text: &str) -> bool {
    let port = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((_, port)) => port,
            None => return false,
        },
        None => match text.find(':') {
            Some(at) => text.split_at(at).1,
            None => "",
        },
    };
    let is_port = |port: &str| port.is_empty() || port.parse::<u16>().is_ok_and(|port| port > 0);
    !text.contains('@') && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
}

fn is_parameter(pair: &str) -> bool {
    let is_word =
        |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    pair.split_once('=')
        .is_some_and(|(name, value)| is_word(name) && !value.contains('='))
}

/// The path of an embedded database.
pub fn file_of(url: &str) -> Option<&str> {
    let path = url.strip_prefix("sqlite:")?;
    Some(path.strip_prefix("//").unwrap_or(path))
}

/// Whether who reads it can get in.
pub fn holds_password(url: &str) -> bool {
    take_apart(url).is_some_and(|server| server.holds_password())
}

/// For people: the kind of database and where it is.
pub fn describe(url: &str) -> String {
    match (file_of(url), take_apart(url)) {
        (Some(path), _) => format!("SQLite {}", clean(path).display()),
        (None, Some(server)) if server.is_sound() => {
            format!("PostgreSQL {}{}", server.hosts, server.name)
        }
        _ => "PostgreSQL".to_owned(),
    }
}

/// Without `.` in it, but at its beginning.
fn clean(path: &str) -> PathBuf {
    Path::new(path).components().collect()
}

/// The same, with the whole path of a file.
pub fn describe_in_full(url: &str) -> String {
    match file_of(url).map(std::path::absolute) {
        Some(Ok(path)) => path.display().to_string(),
        _ => describe(url),
    }
}

/// The address with user, hosts and name alone, and a mask for the rest.
pub fn mask(url: &str) -> String {
    if file_of(url).is_some() {
        return url.to_owned();
    }
    let scheme = url.split_once("://").map_or("", |(scheme, _)| scheme);
    let Some(server) = take_apart(url).filter(Server::is_sound) else {
        return MASK.to_owned();
    };
    let who = match (server.user, server.password) {
        (None, _) => String::new(),
        (Some(user), None) => format!("{user}@"),
        (Some(user), Some(_)) => format!("{user}:{MASK}@"),
    };
    let more = server.query.map(|_| format!("?{MASK}")).unwrap_or_default();
    format!("{scheme}://{who}{}{}{more}", server.hosts, server.name)
}
