//! Which file needs which: an arrow goes from a file that names something to the file that defines it,
//! also where the name comes through a re-export or is one of a module that was imported.

use super::paths::{Named, modules_of, read};
use std::collections::{BTreeMap, BTreeSet};

/// From a file to all that it names something of.
pub type Arrows = BTreeMap<String, BTreeSet<String>>;

pub fn arrows(sources: &[(String, String)]) -> Arrows {
    let house = House::of(sources);
    let files = house.files.iter().map(|(file, read)| {
        let named = read.named.iter();
        let targets = named.filter_map(|named| house.target(file, named));
        let others = targets.filter(|target| target != file).collect();
        (file.clone(), others)
    });
    files.collect()
}

/// Groups of files that all need each other.
pub fn circles(arrows: &Arrows) -> Vec<Vec<String>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> = arrows
        .keys()
        .map(|file| (file.as_str(), reached_from(file, arrows)))
        .collect();
    let circles: BTreeSet<Vec<String>> = reached
        .iter()
        .filter(|(file, reach)| reach.contains(*file))
        .map(|(file, reach)| {
            let back = |other: &&&str| reached.get(*other).is_some_and(|it| it.contains(file));
            reach.iter().filter(back).map(ToString::to_string).collect()
        })
        .collect();
    circles.into_iter().collect()
}

fn reached_from<'a>(file: &'a str, arrows: &'a Arrows) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&str> = vec![file];
    while let Some(file) = waiting.pop() {
        let next = arrows.get(file).into_iter().flatten();
        waiting.extend(
            next.filter(|next| reached.insert(next.as_str()))
                .map(String::as_str),
        );
    }
    reached
}

struct House {
    files: BTreeMap<String, File>,
    /// The file of each module.
    modules: BTreeMap<String, String>,
}

struct File {
    module: String,
    named: Vec<Named>,
    defined: BTreeSet<String>,
}

impl House {
    fn of(sources: &[(String, String)]) -> Self {
        let mut house = Self {
            files: BTreeMap::new(),
            modules: BTreeMap::new(),
        };
        for (name, source) in sources {
            let module = [vec!["crate".to_owned()], modules_of(name)]
                .concat()
                .join("::");
            // Nobody can name what `main.rs` defines.
            if name != "main.rs" {
                house.modules.insert(module.clone(), name.clone());
            }
            let (named, defined) = read(name, source);
            let defined = defined.into_iter().collect();
            house.files.insert(
                name.clone(),
                File {
                    module,
                    named,
                    defined,
                },
            );
        }
        house
    }

    /// Where that is defined which a file names; nowhere, when it is not ours or only a module.
    fn target(&self, file: &str, named: &Named) -> Option<String> {
        let whole = self.whole(file, &named.path, named.bound.is_some())?;
        let all_of = self
            .modules
            .get(&whole)
            .filter(|_| named.bound.as_deref() == Some("*"));
        all_of.cloned().or_else(|| self.find(&whole, 0))
    }

    /// From the root: a path in code may begin with a name that `use` bound, or with a module below.
    fn whole(&self, file: &str, path: &str, is_bound: bool) -> Option<String> {
        if path == "crate" || path.starts_with("crate::") {
            return Some(path.to_owned());
        }
        let file = self.files.get(file)?;
        let (first, rest) = path.split_once("::").unwrap_or((path, ""));
        let bound = file.named.iter().filter(|_| !is_bound);
        let start = bound
            .filter(|named| named.bound.as_deref() == Some(first))
            .map(|named| named.path.clone())
            .next()
            .unwrap_or_else(|| format!("{}::{first}", file.module));
        let is_ours = self.modules.contains_key(&start) || start.starts_with("crate::");
        is_ours.then(|| format!("{start}::{rest}").trim_end_matches("::").to_owned())
    }

    /// The file that defines what stands at this path; re-exports are followed.
    fn find(&self, path: &str, depth: usize) -> Option<String> {
        let mut module = path;
        while !self.modules.contains_key(module) {
            module = module.rsplit_once("::")?.0;
        }
        let home = self.modules.get(module)?;
        let rest = path.strip_prefix(module)?.strip_prefix("::")?;
        let (name, below) = rest.split_once("::").unwrap_or((rest, ""));
        let file = self.files.get(home)?;
        if file.defined.contains(name) || depth > 9 {
            return Some(home.clone());
        }
        let through = |named: &Named| {
            let further = match named.bound.as_deref()? {
                bound if bound == name => format!("{}::{below}", named.path),
                "*" => format!("{}::{rest}", named.path),
                _ => return None,
            };
            let whole = self.whole(home, further.trim_end_matches("::"), true)?;
            self.find(&whole, depth + 1)
        };
        file.named.iter().find_map(through)
    }
}
