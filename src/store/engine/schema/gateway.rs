//! The tables of the socket gateway.

diesel::table! {
    socket_clients (key) {
        key -> BigInt,
        name -> Text,
        secret_mac -> Binary,
        generation -> BigInt,
        webhook_url -> Nullable<Text>,
        webhook_key_generation -> BigInt,
        source -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        version -> BigInt,
    }
}

diesel::table! {
    gateway_nodes (key) {
        key -> BigInt,
        renewed_at -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    socket_tokens (key) {
        key -> BigInt,
        secret_hash -> Binary,
        client_key -> BigInt,
        generation -> BigInt,
        ident -> Text,
        node_key -> BigInt,
        expires_at -> Nullable<BigInt>,
        ended_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    socket_sessions (key) {
        key -> BigInt,
        client_key -> BigInt,
        user_mac -> Binary,
        session_id -> Text,
        last_seen_at -> BigInt,
        created_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(socket_clients, gateway_nodes, socket_tokens);
