//! The tables as Diesel sees them. The catalogue test holds these files against both databases.

mod developers;
mod events;
mod factors;
mod gateway;

pub use developers::{app_origins, app_proposals, app_standing, redirect_uris};
pub use events::{audit, audit_webhook};
pub use factors::{authenticators, passkeys, recovery_codes, sign_in_codes};
pub use gateway::{gateway_nodes, socket_clients, socket_sessions, socket_tokens};

diesel::table! {
    instance (id) {
        id -> BigInt,
        created_at -> BigInt,
        key_fingerprint -> Text,
        last_app_id -> BigInt,
        openings -> BigInt,
        account_uuid -> Nullable<Text>,
    }
}

diesel::table! {
    users (key) {
        key -> BigInt,
        public_id -> Text,
        name -> Text,
        name_folded -> Text,
        email -> Nullable<Text>,
        email_folded -> Nullable<Text>,
        display_name -> Nullable<Text>,
        state -> Text,
        is_admin -> Bool,
        epoch -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        version -> BigInt,
        email_verified_at -> Nullable<BigInt>,
        locale -> Nullable<Text>,
        wrong_codes -> BigInt,
        notices -> Bool,
        passkey_handle -> Nullable<Binary>,
    }
}

diesel::table! {
    passwords (user_key) {
        user_key -> BigInt,
        phc -> Text,
        set_at -> BigInt,
    }
}

diesel::table! {
    known_browsers (key) {
        key -> BigInt,
        secret_hash -> Binary,
        user_key -> BigInt,
        last_used_at -> BigInt,
        created_at -> BigInt,
        epoch -> BigInt,
        trusted_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    one_time_links (key) {
        key -> BigInt,
        secret_hash -> Binary,
        user_key -> BigInt,
        purpose -> Text,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
        created_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        mailed -> Bool,
        address_sealed -> Nullable<Binary>,
    }
}

diesel::table! {
    brake (subject) {
        subject -> Binary,
        level -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    apps (id) {
        id -> BigInt,
        uuid -> Text,
        client_id -> Text,
        name -> Text,
        description -> Nullable<Text>,
        kind -> Text,
        confidentiality -> Text,
        state -> Text,
        owner -> Nullable<Text>,
        site_url -> Nullable<Text>,
        privacy_url -> Nullable<Text>,
        terms_url -> Nullable<Text>,
        site_domain -> Nullable<Text>,
        canvas_origin -> Nullable<Text>,
        origins -> Text,
        scopes -> Text,
        response_types -> Text,
        grants -> Text,
        style -> Text,
        switches -> Text,
        token_ttl -> Nullable<BigInt>,
        callback_key_generation -> BigInt,
        epoch -> BigInt,
        created_at -> BigInt,
        updated_at -> BigInt,
        version -> BigInt,
        deauthorize_url -> Nullable<Text>,
        post_logout_uris -> Text,
        backchannel_logout_url -> Nullable<Text>,
        resources -> Text,
        access_token_format -> Text,
        id_token_alg -> Text,
        userinfo_alg -> Nullable<Text>,
        jwks -> Text,
    }
}

diesel::table! {
    app_secrets (key) {
        key -> BigInt,
        app_id -> BigInt,
        hash -> Binary,
        hint -> Text,
        expires_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
        created_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    client_assertions (jti_hash) {
        jti_hash -> Binary,
        expires_at -> BigInt,
    }
}

diesel::table! {
    sessions (key) {
        key -> BigInt,
        secret_hash -> Binary,
        user_key -> BigInt,
        born_for_app -> Nullable<BigInt>,
        authenticated_at -> BigInt,
        last_seen_at -> BigInt,
        idle_until -> BigInt,
        ends_at -> BigInt,
        keep -> Text,
        ended_at -> Nullable<BigInt>,
        why -> Nullable<Text>,
        created_at -> BigInt,
        device_label -> Nullable<Text>,
        epoch -> BigInt,
        sid_seed -> Binary,
        methods -> Text,
        confirmed_at -> BigInt,
    }
}

diesel::table! {
    consents (key) {
        key -> BigInt,
        user_key -> BigInt,
        app_id -> BigInt,
        scopes -> Text,
        granted_at -> BigInt,
        last_used_at -> BigInt,
        epoch -> BigInt,
        withdrawn_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    spent_forms (key) {
        key -> BigInt,
        nonce_hash -> Binary,
        answer_sealed -> Binary,
        sealed_until -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    grants (key) {
        key -> BigInt,
        consent_key -> BigInt,
        scopes -> Text,
        scopes_changed -> Bool,
        expires_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        created_at -> BigInt,
        app_epoch -> BigInt,
        user_epoch -> BigInt,
        consent_epoch -> BigInt,
        auth_time -> Nullable<BigInt>,
        sid_seed -> Nullable<Binary>,
        claims -> Text,
        audience -> Text,
        methods -> Text,
    }
}

diesel::table! {
    codes (key) {
        key -> BigInt,
        secret_hash -> Binary,
        grant_key -> BigInt,
        redirect_uri -> Text,
        was_sent -> Bool,
        pkce_challenge -> Nullable<Text>,
        expires_at -> BigInt,
        redeemed_at -> Nullable<BigInt>,
        created_at -> BigInt,
        nonce -> Nullable<Binary>,
    }
}

diesel::table! {
    device_codes (key) {
        key -> BigInt,
        secret_hash -> Binary,
        user_code_mac -> Binary,
        app_id -> BigInt,
        app_epoch -> BigInt,
        scopes -> Text,
        scopes_changed -> Bool,
        audience -> Text,
        decision -> Nullable<Text>,
        user_key -> Nullable<BigInt>,
        grant_key -> Nullable<BigInt>,
        expires_at -> BigInt,
        redeemed_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    refresh_tokens (key) {
        key -> BigInt,
        secret_hash -> Binary,
        grant_key -> BigInt,
        expires_at -> BigInt,
        rotated_at -> Nullable<BigInt>,
        successor -> Nullable<BigInt>,
        answer_sealed -> Nullable<Binary>,
        created_at -> BigInt,
    }
}

diesel::table! {
    access_tokens (key) {
        key -> BigInt,
        secret_hash -> Binary,
        app_id -> BigInt,
        user_key -> Nullable<BigInt>,
        consent_key -> Nullable<BigInt>,
        grant_key -> Nullable<BigInt>,
        scopes -> Text,
        expires_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
        created_at -> BigInt,
        app_epoch -> BigInt,
        user_epoch -> Nullable<BigInt>,
        consent_epoch -> Nullable<BigInt>,
        audience -> Text,
        auth_time -> Nullable<BigInt>,
        methods -> Nullable<Text>,
    }
}

diesel::table! {
    roles (uuid) {
        uuid -> Text,
        app_id -> BigInt,
        name -> Text,
        body -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        version -> BigInt,
    }
}

diesel::table! {
    endpoint_tokens (hash_prefix, secret_hash) {
        hash_prefix -> BigInt,
        secret_hash -> Binary,
        app_id -> BigInt,
        endpoint_id -> Text,
        role_uuid -> Nullable<Text>,
        expires_at -> BigInt,
        redeem_until -> BigInt,
        redeemed_at -> Nullable<BigInt>,
        created_at -> BigInt,
        epoch -> BigInt,
    }
}

diesel::table! {
    app_sessions (hash_prefix, secret_hash) {
        hash_prefix -> BigInt,
        secret_hash -> Binary,
        public_id -> Text,
        app_id -> BigInt,
        endpoint_id -> Text,
        role_uuid -> Nullable<Text>,
        expires_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        created_at -> BigInt,
        epoch -> BigInt,
    }
}

diesel::table! {
    admin_sessions (hash_prefix, secret_hash) {
        hash_prefix -> BigInt,
        secret_hash -> Binary,
        user_key -> BigInt,
        last_used_at -> BigInt,
        created_at -> BigInt,
        epoch -> BigInt,
    }
}

diesel::table! {
    signing_keys (key) {
        key -> BigInt,
        kid -> Text,
        algorithm -> Text,
        generation -> BigInt,
        public_jwk -> Text,
        private_sealed -> Nullable<Binary>,
        signs_from -> BigInt,
        signs_until -> BigInt,
        revoked_at -> Nullable<BigInt>,
        created_at -> BigInt,
    }
}

diesel::table! {
    outbox (key) {
        key -> BigInt,
        app_id -> Nullable<BigInt>,
        public_id -> Text,
        jti -> Text,
        tries -> BigInt,
        next_at -> Nullable<BigInt>,
        done_at -> Nullable<BigInt>,
        dead_at -> Nullable<BigInt>,
        last_error -> Nullable<Text>,
        created_at -> BigInt,
        sid_seed -> Nullable<Binary>,
        kind -> Nullable<Text>,
        payload_sealed -> Nullable<Binary>,
        give_up_at -> Nullable<BigInt>,
    }
}
diesel::allow_tables_to_appear_in_same_query!(
    users,
    authenticators,
    passkeys,
    one_time_links,
    sessions,
    app_proposals,
    app_secrets,
    app_standing,
    apps,
    redirect_uris,
    app_origins,
    roles,
    endpoint_tokens,
    app_sessions,
    admin_sessions,
    consents,
    outbox,
    grants,
    codes,
    refresh_tokens,
    access_tokens,
    audit
);
