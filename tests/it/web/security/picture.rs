//! The picture that sets up an authenticator, as a phone reads it.

use super::{AUTHENTICATOR, codes_on, types};
use crate::factors::authenticators::oathtool;
use crate::kit::http::Response;
use crate::kit::picture::zbarimg;
use crate::kit::skip;
use crate::web::account::signed_in;
use crate::web::each_with_ada;

/// Dots of each module.
const DOTS: usize = 6;

/// The picture as a bitmap (PBM), painted by the path of the page.
fn bitmap(page: &Response) -> Vec<u8> {
    let text = page.text();
    let after = |mark: &str| {
        let (_, rest) = text.split_once(mark).expect("a picture");
        rest.split('"').next().expect("its end").to_owned()
    };
    let view = after("<svg viewBox=\"0 0 ");
    let side: usize = view
        .split(' ')
        .next()
        .expect("a side")
        .parse()
        .expect("one");
    let mut dark = vec![vec![false; side]; side];
    for run in after("<path d=\"").split('M').skip(1) {
        let (from, length) = run.split_once('h').expect("a run");
        let (x, y) = from.split_once(' ').expect("a place");
        let [x, y]: [usize; 2] = [x, y].map(|place| place.parse().expect("a number"));
        let length: usize = length
            .split('v')
            .next()
            .expect("its end")
            .parse()
            .expect("one");
        dark[y][x..x + length].fill(true);
    }
    let mut image = format!("P1\n{0} {0}\n", side * DOTS).into_bytes();
    for row in dark {
        let line: String = row
            .iter()
            .map(|dark| if *dark { "1 " } else { "0 " }.repeat(DOTS))
            .collect();
        image.extend((line + "\n").repeat(DOTS).into_bytes());
    }
    image
}

#[test]
fn the_picture_is_read_and_the_code_made_of_it_sets_the_authenticator_up() {
    let name = "the_picture_is_read_and_the_code_made_of_it_sets_the_authenticator_up";
    each_with_ada(|app| {
        let mut ada = signed_in(app, "ada");
        let page = ada.get(AUTHENTICATOR);
        let Some(read) = zbarimg(&bitmap(&page)) else {
            return skip(name, "zbarimg");
        };
        let (issuer, rest) = read.trim_end().split_once("?secret=").expect("a secret");
        assert_eq!(issuer, "otpauth://totp/Vestibule:ada");
        let (secret, rest) = rest.split_once('&').expect("more");
        assert_eq!(rest, "issuer=Vestibule&algorithm=SHA1&digits=6&period=30");
        let link = read.trim_end().replace('&', "&#38;");
        assert!(page.text().contains(&link), "the link says the same");
        let Some(code) = oathtool(secret, app.now()) else {
            return skip(name, "oathtool");
        };
        let form = page.form("Continue");
        let done = types(&mut ada, &(page, form), &code);
        assert_eq!((done.status, codes_on(&done).len()), (200, 10));
    });
}
