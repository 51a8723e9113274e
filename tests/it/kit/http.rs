//! A plain HTTP client for exact tests: it sends what it is told, follows nothing, and keeps the
//! answer as it came. Cookies are kept in a jar; their attributes are only text to look at.

use super::form::Form;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Debug, Clone)]
pub struct Response {
    /// The path that was asked for.
    pub path: String,
    pub status: u16,
    /// Names as sent, in the order they were sent.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers_named(name).first().copied()
    }

    pub fn headers_named(&self, name: &str) -> Vec<&str> {
        self.headers
            .iter()
            .filter(|(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect()
    }

    #[track_caller]
    pub fn location(&self) -> &str {
        self.header("location")
            .unwrap_or_else(|| panic!("no Location in {} for {}", self.status, self.path))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {:?}", self.text()))
    }

    /// The form whose submit button has these words.
    #[track_caller]
    pub fn form(&self, button: &str) -> Form {
        Form::with_button(&self.text(), button)
            .unwrap_or_else(|| panic!("no form with {button:?} in:\n{}", self.text()))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    pub name: String,
    pub value: String,
    /// Everything after the first semicolon, as sent.
    pub attributes: String,
}

/// Somebody at one address, with a cookie jar of their own.
#[derive(Debug, Clone)]
pub struct HttpClient {
    /// `host:port`
    pub address: String,
    pub jar: Vec<Cookie>,
}

impl HttpClient {
    pub fn new(address: &str) -> Self {
        Self {
            address: address.to_owned(),
            jar: Vec::new(),
        }
    }

    #[track_caller]
    pub fn get(&mut self, path: &str) -> Response {
        self.send("GET", path, &[], b"")
    }

    #[track_caller]
    pub fn post_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Response {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.extend_pairs(fields);
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        self.send("POST", path, &headers, body.finish().as_bytes())
    }

    /// Presses this button of the form.
    #[track_caller]
    pub fn submits(&mut self, page: &Response, form: &Form, button: &str) -> Response {
        let fields = form.pressed(button);
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let path = form.action.as_deref().unwrap_or(&page.path).to_owned();
        self.post_form(&path, &fields)
    }

    /// Opens a page that asks to sign in, does so, and gives back the page it leads to.
    #[track_caller]
    pub fn signs_in(&mut self, path: &str, name: &str, password: &str) -> Response {
        let asked = self.get(path);
        let mut form = asked.form("Sign in");
        form.types_name_and_password(name, password);
        let answer = self.submits(&asked, &form, "Sign in");
        assert_eq!(answer.status, 303, "{}", answer.text());
        let location = answer.location().to_owned();
        let origin = format!("http://{}", self.address);
        self.get(location.strip_prefix(&origin).unwrap_or(&location))
    }

    #[track_caller]
    pub fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Response {
        let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.address);
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(cookies) = self.cookie_header() {
            request.push_str(&format!("Cookie: {cookies}\r\n"));
        }
        if !body.is_empty() || method == "POST" {
            request.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        request.push_str("Connection: close\r\n\r\n");
        let mut bytes = request.into_bytes();
        bytes.extend_from_slice(body);
        let mut response = self
            .raw(&bytes)
            .unwrap_or_else(|error| panic!("{method} {path}: {error}"));
        response.path = path.to_owned();
        response
    }

    /// Sends these bytes and nothing else; cookies that come back go into the jar.
    pub fn raw(&mut self, request: &[u8]) -> io::Result<Response> {
        let response = exchange(&self.address, request)?;
        for line in response.headers_named("set-cookie") {
            self.keep(line);
        }
        Ok(response)
    }

    /// Goes on at another server of the same platform: there they have one address, which cookies are named after.
    pub fn moves_to(&mut self, address: &str) {
        let (_, port) = address.rsplit_once(':').expect("a port");
        for cookie in &mut self.jar {
            cookie.name = format!("{}_{port}", plain_name(&cookie.name));
        }
        address.clone_into(&mut self.address);
    }

    /// By its plain name, `vestibule_session`; where the platform is at a port, the real one tells that too.
    pub fn cookie(&self, name: &str) -> Option<&Cookie> {
        let mut all = self.jar.iter();
        all.find(|cookie| plain_name(&cookie.name) == name)
    }

    /// Throws away the cookies whose names hold this word.
    pub fn forgets(&mut self, word: &str) {
        self.jar.retain(|cookie| !cookie.name.contains(word));
    }

    /// What the jar sends along.
    pub fn cookie_header(&self) -> Option<String> {
        let pairs: Vec<String> = self
            .jar
            .iter()
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    fn keep(&mut self, line: &str) {
        let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
        let (name, value) = pair.split_once('=').expect("a cookie is name=value");
        self.jar.retain(|cookie| cookie.name != name);
        let over = attributes
            .split(';')
            .any(|attribute| attribute.trim().eq_ignore_ascii_case("max-age=0"));
        if !over {
            self.jar.push(Cookie {
                name: name.to_owned(),
                value: value.to_owned(),
                attributes: attributes.trim().to_owned(),
            });
        }
    }
}

/// The name of a cookie without the port in it.
pub fn plain_name(name: &str) -> &str {
    match name.rsplit_once('_') {
        Some((plain, port)) if port.parse::<u16>().is_ok() => plain,
        _ => name,
    }
}

/// One connection, one request, one answer.
pub fn exchange(address: &str, request: &[u8]) -> io::Result<Response> {
    exchange_within(address, request, PATIENCE)
}

/// The same for a server that may have nothing to say for so long.
pub fn exchange_within(address: &str, request: &[u8], patience: Duration) -> io::Result<Response> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(patience))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    // A server may refuse a request before it has read all of it: what it said still counts.
    let sent = stream.write_all(request);
    let answer = read_response(&mut stream, request.starts_with(b"HEAD "));
    if answer.is_err() {
        sent?;
    }
    answer
}

fn read_response(stream: &mut impl Read, head_only: bool) -> io::Result<Response> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        read_some(stream, &mut bytes)?;
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .and_then(|status| status.parse().ok())
        .ok_or_else(|| io::Error::other(format!("not HTTP: {head}")))?;
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_owned(), value.trim().to_owned()))
        .collect();
    let mut response = Response {
        path: String::new(),
        status,
        headers,
        body: bytes.split_off(head_end + 4),
    };
    if head_only || status == 204 || status == 304 {
        response.body.clear();
    } else {
        read_body(stream, &mut response)?;
    }
    Ok(response)
}

fn read_body(stream: &mut impl Read, response: &mut Response) -> io::Result<()> {
    if let Some(length) = response.header("content-length") {
        let length: usize = length.parse().map_err(io::Error::other)?;
        while response.body.len() < length {
            read_some(stream, &mut response.body)?;
        }
        response.body.truncate(length);
        return Ok(());
    }
    let chunked = response.header("transfer-encoding") == Some("chunked");
    stream.read_to_end(&mut response.body)?;
    if chunked {
        response.body = join_chunks(&response.body)?;
    }
    Ok(())
}

fn join_chunks(mut rest: &[u8]) -> io::Result<Vec<u8>> {
    let broken = || io::Error::other("broken chunk");
    let mut whole = Vec::new();
    loop {
        let line_end = rest
            .windows(2)
            .position(|two| two == b"\r\n")
            .ok_or_else(broken)?;
        let size = std::str::from_utf8(&rest[..line_end])
            .ok()
            .and_then(|size| usize::from_str_radix(size, 16).ok())
            .ok_or_else(broken)?;
        if size == 0 {
            return Ok(whole);
        }
        let start = line_end + 2;
        whole.extend_from_slice(rest.get(start..start + size).ok_or_else(broken)?);
        rest = rest.get(start + size + 2..).ok_or_else(broken)?;
    }
}

/// A read with a time limit is interrupted by any signal that this process takes, as when a child of another test ends.
pub fn read_on(stream: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match stream.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            outcome => return outcome,
        }
    }
}

fn read_some(stream: &mut impl Read, bytes: &mut Vec<u8>) -> io::Result<()> {
    let mut buffer = [0; 16 * 1024];
    match read_on(stream, &mut buffer)? {
        0 => Err(io::Error::new(
            io::ErrorKind::UnexpectedEof,
            format!("closed after {} bytes", bytes.len()),
        )),
        count => {
            bytes.extend_from_slice(&buffer[..count]);
            Ok(())
        }
    }
}
