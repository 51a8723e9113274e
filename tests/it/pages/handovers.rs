//! The pages that hand an answer over, or lead to a window of its own.

use super::LONG_NAME;
use std::time::Duration;
use vestibule::domain::answer::{Content, OpenWindowPage, OwnPath};
use vestibule::domain::callback::PrivateAddresses;
use vestibule::domain::epoch::Epoch;
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::authorize::bind;
use vestibule::domain::oauth::params::Params;
use vestibule::domain::oauth::registration::{Identity, Premises, Wishes, register};
use vestibule::domain::oauth::result::{Carried, ResultRoute};
use vestibule::domain::openid::statement::Signed;
use vestibule::domain::secret::PlainToken;
use vestibule::domain::time::Timestamp;

pub fn contents() -> Vec<(&'static str, Content)> {
    let opener = "display=popup&origin=https://app.hazel.example&callback=fn-1";
    let mut all: Vec<(&str, Content)> = ["response_mode=form_post", opener]
        .into_iter()
        .filter_map(|way| match carries_a_code(way)? {
            ResultRoute::FormPost(form) => Some(("form_post", Content::FormPost(form))),
            ResultRoute::Message(message) => {
                Some(("opener_message", Content::OpenerMessage(message)))
            }
            ResultRoute::Redirect(_) => None,
        })
        .collect();
    for (name, app_name) in [
        ("open_window", "Family Tree Explorer"),
        ("open_window-long_name", LONG_NAME),
    ] {
        let page = OpenWindowPage {
            app_name: app_name.to_owned(),
            framed_by: "https://apps.hazel.example".to_owned(),
            window: OwnPath::authorize("client_id=7&display=web"),
        };
        all.push((name, Content::OpenWindow(page)));
    }
    all
}

fn carries_a_code(way: &str) -> Option<ResultRoute> {
    let identity = Identity {
        id: AppId(7),
        uuid: String::new(),
        client_id: String::new(),
        epoch: Epoch::FIRST,
    };
    let wishes = Wishes {
        name: Some("Hazel".to_owned()),
        redirect_uris: Some(vec!["https://app.hazel.example/cb".to_owned()]),
        ..Wishes::default()
    };
    let premises = Premises {
        public_url: "https://id.aldergrove.example",
        scopes: &[],
        private_callbacks: PrivateAddresses::Refused,
        algorithms: &[],
    };
    let app = register(identity, &wishes, premises, Timestamp::NEVER).ok()?;
    let params = Params::parse(&format!("{way}&state=%22%3E%3Cscript%3E"));
    let bound = bind(&params, Some(app), premises.public_url).ok()?;
    let code = PlainToken::parse(&"A1b2C3d4E5".repeat(4))?;
    let carried = Carried::of_code(code, Duration::from_secs(600));
    Some(bound.reply_to().granted(&carried, &Signed::default()))
}
