//! The questions, and their answers as rows.

use crate::domain::key::{AppId, RowKey};
use crate::store::OpenError;
use crate::store::accounts::rows::{SessionRow, UserRow};
use crate::store::apps::rows::{AppStampRow, ConsentRow};
use crate::store::engine::db::Db;
use crate::store::engine::group::Lane;
use crate::store::engine::pool::Readers;
use crate::store::engine::question::{Keys, Lookup, Question, answers};
use crate::store::engine::schema::{access_tokens, apps, grants};
use crate::store::engine::threads::spawn;
use crate::store::engine::writer::Pulse;
use crate::store::issued::access_rows::AccessTokenRow;
use crate::store::issued::life::{AppLifeRow, LifeRows, TokenLifeRow, UserLifeRow};
use crate::store::issued::rows::{AppStandingRow, ConsentStandingRow, HangsOn, UserStandingRow};
use diesel::prelude::*;
use std::sync::Arc;
use std::thread::JoinHandle;

/// Where those wait who ask the same, on a server.
#[derive(Default)]
pub struct Lanes {
    pub apps: Arc<Lane<AppAsked>>,
    pub lives: Arc<Lane<LifeAsked>>,
    pub tokens: Arc<Lane<TokenAsked>>,
    pub visits: Arc<Lane<VisitAsked>>,
    pub introspections: Arc<Lane<IntrospectionAsked>>,
}

impl Lanes {
    /// A thread for each.
    pub fn begin(
        &self,
        readers: &Readers,
        pulse: &Pulse,
    ) -> Result<Vec<JoinHandle<()>>, OpenError> {
        Ok(vec![
            begin(&self.apps, readers, pulse)?,
            begin(&self.lives, readers, pulse)?,
            begin(&self.tokens, readers, pulse)?,
            begin(&self.visits, readers, pulse)?,
            begin(&self.introspections, readers, pulse)?,
        ])
    }

    pub fn stop(&self) {
        self.apps.stop();
        self.lives.stop();
        self.tokens.stop();
        self.visits.stop();
        self.introspections.stop();
    }
}

fn begin<Q: Question>(
    lane: &Arc<Lane<Q>>,
    readers: &Readers,
    pulse: &Pulse,
) -> Result<JoinHandle<()>, OpenError> {
    let (lane, readers, pulse) = (lane.clone(), readers.clone(), pulse.clone());
    spawn("store-answers", move || pulse.watch(|| lane.run(&readers)))
}

/// Whether an app is still as it was.
pub struct AppAsked(pub AppId);

impl Question for AppAsked {
    type Row = AppStampRow;

    const LOOKUP: Lookup = Lookup {
        table: "apps",
        column: "apps.id",
        joins: &[],
    };

    fn keys(&self) -> Keys {
        [Some(self.0.0), None]
    }

    fn look_up(db: &mut Db, asked: &[Self]) -> QueryResult<Vec<Option<Self::Row>>> {
        answers!(db, asked, AppStampRow::as_select())
    }
}

/// What an access token hangs on, behind the token itself.
const OF_TOKEN: &str = " LEFT JOIN apps ON apps.id = access_tokens.app_id \
     LEFT JOIN users ON users.key = access_tokens.user_key \
     LEFT JOIN consents ON consents.key = access_tokens.consent_key \
     LEFT JOIN grants ON grants.key = access_tokens.grant_key";

/// The columns of it, with these of the app and of the user: see [`HangsOn`].
macro_rules! of_token {
    ($app:ty, $user:ty) => {
        (
            Option::<$app>::as_select(),
            Option::<$user>::as_select(),
            Option::<ConsentStandingRow>::as_select(),
            (
                access_tokens::grant_key,
                grants::key.nullable(),
                grants::ended_at.nullable(),
            ),
        )
    };
}

/// Whether an access token is live.
pub struct LifeAsked(pub RowKey);

impl Question for LifeAsked {
    type Row = LifeRows;

    const LOOKUP: Lookup = TokenAsked::LOOKUP;

    fn keys(&self) -> Keys {
        [Some(self.0.number()), None]
    }

    fn look_up(db: &mut Db, asked: &[Self]) -> QueryResult<Vec<Option<Self::Row>>> {
        answers!(
            db,
            asked,
            (
                TokenLifeRow::as_select(),
                of_token!(AppLifeRow, UserLifeRow)
            )
        )
    }
}

/// An access token with all that it hangs on.
pub struct TokenAsked(pub RowKey);

impl Question for TokenAsked {
    type Row = (AccessTokenRow, HangsOn);

    const LOOKUP: Lookup = Lookup {
        table: "access_tokens",
        column: "access_tokens.key",
        joins: &[OF_TOKEN],
    };

    fn keys(&self) -> Keys {
        [Some(self.0.number()), None]
    }

    fn look_up(db: &mut Db, asked: &[Self]) -> QueryResult<Vec<Option<Self::Row>>> {
        answers!(
            db,
            asked,
            (
                AccessTokenRow::as_select(),
                of_token!(AppStandingRow, UserStandingRow)
            )
        )
    }
}

/// Whether an app is still as it was, whose session this is, and what they allowed the app.
pub struct VisitAsked {
    pub app: AppId,
    pub session: Option<RowKey>,
}

impl Question for VisitAsked {
    type Row = (
        AppStampRow,
        Option<SessionRow>,
        Option<UserRow>,
        Option<ConsentRow>,
    );

    const LOOKUP: Lookup = Lookup {
        table: "apps",
        column: "apps.id",
        joins: &[
            " LEFT JOIN sessions ON sessions.key = ",
            " LEFT JOIN users ON users.key = sessions.user_key \
              LEFT JOIN consents ON consents.user_key = users.key AND consents.app_id = apps.id",
        ],
    };

    fn keys(&self) -> Keys {
        [Some(self.app.0), self.session.map(RowKey::number)]
    }

    fn look_up(db: &mut Db, asked: &[Self]) -> QueryResult<Vec<Option<Self::Row>>> {
        answers!(db, asked, Self::Row::as_select())
    }
}

/// Whether the app that asks is still as it was, and the token that it asks about.
pub struct IntrospectionAsked {
    pub asker: AppId,
    pub token: RowKey,
}

diesel::alias!(apps as askers: Askers);

impl Question for IntrospectionAsked {
    type Row = (AppStampRow, Option<AccessTokenRow>, HangsOn);

    const LOOKUP: Lookup = Lookup {
        table: "apps AS askers",
        column: "askers.id",
        joins: &[" LEFT JOIN access_tokens ON access_tokens.key = ", OF_TOKEN],
    };

    fn keys(&self) -> Keys {
        [Some(self.asker.0), Some(self.token.number())]
    }

    fn look_up(db: &mut Db, asked: &[Self]) -> QueryResult<Vec<Option<Self::Row>>> {
        answers!(
            db,
            asked,
            (
                askers.fields((apps::id, apps::uuid, apps::version, apps::updated_at)),
                Option::<AccessTokenRow>::as_select(),
                of_token!(AppStandingRow, UserStandingRow),
            )
        )
    }
}
