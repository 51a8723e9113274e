//! Replies that many flows give.

use crate::domain::answer::{
    Answer, Content, CookieChange, LogDecision, OwnPath, Page, Reply, Story,
};
use crate::domain::oauth::authorize::{Layout, display_of};
use crate::domain::oauth::form::Untaken;
use crate::domain::oauth::params::Params;

pub(super) fn page(page: Page, story: Story) -> Reply {
    reply(Answer::Page(Box::new(page)), story)
}

pub(super) fn reply(answer: Answer, story: Story) -> Reply {
    Reply {
        answer,
        cookies: Vec::new(),
        story,
    }
}

/// 403: nothing is issued, nobody is redirected; a link starts the same request again.
pub fn form_untaken(request: &str, why: Untaken) -> Reply {
    let again = (!request.is_empty()).then(|| OwnPath::authorize(request));
    let layout = display_of(&Params::parse(request));
    form_refused(again, layout, why)
}

pub(super) fn form_refused(again: Option<OwnPath>, layout: Layout, why: Untaken) -> Reply {
    let content = Content::FormUntaken { why, again };
    let story = Story {
        reason: Some(why.reason().to_owned()),
        ..Story::of(LogDecision::FormRefused)
    };
    page(Page { layout, content }, story)
}

impl Reply {
    pub(super) fn with_cookie(mut self, change: CookieChange) -> Self {
        self.cookies.push(change);
        self
    }
}
