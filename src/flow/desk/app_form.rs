//! The form of an app, new or known: what stands in it, what of that is wished, and what is said of it.

use super::Desk;
use super::act::{NEW, Typed};
use super::app_typed::read;
use crate::domain::answer::Reply;
use crate::domain::answer::admin::app_form::{
    AppFormPage, FormBy, FormOf, GivenCredentials, Outcome, Usual,
};
use crate::domain::answer::admin::apps_place::{AppAct, AppsPlace};
use crate::domain::answer::admin::desk::DeskPage;
use crate::domain::answer::admin::typed_app::TypedApp;
use crate::domain::oauth::client::{App, Confidentiality, Kind, Switch};
use crate::domain::oauth::redirect_uri::ShortScheme;
use crate::domain::oauth::registration::{Line, RegistrationFault, Wishes};
use crate::flow::Platform;
use crate::flow::apps::{self, Terms};

/// What stands in a form, and what is said of it.
pub(in crate::flow) struct Shown {
    pub typed: TypedApp,
    pub usual: Usual,
    pub lines: Vec<Line>,
    pub outcome: Outcome,
}

impl Shown {
    const fn fresh(typed: TypedApp, usual: Usual) -> Self {
        Self {
            typed,
            usual,
            lines: Vec::new(),
            outcome: Outcome::None,
        }
    }
}

/// The form of a new app, filled with the defaults of the first kind that there is.
pub(in crate::flow) fn new<D: Desk>(platform: &Platform, desk: &D) -> Reply {
    let kind = D::TERMS
        .kinds(platform)
        .first()
        .copied()
        .unwrap_or(Kind::Web);
    let usual = Usual {
        kind,
        is_public: kind != Kind::Web,
    };
    let shown = Shown::fresh(usual_app::<D>(platform, usual), usual);
    show_new(platform, desk, GivenCredentials::default(), shown)
}

/// The same with what was typed.
pub(in crate::flow) fn show_new<D: Desk>(
    platform: &Platform,
    desk: &D,
    given: GivenCredentials,
    shown: Shown,
) -> Reply {
    let place = D::apps(AppsPlace::New);
    let (of, by) = (FormOf::New(given), form_by(platform, desk));
    show(platform, desk, (&place, NEW), (of, by, &[]), shown)
}

/// The form of an app as it is.
pub(in crate::flow) fn edit<D: Desk>(platform: &Platform, desk: &D, app: &App) -> Reply {
    let shown = Shown::fresh(TypedApp::of(app), usual_of(&TypedApp::of(app)));
    show_edit(platform, desk, app, shown)
}

pub(super) fn usual_of(typed: &TypedApp) -> Usual {
    Usual {
        kind: typed.kind,
        is_public: typed.confidentiality == Confidentiality::Public,
    }
}

/// The same with what was typed.
pub(super) fn show_edit<D: Desk>(platform: &Platform, desk: &D, app: &App, shown: Shown) -> Reply {
    let (id, act) = (app.id, AppAct::Edit);
    let place = D::apps(AppsPlace::Act { id, act });
    let name = app.name.clone();
    let (of, by) = (FormOf::Known { id, name }, form_by(platform, desk));
    let own: Vec<&str> = app.scopes.names().collect();
    show(platform, desk, (&place, app.version), (of, by, &own), shown)
}

fn form_by<D: Desk>(platform: &Platform, desk: &D) -> FormBy {
    match D::TERMS {
        Terms::Operators => FormBy::Operator,
        Terms::Owners => FormBy::Owner {
            mode: platform.policy.developers.mode,
            maker: desk.present().user.shown_name().to_owned(),
        },
    }
}

/// What an app has of its own stays to be chosen, also where it is no longer to be had.
fn show<D: Desk>(
    platform: &Platform,
    desk: &D,
    (place, version): (&D::Place, i64),
    (of, by, own_scopes): (FormOf, FormBy, &[&str]),
    shown: Shown,
) -> Reply {
    let decision = match &shown.outcome {
        Outcome::None | Outcome::Good => D::SHOWS,
        Outcome::Bad(_) => D::REFUSED,
    };
    let mut all_scopes = D::TERMS.scopes(platform);
    for name in own_scopes {
        if !all_scopes.iter().any(|known| known == name) {
            all_scopes.push((*name).to_owned());
        }
    }
    let page = AppFormPage {
        form: desk.form(platform, place, version),
        of,
        by,
        kinds: D::TERMS.kinds(platform),
        typed: shown.typed,
        usual: shown.usual,
        all_scopes,
        algorithms: platform.keys.policy.algorithms.clone(),
        lines: shown.lines,
        outcome: shown.outcome,
    };
    desk.shows(place, DeskPage::AppForm(Box::new(page)), decision)
}

/// What an app of such a kind has if nobody wishes anything.
pub(super) fn usual_app<D: Desk>(platform: &Platform, usual: Usual) -> TypedApp {
    let wishes = Wishes {
        kind: Some(usual.kind),
        confidentiality: Some(match usual.is_public {
            true => Confidentiality::Public,
            false => Confidentiality::Confidential,
        }),
        ..Wishes::default()
    };
    TypedApp::of(&D::TERMS.usual(platform, &wishes))
}

/// What was typed of a new app, with the defaults of the kind that was chosen for all that nobody touched.
pub(super) fn completed<D: Desk>(platform: &Platform, sent: &Typed) -> (TypedApp, Usual) {
    let filled = Usual {
        kind: Kind::from_word(sent.once("usual_kind")).unwrap_or(Kind::Web),
        is_public: sent.has("usual_public"),
    };
    let typed = read(sent);
    let usual = chosen(filled, &typed);
    let base = usual_app::<D>(platform, usual);
    let typed = TypedApp {
        confidentiality: base.confidentiality,
        ..typed.rebased(&usual_app::<D>(platform, filled), &base)
    };
    (typed, usual)
}

/// By whose defaults a form goes on: another kind brings its own, unless somebody chose before whether it is public.
fn chosen(filled: Usual, typed: &TypedApp) -> Usual {
    let is_public = typed.confidentiality == Confidentiality::Public;
    let follows = typed.kind != filled.kind && is_public == filled.is_public;
    Usual {
        kind: typed.kind,
        is_public: match follows {
            true => typed.kind != Kind::Web,
            false => is_public,
        },
    }
}

/// What is wished of a new app.
pub(super) fn wishes_of_new(
    typed: &TypedApp,
    base: &TypedApp,
) -> Result<Wishes, RegistrationFault> {
    let mut wishes = typed.wishes(base)?;
    wishes.kind = Some(base.kind);
    wishes.confidentiality = Some(base.confidentiality);
    Ok(wishes)
}

/// Each address with its verdict; of a known app those that stay keep the rules of their day.
pub(super) fn explained(
    platform: &Platform,
    typed: &TypedApp,
    known: Option<(&App, &Wishes)>,
) -> Vec<Line> {
    let stays = |(_, wishes): &(&App, &Wishes)| {
        wishes.redirect_uris.is_none() && !wishes.names(Switch::AllowShortScheme)
    };
    let kept = known
        .filter(stays)
        .map(|(app, _)| app.redirect_uris.as_slice());
    let short = match typed.switches.contains(&Switch::AllowShortScheme) {
        true => ShortScheme::Allowed,
        false => ShortScheme::Refused,
    };
    let addresses = apps::addresses(platform, typed.kind, short, kept.unwrap_or_default());
    addresses.explain(typed.redirect_uris.iter().map(String::as_str))
}
