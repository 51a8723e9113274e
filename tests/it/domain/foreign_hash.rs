//! Which hashes of other systems are taken on: those that can open, and that nobody can make the server choke on.

use base64::{Engine, engine::general_purpose::STANDARD};
use vestibule::domain::account::foreign_hash::{HashFault, take_on};

fn pbkdf2(digest: &str, rounds: u64, bytes: usize) -> String {
    let hash = STANDARD.encode(vec![7; bytes]);
    format!("pbkdf2_{digest}${rounds}$salt${hash}")
}

fn scrypt(log_n: u32, block: u32, lanes: u32) -> String {
    let hash = STANDARD.encode([7; 32]);
    format!("$scrypt$ln={log_n},r={block},p={lanes}$c2FsdA${hash}")
}

fn argon2(memory: u32, passes: u32, lanes: u32) -> String {
    let hash = "x94wJNby1kz7EsRNII8q9wgK1fir5kqqeKHtmwb64w4";
    format!("$argon2id$v=19$m={memory},t={passes},p={lanes}$wrB21hm06XUX0qKV4VF2rQ${hash}")
}

fn bcrypt(cost: u32) -> String {
    format!("$2b${cost}$mwie3FUT5OS1f5VX7tGEAe5Qzzotguy3dX4S/vo8bJ0rXQ9gvNmpO")
}

#[test]
fn s06_half_a_second_and_64_mib_are_taken_on_and_no_more() {
    for good in [
        argon2(65_536, 7, 1),
        bcrypt(12),
        pbkdf2("sha256", 1_600_000, 32),
        pbkdf2("sha256", 800_000, 64),
        pbkdf2("sha1", 1_600_000, 20),
        scrypt(16, 8, 1),
        scrypt(14, 8, 5),
    ] {
        assert_eq!(take_on(&good), Ok(good.clone()));
    }
    for dear in [
        argon2(65_537, 1, 1),
        argon2(65_536, 9, 1),
        argon2(256, 1, 17),
        bcrypt(13),
        pbkdf2("sha256", 1_601_000, 32),
        pbkdf2("sha256", 801_000, 33),
        pbkdf2("sha1", 801_000, 32),
        scrypt(17, 8, 1),
        scrypt(16, 8, 3),
        scrypt(1, 1, 1 << 20),
        scrypt(1, 1, 17),
    ] {
        assert_eq!(take_on(&dear), Err(HashFault::TooCostly), "{dear}");
    }
    for none in [
        pbkdf2("sha256", 1, 15),
        pbkdf2("sha256", 1, 65),
        pbkdf2("sha256", 0, 32),
        pbkdf2("sha512", 1, 32),
    ] {
        assert_eq!(take_on(&none), Err(HashFault::Unknown), "{none}");
    }
}

#[test]
fn a_bcrypt_salt_with_bits_that_stand_for_nothing_could_never_open() {
    let hash = |salt: &str| format!("$2b$04${salt}rkrPFZCRBDTPWWPXFhPRCQyTFhnjHD.");
    let sound = hash("abcdefghijklmnopqrstuu");
    assert_eq!(take_on(&sound), Ok(sound.clone()));
    assert_eq!(take_on(&format!("bcrypt{sound}")), Err(HashFault::Unknown));
    assert_eq!(take_on(&format!("bcrypt${sound}")), Ok(sound));
    let stray = hash("abcdefghijklmnopqrstuv");
    assert_eq!(take_on(&stray), Err(HashFault::Unknown));
}
