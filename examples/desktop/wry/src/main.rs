//! Signs somebody in to a platform, in a window of the system's own browser engine, and prints their name.
//!
//!     sudo apt install libwebkit2gtk-4.1-dev      # Debian; Windows and macOS bring theirs
//!     cargo run --manifest-path examples/desktop/wry/Cargo.toml -- http://127.0.0.1:8080 CLIENT_ID

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{collections::HashMap, env, error::Error, process::exit};
use tao::event::{Event, WindowEvent};
use tao::event_loop::{ControlFlow, EventLoopBuilder};
use tao::platform::{run_return::EventLoopExtRunReturn, unix::WindowExtUnix};
use tao::{dpi::LogicalSize, window::WindowBuilder};
use wry::{WebContext, WebViewBuilder, WebViewBuilderExtUnix};

/// The address where it ended; empty where somebody closed the window.
fn ask_in_a_window(url: &str, ends: [String; 2]) -> Result<String, Box<dyn Error>> {
    let mut events = EventLoopBuilder::with_user_event().build();
    let window = WindowBuilder::new().with_title("Sign in").with_inner_size(LogicalSize::new(400, 560));
    let window = window.build(&events)?;
    // A cookie jar that lasts, of this program alone.
    let mut jar = WebContext::new(dirs::data_dir().map(|folder| folder.join("vestibule-example")));
    let reached = events.create_proxy();
    let view = WebViewBuilder::new_with_web_context(&mut jar).with_url(url);
    let view = view.with_on_page_load_handler(move |_, url| drop(reached.send_event(url)));
    let _view = view.build_gtk(window.default_vbox().ok_or("no place")?)?; // Windows, macOS: build(&window)
    let is_end = |url: &str| ends.iter().any(|end| url.starts_with(end));
    let mut seen = String::new();
    events.run_return(|event, _, next| match event {
        Event::WindowEvent { event: WindowEvent::CloseRequested, .. } => *next = ControlFlow::Exit,
        Event::UserEvent(url) if is_end(&url) => (seen, *next) = (url, ControlFlow::Exit),
        _ => *next = ControlFlow::Wait,
    });
    Ok(seen)
}

fn main() -> Result<(), Box<dyn Error>> {
    let [platform, client_id] = [1, 2].map(|at| env::args().nth(at).expect("PLATFORM CLIENT_ID"));
    let oauth = format!("{platform}/platform/oauth");
    let [verifier, state] = [(); 2].map(|()| URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()));
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
    let url = format!(
        "{oauth}/authorize?client_id={client_id}&response_type=code&display=desktop&state={state}\
         &code_challenge={challenge}&code_challenge_method=S256"
    );
    let end = ask_in_a_window(&url, ["success#", "failed#"].map(|end| format!("{oauth}/auth_{end}")))?;
    let answer = end.rsplit('#').next().unwrap_or_default();
    let answer: HashMap<_, _> = form_urlencoded::parse(answer.as_bytes()).collect();
    let (Some(code), true) = (answer.get("code"), answer.get("state").is_some_and(|it| *it == state)) else {
        eprintln!("not allowed");
        exit(1);
    };
    let proof = [("client_id", &*client_id), ("code", code), ("code_verifier", &verifier)];
    let token: Value = ureq::post(format!("{oauth}/request_token")).send_form(proof)?.body_mut().read_json()?;
    let token = format!("Bearer {}", token["access_token"].as_str().unwrap_or_default());
    let asked = ureq::get(format!("{platform}/api/user")).header("Authorization", token).call();
    let user: Value = asked?.body_mut().read_json()?;
    println!("{}", user["name"].as_str().unwrap_or_default());
    Ok(())
}
