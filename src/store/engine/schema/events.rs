//! What was done.

diesel::table! {
    audit (key) {
        key -> BigInt,
        event -> Text,
        outcome -> Text,
        actor_kind -> Text,
        actor -> Nullable<BigInt>,
        user_key -> Nullable<BigInt>,
        app_id -> Nullable<BigInt>,
        session_key -> Nullable<BigInt>,
        request_id -> Nullable<Text>,
        network -> Nullable<Text>,
        detail -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    audit_webhook (key) {
        key -> BigInt,
        through -> BigInt,
        skipped -> BigInt,
        turn -> BigInt,
        tries -> BigInt,
        next_at -> BigInt,
        last_error -> Nullable<Text>,
        created_at -> BigInt,
    }
}
