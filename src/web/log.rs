//! One wide line per request: what was asked, what was decided, how long it took. Never a query string, a
//! secret, a token or a hash of one.

use super::edge::{Edge, LogStyle};
use super::header::lines;
use super::log_line::{self, LogLine};
use super::outcomes;
use crate::domain::answer::{LogDecision, Story};
use crate::domain::secret::random_alphanumerics;
use crate::domain::trace::trace_id;
use crate::metrics::METHODS;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpRequest};
use std::io::Write;
use std::time::{Duration, Instant};

/// Names a request on its error page and in its line.
#[derive(Clone)]
pub struct RequestId(String);

impl RequestId {
    pub fn of(request: &HttpRequest) -> String {
        let extensions = request.extensions();
        extensions
            .get::<Self>()
            .map_or_else(String::new, |id| id.0.clone())
    }
}

impl RequestId {
    /// For answers that name themselves in another form.
    pub fn replace(request: &HttpRequest, id: &str) {
        request.extensions_mut().insert(Self(id.to_owned()));
    }
}

/// Leaves the story of a request for its line.
pub fn tell(request: &HttpRequest, story: Story) {
    request.extensions_mut().insert(story);
}

/// The middleware around everything.
pub async fn wide_line(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let began = Instant::now();
    let id = random_alphanumerics(10, &mut rand::rng());
    request.extensions_mut().insert(RequestId(id));
    let response = next.call(request).await?;
    let line = Line {
        id: RequestId::of(response.request()),
        took: began.elapsed(),
        status: response.status().as_u16(),
    };
    line.write(response.request());
    Ok(response)
}

/// A stranger may call a method what they like, at any length.
fn method_named(method: &Method) -> &'static str {
    METHODS
        .into_iter()
        .find(|name| *name == method.as_str())
        .unwrap_or("other")
}

struct Line {
    id: String,
    took: Duration,
    status: u16,
}

impl Line {
    fn write(&self, request: &HttpRequest) {
        let story = request.extensions_mut().remove::<Story>();
        let story = story.unwrap_or_default();
        let Some(edge) = request.app_data::<Data<Edge>>() else {
            return;
        };
        let route = request.match_pattern();
        let (route, method) = (route.as_deref(), method_named(request.method()));
        let metrics = &edge.platform.metrics;
        metrics
            .requests
            .count(route, method, self.status, self.took);
        outcomes::count(&metrics.outcomes, route, self.status, &story);
        match edge.log {
            LogStyle::Structured => self.structured(request, (route, method), &story),
            LogStyle::Human => self.human(edge, &story),
        }
    }

    fn structured(
        &self,
        request: &HttpRequest,
        (route, method): (Option<&str>, &'static str),
        story: &Story,
    ) {
        let Some(level) = log_line::level(self.status) else {
            return;
        };
        let mut traces = lines(request, "traceparent");
        // Twice is a mistake of somebody between.
        let trace = traces.next().filter(|_| traces.next().is_none());
        let trace = trace.and_then(|header| std::str::from_utf8(header).ok());
        let line = LogLine {
            timestamp: &log_line::timestamp(),
            level,
            message: "request",
            request_id: &self.id,
            trace_id: trace.and_then(trace_id),
            method,
            route: route.unwrap_or("none"),
            status: self.status,
            ms: (self.took.as_secs_f64() * 1e6).round() / 1000.0,
            decision: story.decision.map_or("", LogDecision::word),
            client_id: story.client_id.as_deref(),
            user: story.user.as_deref(),
            display: story.display,
            reason: story.reason.as_deref(),
            target: log_line::TARGET,
        };
        line.print();
    }

    /// Only what somebody did or what was refused, not every style sheet.
    fn human(&self, edge: &Edge, story: &Story) {
        let is_refused = self.status >= 400;
        if story.decision.is_none() && !is_refused {
            return;
        }
        let now = edge.platform.clock.now().rfc3339();
        // Nobody's demo lasts for days.
        let when = match (&edge.demo, now.get(11..19)) {
            (Some(_), Some(time)) => time,
            _ => now.as_str(),
        };
        let what = story.decision.map_or("", LogDecision::word);
        let app = story.app_name.as_deref().unwrap_or("-");
        let display = story.display.unwrap_or("-");
        // In the demo everybody is made up.
        let who = match edge.demo {
            Some(_) => story.user_name.as_deref(),
            None => story.user.as_deref(),
        };
        let who = who.unwrap_or("-");
        let status = self.status;
        let why = match &story.reason {
            Some(why) => format!("{why} (reference {})", self.id),
            None if is_refused => format!("(reference {})", self.id),
            None => String::new(),
        };
        let line = format!("{when}  {what:<22} {app:<16} {display:<8} {who:<8} {status} {why}");
        // A closed terminal is no reason to stop serving.
        let _ = writeln!(std::io::stdout(), "{}", line.trim_end());
    }
}
