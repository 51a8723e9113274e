//! Writes every page in every state, layout and language as HTML files, and every mail: what `scripts/screenshots` looks
//! at.

#[path = "../tests/it/mail/samples.rs"]
mod mail_samples;
#[path = "../tests/it/pages/pseudo.rs"]
mod pseudo;
#[path = "../tests/it/pages/samples.rs"]
mod samples;

#[path = "../tests/it/pages/own_samples.rs"]
mod own_samples;

use std::fs;
use std::io::Result;
use std::path::{Path, PathBuf};
use vestibule::domain::answer::Page;
use vestibule::domain::oauth::authorize::Layout;
use vestibule::web::pages::demo::{DemoMoment, render_demo};
use vestibule::web::pages::mail::render_mail;
use vestibule::web::pages::{Mode, PageRequest, Rendered, Site, render};

/// Leads from an error page to its log line.
const REFERENCE: &str = "7f3a-91c2";

fn main() -> Result<()> {
    let folder = std::env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("target/pages"), PathBuf::from);
    fs::create_dir_all(&folder)?;
    for language in pseudo::ALL {
        for (on, mut site) in samples::sites(Mode::Lasting) {
            site.languages = pseudo::languages(language);
            write_all(&folder, on, &site, language)?;
            for file in site.look.files() {
                fs::write(folder.join(&file.name), &file.content)?;
            }
        }
        let mut site = samples::site(Mode::Demo);
        site.languages = pseudo::languages(language);
        write_demo(&folder, &site, language)?;
        write_mails(&folder, &site, language)?;
    }
    Ok(())
}

fn asked<'a>(site: &'a Site, language: &str) -> PageRequest<'a> {
    let words = site.languages.named(language);
    PageRequest::plainly(REFERENCE, words.unwrap_or(site.languages.first()))
}

fn write_all(folder: &Path, on: &str, site: &Site, language: &str) -> Result<()> {
    for layout in samples::LAYOUTS {
        for (name, content) in samples::contents_on(on) {
            let page = render(&Page { layout, content }, site, &asked(site, language));
            let name = format!("{name}{on}.{}.{language}", layout.word());
            write(folder, &name, &page)?;
        }
    }
    if on.is_empty() {
        for (name, content) in own_samples::contents() {
            let layout = Layout::Web;
            let page = render(&Page { layout, content }, site, &asked(site, language));
            write(folder, &format!("{name}.web.{language}"), &page)?;
        }
    }
    Ok(())
}

fn write_demo(folder: &Path, site: &Site, language: &str) -> Result<()> {
    for (name, moment) in [
        ("demo-start", DemoMoment::Start),
        ("demo-callback", DemoMoment::Callback),
    ] {
        let page = render_demo(&samples::demo(moment), site, &asked(site, language));
        write(folder, &format!("{name}.web.{language}"), &page)?;
    }
    Ok(())
}

/// As HTML and as text.
fn write_mails(folder: &Path, site: &Site, language: &str) -> Result<()> {
    for kind in mail_samples::sent_kinds() {
        let payload = mail_samples::payload(kind, language);
        let mail = render_mail(site, &mail_samples::facts(kind, &payload));
        let name = format!("mail-{}", kind.word());
        fs::write(
            folder.join(format!("{name}.mail.{language}.html")),
            mail.html,
        )?;
        fs::write(
            folder.join(format!("{name}-text.mail.{language}.txt")),
            mail.text,
        )?;
    }
    Ok(())
}

/// The page, and beside it the policy it is served with.
fn write(folder: &Path, name: &str, page: &Rendered) -> Result<()> {
    fs::write(folder.join(format!("{name}.html")), &page.html)?;
    fs::write(
        folder.join(format!("{name}.csp")),
        page.policy.content_security_policy().as_bytes(),
    )
}
