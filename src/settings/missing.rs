//! What a command says in a folder where nothing is: where it looked, and what to do.

use super::{Settings, database_url, server_key};

impl Settings {
    /// There is no server key, and so no database that it opens.
    pub fn without_key(&self) -> String {
        let key = server_key::place(self);
        match database_url::file_of(&self.database_url) {
            Some(_) => self.absent(&format!(
                "there is no server key and no database yet at {}",
                database_url::describe_in_full(&self.database_url)
            )),
            None => self.absent(&format!("there is no server key yet at {}", key.display())),
        }
    }

    /// There is a key, and nothing that it opens.
    pub fn without_database(&self) -> String {
        self.absent(&format!(
            "there is no database yet at {}",
            database_url::describe_in_full(&self.database_url)
        ))
    }

    fn absent(&self, what: &str) -> String {
        let hint = if self.data_dir.is_relative() {
            "Run this in the folder where the server runs, or set data_dir to a whole path: a relative one starts at the \
             working directory"
        } else {
            "Look whether data_dir and database_url are those of the server"
        };
        format!(
            "{what}. {hint}. To make a new database: `vestibule db migrate`, or `vestibule serve`"
        )
    }
}
