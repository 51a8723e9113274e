//! Whose an app is: apps from before belong to nobody and have a name to be compared by, and what is written comes back.

use crate::kit::db::{START, each_db};
use crate::kit::samples::*;
use crate::kit::store::{commit, conflicts, each_store, empty, finds, reads};
use vestibule::domain::change::Write;
use vestibule::domain::key::AppId;
use vestibule::domain::oauth::client::{AppState, ClientName};
use vestibule::domain::oauth::console::name::fold_name;
use vestibule::domain::oauth::console::proposal::{Changes, Proposal};
use vestibule::domain::oauth::console::write::ConsoleWrite;
use vestibule::domain::oauth::ownership::Ownership;

#[test]
fn apps_from_before_belong_to_nobody_and_their_names_are_taken() {
    each_db(|db| {
        let at = START.millis();
        let mut raw = db.raw_at_step("0029");
        for (id, name) in [(7, "Tree Viewer"), (8, "Tree Viewer"), (9, "Otter")] {
            raw.run(&format!(
                "INSERT INTO apps (id, uuid, client_id, name, kind, confidentiality, state, scopes, response_types, grants,
                     style, switches, callback_key_generation, epoch, created_at, updated_at, version)
                     VALUES ({id}, 'U-{id}', 'C-{id}', '{name}', 'web', 'public', 'active', '', 'token', '', 'documented',
                     '', 1, 1, {at}, {at}, 1)"
            ));
        }
        let store = db.open();
        let found = finds(&store, |reader| reader.app(&ClientName::Number(AppId(7))));
        assert_eq!(found.ownership, Ownership::default());
        let taken = |name: &str| {
            let folded = fold_name(name);
            reads(&store, |reader| reader.is_app_name_taken(&folded, AppId(9)))
        };
        assert!(taken("tree viewer"));
        assert!(!taken("otter"), "its own");
        assert_eq!(db.raw().count("app_standing"), 3);
    });
}

#[test]
fn an_owner_and_a_proposal_come_back_as_they_were_written() {
    each_store(empty, |db, store| {
        let mut one = app(7, "Otter");
        one.ownership = Ownership {
            owner: Some(key(1)),
            ..one.ownership
        };
        let proposal = Proposal {
            app_id: AppId(7),
            by: key(1),
            changes: Changes {
                name: Some("Weasel".to_owned()),
                scopes: Some(Vec::new()),
                ..Changes::default()
            },
            created_at: START,
        };
        let propose =
            |proposal: &Proposal| Write::Console(ConsoleWrite::Propose(Box::new(proposal.clone())));
        let writes = vec![
            Write::InsertUser(user(1, "Ada")),
            Write::InsertApp(one.clone()),
            propose(&proposal),
        ];
        commit(store, writes);
        assert_eq!(reads(store, |reader| reader.apps_of(key(1))), [one.clone()]);
        assert_eq!(reads(store, |reader| reader.apps_of(key(2))), []);
        assert_eq!(finds(store, |reader| reader.proposal(AppId(7))), proposal);
        let newer = Proposal {
            changes: Changes::default(),
            ..proposal
        };
        commit(store, vec![propose(&newer)]);
        assert_eq!(finds(store, |reader| reader.proposal(AppId(7))), newer);
        // Two owners never have one name.
        let mut other = app(8, "0tter");
        other.ownership.owner = Some(key(1));
        conflicts(store, Write::InsertApp(other.clone()));
        other.ownership.owner = None;
        commit(store, vec![Write::InsertApp(other)]);
        commit(store, vec![Write::RemoveApp(AppId(7))]);
        assert_eq!(db.raw().count("app_proposals"), 0);
    });
}

#[test]
fn an_app_that_is_paused_moves_on_in_the_memory_of_every_server() {
    each_store(empty, |_, store| {
        let mut one = app(7, "Otter");
        one.ownership = Ownership {
            owner: Some(key(1)),
            ..Ownership::default()
        };
        let writes = vec![
            Write::InsertUser(user(1, "Ada")),
            Write::InsertApp(one.clone()),
        ];
        commit(store, writes);
        let look = || finds(store, |reader| reader.app(&ClientName::Number(AppId(7))));
        let owner = key(1);
        let pause = || {
            vec![Write::Console(ConsoleWrite::PauseAppsOf {
                owner,
                at: START,
            })]
        };
        let resume = || {
            vec![Write::Console(ConsoleWrite::ResumeAppsOf {
                owner,
                at: START,
            })]
        };
        commit(store, pause());
        let paused = look();
        assert_eq!(paused.state, AppState::Disabled);
        assert_eq!(paused.ownership.paused_from, Some(AppState::Active));
        assert!(paused.version > one.version && paused.epoch != one.epoch);
        commit(store, pause());
        commit(store, resume());
        let back = look();
        assert_eq!(back.state, AppState::Active);
        assert_eq!(back.ownership, one.ownership);
        assert!(back.version > paused.version && back.epoch == paused.epoch);
    });
}
