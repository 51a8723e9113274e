//! Who plays in the demo: a user with a password made for this run, a desktop app, a web app, and one that speaks OpenID
//! Connect.

use crate::cli::refusal::Refusal;
use crate::domain::oauth::client::{App, Confidentiality, Kind, ResponseType};
use crate::domain::oauth::registration::Wishes;
use crate::domain::openid::scope;
use crate::domain::secret::Dice;
use crate::flow::Platform;
use crate::flow::apps::{self, AppRefusal, KnownCredentials};
use crate::flow::users::{self, NewUser, Role, UserRefusal};
use crate::web::{CALLBACK_PATH, Demo};
use rand::seq::IndexedRandom;

pub const USER: &str = "ada";
const DESKTOP: &str = "Demo Desktop";
const WEB: &str = "Demo Web";
const OPENID: &str = "Demo OpenID Connect";

/// Short words that are easy to type.
const WORDS: &[&str] = &[
    "acorn", "amber", "anchor", "apple", "arrow", "autumn", "badger", "basket", "beacon", "birch",
    "bottle", "bridge", "button", "candle", "canoe", "castle", "cedar", "cherry", "clover",
    "comet", "copper", "coral", "cotton", "cradle", "daisy", "dragon", "ember", "falcon",
    "feather", "fern", "flint", "forest", "garden", "ginger", "hammer", "harbor", "hazel", "heron",
    "honey", "island", "ivory", "jacket", "kettle", "ladder", "lamp", "lantern", "lemon", "linen",
    "maple", "marble", "meadow", "mirror", "otter", "paper", "pebble", "pepper", "planet",
    "pocket", "river", "saddle", "silver", "summer", "thistle", "violin",
];

pub struct Cast {
    pub shown: Demo,
    /// Shown in the terminal, once.
    pub password: String,
}

/// Makes them, or puts those right that an earlier run kept.
pub fn assemble(platform: &Platform) -> Result<Cast, Refusal> {
    let password = make_password(&mut rand::rng());
    match users::set_password(platform, USER, &password) {
        Ok(_) => {}
        Err(UserRefusal::Unknown(_)) => add_user(platform, &password)?,
        Err(other) => return Err(other.into()),
    }
    let desktop = app(
        platform,
        DESKTOP,
        Wishes {
            kind: Some(Kind::Desktop),
            ..Wishes::default()
        },
    )?;
    let callback = format!("{}{CALLBACK_PATH}", platform.policy.public_url);
    let in_page = Wishes {
        kind: Some(Kind::Web),
        confidentiality: Some(Confidentiality::Public),
        redirect_uris: Some(vec![callback]),
        ..Wishes::default()
    };
    let openid = app(platform, OPENID, speaking_openid(in_page.clone()))?;
    let web = app(platform, WEB, in_page)?;
    Ok(Cast {
        shown: Demo {
            user_name: USER.to_owned(),
            desktop_client_id: desktop.client_id,
            web_client_id: web.client_id,
            openid_client_id: openid.client_id,
        },
        password,
    })
}

fn speaking_openid(wishes: Wishes) -> Wishes {
    let scopes = [scope::OPENID, scope::PROFILE, scope::EMAIL];
    Wishes {
        response_types: Some(vec![ResponseType::Code]),
        scopes: Some(scopes.map(str::to_owned).to_vec()),
        ..wishes
    }
}

fn add_user(platform: &Platform, password: &str) -> Result<(), Refusal> {
    let new = NewUser {
        name: USER,
        email: Some("ada@example.org"),
        email_verified: false,
        display_name: Some("Ada"),
        locale: None,
        role: Role::Person,
    };
    let draft = users::draft(platform, new)?;
    users::add(platform, &draft, password)?;
    Ok(())
}

/// The app of this name with these properties; the port, and so its address, may be another than last time.
fn app(platform: &Platform, name: &str, wishes: Wishes) -> Result<App, Refusal> {
    let wishes = Wishes {
        name: Some(name.to_owned()),
        owner: Some("this demo".to_owned()),
        ..wishes
    };
    match apps::edit(platform, name, &wishes) {
        Ok(issued) => Ok(issued.app),
        Err(AppRefusal::Unknown(_)) => {
            Ok(apps::add(platform, &wishes, &KnownCredentials::default())?.app)
        }
        Err(other) => Err(other.into()),
    }
}

fn make_password(dice: Dice) -> String {
    let mut words: Vec<String> = WORDS.sample(dice, 3).map(|&word| word.to_owned()).collect();
    let mut byte = [0_u8];
    dice.fill_bytes(&mut byte);
    words.push((10 + byte.first().copied().unwrap_or(0) % 90).to_string());
    words.join("-")
}
