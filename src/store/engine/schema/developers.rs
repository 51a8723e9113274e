//! The tables of addresses of apps, and of apps that people own.

diesel::table! {
    redirect_uris (app_id, position) {
        app_id -> BigInt,
        position -> BigInt,
        uri -> Text,
        origin -> Nullable<Text>,
    }
}

diesel::table! {
    app_origins (app_id, origin) {
        app_id -> BigInt,
        origin -> Text,
    }
}

diesel::table! {
    app_standing (app_id) {
        app_id -> BigInt,
        owner_user_key -> Nullable<BigInt>,
        approved_at -> Nullable<BigInt>,
        declined_why -> Nullable<Text>,
        paused_from -> Nullable<Text>,
        name_folded -> Text,
    }
}

diesel::table! {
    app_proposals (app_id) {
        app_id -> BigInt,
        by -> BigInt,
        changes -> Text,
        created_at -> BigInt,
    }
}
