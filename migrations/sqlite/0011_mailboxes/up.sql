-- E-mail addresses are compared by mailbox from here on. How is no matter of SQL: `store/mailboxes.rs` folds the rows anew
-- in the same transaction.
SELECT 1;
