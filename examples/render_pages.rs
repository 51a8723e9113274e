//! Writes every page in every state and layout as HTML files: what `scripts/screenshots` looks at.

#[path = "../tests/it/pages/samples.rs"]
mod samples;

#[path = "../tests/it/pages/own_samples.rs"]
mod own_samples;

use std::fs;
use std::io::Result;
use std::path::{Path, PathBuf};
use vestibule::domain::answer::{Content, Layout, Page};
use vestibule::web::pages::demo::{DemoMoment, render_demo};
use vestibule::web::pages::{Mode, Rendered, Site, render};

fn main() -> Result<()> {
    let folder = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("target/pages"), PathBuf::from);
    fs::create_dir_all(&folder)?;
    for layout in samples::LAYOUTS {
        let site = samples::site(Mode::Lasting);
        for (name, content) in samples::contents() {
            write(
                &folder,
                &format!("{name}.{}", layout.word()),
                &page(content, layout, &site),
            )?;
        }
    }
    for (name, content) in own_samples::contents() {
        let site = samples::site(Mode::Lasting);
        let own = page(content, Layout::Web, &site);
        write(&folder, &format!("{name}.web"), &own)?;
    }
    let site = samples::site(Mode::Demo);
    let start = render_demo(&samples::demo(DemoMoment::Start), &site);
    let callback = render_demo(&samples::demo(DemoMoment::Callback), &site);
    write(&folder, "demo-start.web", &start)?;
    write(&folder, "demo-callback.web", &callback)
}

fn page(content: Content, layout: Layout, site: &Site) -> Rendered {
    render(&Page { layout, content }, site, "7f3a-91c2")
}

/// The page, and beside it the policy it is served with.
fn write(folder: &Path, name: &str, page: &Rendered) -> Result<()> {
    fs::write(folder.join(format!("{name}.html")), &page.html)?;
    fs::write(
        folder.join(format!("{name}.csp")),
        page.policy.content_security_policy().as_bytes(),
    )
}
