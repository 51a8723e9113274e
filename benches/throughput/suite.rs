//! The whole run: every row that was asked for, on both databases, by one build or two.

use super::database::Database;
use super::kit::server::Home;
use super::load;
use super::platform::{self, Scene};
use super::postgresql::Cluster;
use super::rows::{self, Row};
use super::table::{Subject, Table};
use super::wishes::Wishes;
use super::{at_rest, sockets, wrk};
use std::path::Path;
use std::rc::Rc;

const SETTINGS: (&str, &str) = ("", platform::SETTINGS);
const COUNTED: (&str, &str) = ("counted_", platform::COUNTED);

pub fn measure(wishes: &Wishes) {
    let mut table = Table::begin(wishes.duration, load::run);
    let (rows, counted) = (wishes.rows(rows::ROWS), wishes.rows(rows::COUNTED));
    measure_on_each(wishes, &mut table, &rows, &counted);
    if wishes.is_all() {
        sockets::print_idle();
    }
}

/// Under a load program that others wrote.
pub fn measure_by_wrk(wishes: &Wishes) {
    wrk::check();
    let mut table = Table::begin(wishes.duration, wrk::run);
    let (rows, left_out): (Vec<&Row>, Vec<&Row>) = wishes
        .rows(rows::ROWS)
        .into_iter()
        .partition(|row| row.repeats());
    measure_on_each(wishes, &mut table, &rows, &[]);
    for row in left_out {
        println!(
            "{}: not by wrk, which cannot take one request's token from another's answer",
            row.work
        );
    }
}

fn measure_on_each(wishes: &Wishes, table: &mut Table, rows: &[&Row], counted: &[&Row]) {
    assert!(
        !(rows.is_empty() && counted.is_empty()),
        "no row has these words in its name"
    );
    if wishes.wants_database("SQLite") {
        let database = Database::sqlite();
        measure_rows(wishes, table, &database, SETTINGS, rows);
        measure_rows(wishes, table, &database, COUNTED, counted);
        table.ends(&database);
    }
    if wishes.wants_database("PostgreSQL") {
        match Cluster::start().map(Database::Postgresql) {
            Ok(database) => {
                measure_rows(wishes, table, &database, SETTINGS, rows);
                table.ends(&database);
            }
            Err(missing) => println!("PostgreSQL: not measured, {missing}"),
        }
    }
}

/// On databases whose names begin with a word.
fn measure_rows(
    wishes: &Wishes,
    table: &mut Table,
    database: &Database,
    (word, settings): (&str, &str),
    rows: &[&Row],
) {
    if rows.is_empty() {
        return;
    }
    let builds: Vec<Build> = match &wishes.beside {
        None => vec![Build::default()],
        Some(program) => vec![
            Build {
                name: Some("before"),
                program: Some(program),
            },
            Build {
                name: Some("now"),
                program: None,
            },
        ],
    };
    let homes = builds
        .iter()
        .map(|build| Rc::new(build.home(database, word, settings)));
    let homes: Vec<Rc<Home>> = homes.collect();
    let scenes: Vec<Scene> = homes.iter().map(Scene::set).collect();
    let named = builds.iter().map(|build| build.name).zip(&scenes);
    let subjects: Vec<Subject> = named.map(|(name, scene)| Subject { name, scene }).collect();
    for row in rows {
        for connections in wishes.connections(row) {
            table.measure(database, row, connections, &subjects);
        }
    }
    scenes.into_iter().for_each(Scene::ends);
    if wishes.is_all() && word.is_empty() {
        for (build, home) in builds.iter().zip(&homes) {
            at_rest::print(home, build.name, build.program);
        }
    }
}

/// Which program is measured, and what it is called where there are two.
#[derive(Default)]
struct Build<'a> {
    name: Option<&'static str>,
    program: Option<&'a Path>,
}

impl Build<'_> {
    fn home(&self, database: &Database, word: &str, settings: &str) -> Home {
        let name = self.name.unwrap_or("now");
        let mut home = database.home(&format!("{word}{name}"), settings);
        if let Some(program) = self.program {
            home.program = program.to_owned();
        }
        home
    }
}
