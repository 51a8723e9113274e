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
