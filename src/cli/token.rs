//! `vestibule token`: ends a token that somebody holds in hand.

use super::ask::line_of_stdin;
use super::print;
use super::refusal::Refusal;
use crate::flow::{EndedToken, Platform, end_token};
use clap::Subcommand;

#[derive(Subcommand)]
pub enum Command {
    /// Revoke an access token, a refresh token with all tokens of its grant, or an auth token of the socket gateway
    Revoke {
        /// The token; without it, or with -, it is read from standard input, which other users of the machine
        /// cannot see
        token: Option<String>,
    },
}

pub fn carry_out(platform: &Platform, command: Command) -> Result<(), Refusal> {
    let Command::Revoke { token } = command;
    let given = token.filter(|token| token != "-");
    let text = match given {
        Some(text) => text.into(),
        None => line_of_stdin()?,
    };
    let none = || {
        Refusal::new(
            "no such token: check that it is complete (40 letters and digits, or a JWT); expired tokens that were cleaned up \
             are invalid anyway",
        )
    };
    let ended = end_token(platform, text.trim())?.ok_or_else(none)?;
    print::say(match ended {
        EndedToken::AccessToken => "The access token is revoked.",
        EndedToken::RefreshToken => {
            "The refresh token is revoked, with every token of the same grant."
        }
        EndedToken::SocketToken => "The auth token is revoked, and its connection is closed.",
    });
    Ok(())
}
