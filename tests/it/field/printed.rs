//! What holds live tokens is neither printed nor copied: this file does not compile where it could be.

use vestibule::domain::oauth::result::{FormPost, OpenerMessage, ResultLocation, ResultRoute};

/// With a second way to have it, which way is meant is unclear, and the compiler says so.
trait HasOneWay<Way> {
    fn is_it() {}
}

struct ByDebug;
struct ByClone;

impl<T> HasOneWay<()> for T {}
impl<T: std::fmt::Debug> HasOneWay<ByDebug> for T {}
impl<T: Clone> HasOneWay<ByClone> for T {}

#[test]
fn r05_an_answer_on_its_way_is_neither_printed_nor_copied() {
    <ResultRoute as HasOneWay<_>>::is_it();
    <ResultLocation as HasOneWay<_>>::is_it();
    <FormPost as HasOneWay<_>>::is_it();
    <OpenerMessage as HasOneWay<_>>::is_it();
}
