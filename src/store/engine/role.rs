//! What a connection is for.

/// What a connection is for; decides what it may do and how long it waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Reader,
    Writer,
    /// Migrations and checks: may take its time.
    Keeper,
}
