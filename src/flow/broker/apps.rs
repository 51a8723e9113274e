//! Apps as the broker API shows them, and as an operator makes them there.

use super::caller::Caller;
use super::{Answered, Declined};
use crate::domain::broker::error::{BrokerError, Object};
use crate::domain::broker::id::parse_uuid;
use crate::domain::key::AppId;
use crate::domain::oauth::client::{App, ClientName, Confidentiality, Kind};
use crate::domain::oauth::registration::{RegistrationFault, Wishes};
use crate::flow::Platform;
use crate::flow::apps::{self, AppRefusal, IssuedApp, KnownCredentials};
use serde_json::{Map, Value};

/// Those that keep a secret: others have no broker API.
pub fn list(platform: &Platform, caller: &Caller) -> Answered<Vec<App>> {
    match caller {
        Caller::Admin(_) => {
            let mut all = platform.store.read(|reader| reader.apps())?;
            all.retain(is_brokered);
            Ok(all)
        }
        Caller::Nobody => Err(BrokerError::NotAuthenticated.into()),
        Caller::App(_) | Caller::Endpoint(_) => Err(BrokerError::NotAuthorized.into()),
    }
}

pub fn find(platform: &Platform, caller: Caller, id: &str) -> Answered<App> {
    let missing = || Declined::from(BrokerError::NotFound(Object::Apps));
    let uuid = parse_uuid(id);
    match caller {
        Caller::Admin(_) => {
            let uuid = uuid.ok_or_else(missing)?;
            let found = platform.store.read(|reader| reader.app_by_uuid(&uuid))?;
            found.filter(is_brokered).ok_or_else(missing)
        }
        Caller::App(app) if uuid.as_ref() == Some(&app.uuid) => Ok(*app),
        Caller::App(_) | Caller::Endpoint(_) => Err(BrokerError::NotAuthorized.into()),
        Caller::Nobody => Err(BrokerError::NotAuthenticated.into()),
    }
}

fn is_brokered(app: &App) -> bool {
    app.confidentiality == Confidentiality::Confidential
}

/// An app of kind web without addresses, and its secret, this once.
pub fn add(platform: &Platform, caller: &Caller, sent: &Map<String, Value>) -> Answered<IssuedApp> {
    match caller {
        Caller::Admin(_) => {}
        Caller::Nobody => return Err(BrokerError::NotAuthenticated.into()),
        Caller::App(_) | Caller::Endpoint(_) => return Err(BrokerError::NotAuthorized.into()),
    }
    let text = |name: &'static str| match sent.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(BrokerError::field(name, "This is a text.")),
    };
    let missing = || BrokerError::field("name", "name is needed.");
    let wishes = Wishes {
        name: Some(text("name")?.ok_or_else(missing)?),
        description: text("description")?,
        kind: Some(Kind::Web),
        confidentiality: Some(Confidentiality::Confidential),
        ..Wishes::default()
    };
    let platform = &caller.acting(platform)?;
    apps::add(platform, &wishes, &KnownCredentials::default()).map_err(|refusal| match refusal {
        AppRefusal::Failure(failure) => failure.into(),
        AppRefusal::Fault(RegistrationFault::Text("description")) => {
            let text = "description is a text of at most 500 characters.";
            BrokerError::field("description", text).into()
        }
        _ => BrokerError::field("name", "name is a text of 1 to 80 characters.").into(),
    })
}

/// The uuid of whoever runs this platform, as the API tells it of each app.
pub fn account(platform: &Platform) -> Answered<String> {
    Ok(platform.store.read(|reader| reader.account_uuid())?)
}

/// That of the app; empty where it is gone.
pub fn uuid_of(platform: &Platform, id: AppId) -> Answered<String> {
    let app = platform
        .store
        .read(|reader| reader.app(&ClientName::Number(id)))?;
    Ok(app.map(|app| app.uuid).unwrap_or_default())
}

/// The number of the app that has this uuid.
pub fn id_of(platform: &Platform, uuid: &str) -> Answered<Option<AppId>> {
    let app = platform.store.read(|reader| reader.app_by_uuid(uuid))?;
    Ok(app.map(|app| app.id))
}
