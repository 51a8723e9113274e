//! What requests ask most, each in one statement with all that its answer hangs on. The app itself comes from memory:
//! the statement says whether it is still as it was.

use super::accounts::load::session_and_user;
use super::apps::rows::{AppStampRow, ConsentRow};
use super::asked::questions::{
    AppAsked, IntrospectionAsked, Lanes, LifeAsked, TokenAsked, VisitAsked,
};
use super::engine::group::Lane;
use super::engine::question::Question;
use super::engine::reader::Reader;
use super::issued::life::token_life;
use super::issued::load::token_standing;
use super::{LoadError, Loaded, Store};
use crate::domain::account::session::Session;
use crate::domain::account::user::User;
use crate::domain::key::{AppId, RowKey};
use crate::domain::oauth::access::{TokenLife, TokenStanding};
use crate::domain::oauth::client::{ClientName, KnownApp};
use crate::domain::oauth::consent::Consent;
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// How often an app is loaded again because it was changed meanwhile.
const TRIES: usize = 32;

/// Who visits an app: whose session it is, and what they allowed the app. A row that cannot be is told of when it is
/// looked at: not before the request was found to be sound.
pub struct Visit {
    pub app: Arc<KnownApp>,
    pub present: Loaded<Option<(Session, User)>>,
    pub consent: Loaded<Option<Consent>>,
}

/// The app that asks about a token, and the token; to be looked at when the app has shown to be itself.
pub type Introspection = (Arc<KnownApp>, Loaded<Option<TokenStanding>>);

impl Store {
    /// The app that a program names.
    pub async fn client(&self, name: &ClientName) -> Loaded<Option<Arc<KnownApp>>> {
        let found = self.of_app(name, async |app| {
            let found = self.ask(|lanes| &lanes.apps, AppAsked(app)).await?;
            Ok(found.map(|stamp| (stamp, ())))
        });
        Ok(found.await?.map(|(app, ())| app))
    }

    /// Whether an access token is live. Nothing when the app is gone, or of a person's token the person or the consent.
    pub async fn token_life(&self, key: RowKey) -> Loaded<Option<TokenLife>> {
        let found = self.ask(|lanes| &lanes.lives, LifeAsked(key)).await?;
        found.map_or(Ok(None), token_life)
    }

    /// An access token. Nothing when the app is gone, or of a person's token the person or the consent.
    pub async fn token(&self, key: RowKey) -> Loaded<Option<TokenStanding>> {
        let found = self.ask(|lanes| &lanes.tokens, TokenAsked(key)).await?;
        found.map_or(Ok(None), token_standing)
    }

    /// A visit to the app that is named. Nothing where there is none.
    pub async fn visit(&self, name: &ClientName, session: Option<RowKey>) -> Loaded<Option<Visit>> {
        let found = self.of_app(name, async |app| {
            let asked = VisitAsked { app, session };
            let found = self.ask(|lanes| &lanes.visits, asked).await?;
            Ok(found.map(|(stamp, session, user, consent)| (stamp, (session, user, consent))))
        });
        Ok(found.await?.map(|(app, (session, user, consent))| Visit {
            app,
            present: session.zip(user).map(session_and_user).transpose(),
            consent: consent.map(ConsentRow::record).transpose(),
        }))
    }

    /// An app asks about an access token. Nothing where there is no such app.
    pub async fn introspection(
        &self,
        asker: &ClientName,
        token: RowKey,
    ) -> Loaded<Option<Introspection>> {
        let found = self.of_app(asker, async |asker| {
            let asked = IntrospectionAsked { asker, token };
            let found = self.ask(|lanes| &lanes.introspections, asked).await?;
            Ok(found.map(|(stamp, token, hangs_on)| (stamp, token.map(|token| (token, hangs_on)))))
        });
        let found = found.await?;
        Ok(found.map(|(app, token)| (app, token.map_or(Ok(None), token_standing))))
    }

    /// The app from memory, with what was asked beside its stamp; loaded again until the stamp is its own.
    async fn of_app<T>(
        &self,
        name: &ClientName,
        ask: impl AsyncFn(AppId) -> Loaded<Option<(AppStampRow, T)>>,
    ) -> Loaded<Option<(Arc<KnownApp>, T)>> {
        let known = &self.shared.known_apps;
        for _ in 0..TRIES {
            let kept = known.get(name);
            let is_new = kept.is_none();
            let Some(app) = (match kept {
                Some(app) => Some(app),
                None => self.learn(name).await?,
            }) else {
                return Ok(None);
            };
            if let Some((stamp, found)) = ask(app.app.id).await?
                && app.app.bears(&stamp.record()?)
            {
                // Only now: what was loaded in several statements is of one piece, if its version did not move since.
                if is_new {
                    known.keep(name, &app);
                }
                return Ok(Some((app, found)));
            }
            known.forget(name);
        }
        let reason = "the app kept being changed".to_owned();
        Err(LoadError::Unavailable(reason))
    }

    /// On a server by a thread that may wait: whoever names apps that are not there keeps nobody from an answer.
    async fn learn(&self, name: &ClientName) -> Loaded<Option<Arc<KnownApp>>> {
        if self.is_embedded() {
            return Ok(self
                .read(|reader| reader.app_with_secrets(name))?
                .map(Arc::new));
        }
        let (store, name) = (self.clone(), name.clone());
        let found = spawn_blocking(move || store.read(|reader| reader.app_with_secrets(&name)));
        let no_thread = |_| Err(LoadError::Unavailable("no thread to read on".to_owned()));
        Ok(found.await.unwrap_or_else(no_thread)?.map(Arc::new))
    }

    /// Where it stands on a file, and on a server together with all who ask the same now.
    async fn ask<Q: Question>(
        &self,
        lane: fn(&Lanes) -> &Lane<Q>,
        question: Q,
    ) -> Loaded<Option<Q::Row>> {
        match &self.shared.lanes {
            None => self.read(|reader| reader.ask(&question)),
            Some(lanes) => self.seen(lane(lanes).ask(question).await),
        }
    }
}

impl Reader {
    /// See [`Store::token_life`].
    pub fn token_life(&mut self, key: RowKey) -> Loaded<Option<TokenLife>> {
        self.ask(&LifeAsked(key))?.map_or(Ok(None), token_life)
    }

    /// See [`Store::token`].
    pub fn token_standing(&mut self, key: RowKey) -> Loaded<Option<TokenStanding>> {
        self.ask(&TokenAsked(key))?.map_or(Ok(None), token_standing)
    }
}
