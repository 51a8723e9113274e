-- Lists of roles and of socket clients: the newest first, or those whose names begin so.
CREATE INDEX roles_newest ON roles (app_id, created_at, uuid);
CREATE INDEX roles_begin ON roles (app_id, lower(name), name);
CREATE INDEX socket_clients_begin ON socket_clients (lower(name), name);
-- Second owners of a mailbox, among all who have none.
CREATE INDEX users_second_owner ON users (email_folded) WHERE email_folded IS NULL AND email IS NOT NULL;
-- Tokens of a socket client that were not ended.
CREATE INDEX socket_tokens_open ON socket_tokens (client_key) WHERE ended_at IS NULL;
