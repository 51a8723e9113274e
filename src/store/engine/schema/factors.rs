//! What people prove besides a password.

diesel::table! {
    authenticators (key) {
        key -> BigInt,
        user_key -> BigInt,
        name -> Text,
        secret_sealed -> Binary,
        sealed_by -> Text,
        last_step -> BigInt,
        last_used_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    recovery_codes (key) {
        key -> BigInt,
        user_key -> BigInt,
        hash -> Binary,
        used_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    sign_in_codes (user_key) {
        user_key -> BigInt,
        mac -> Binary,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    passkeys (key) {
        key -> BigInt,
        user_key -> BigInt,
        credential_hash -> Binary,
        credential -> Text,
        rp_id -> Text,
        name -> Text,
        discoverable -> Bool,
        synced -> Bool,
        last_used_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}
