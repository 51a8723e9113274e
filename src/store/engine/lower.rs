//! Letters as small ones, in a query.

use diesel::sql_types::Text;

diesel::define_sql_function! {
    /// Of ASCII letters, in either database.
    fn lower(text: Text) -> Text;
}
