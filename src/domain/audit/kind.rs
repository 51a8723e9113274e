//! The closed list of events. It holds what can happen, and what each means to somebody who reads it.

use crate::domain::words::words;

words! {
    /// What happened, by one word.
    pub enum EventKind {
        SignIn = "sign_in": "signed in",
        SignInFailed = "sign_in_failed": "failed to sign in",
        SignInLimited = "sign_in_limited": "was refused by a sign-in limit",
        SecondStepFailed = "second_step_failed": "failed the second step",
        CodesClosed = "codes_closed": "codes were closed after too many wrong ones",
        PasskeyRefused = "passkey_refused": "a passkey was refused",
        SignOut = "sign_out": "signed out",
        SessionEnded = "session_ended": "sessions were ended",
        Confirmed = "confirmed": "confirmed their identity",
        BrowserRemembered = "browser_remembered": "a browser was remembered",

        PasswordChanged = "password_changed": "the password was changed",
        ResetAsked = "reset_asked": "a link for a forgotten password was sent",
        LinkMade = "link_made": "a one-time link was made",
        LinkUsed = "link_used": "a one-time link was used",
        EmailAsked = "email_asked": "a new e-mail address was asked for",
        EmailChanged = "email_changed": "the e-mail address was changed",
        ProfileChanged = "profile_changed": "the profile was changed",
        DataDownloaded = "data_downloaded": "downloaded their data",
        AccountDeleted = "account_deleted": "deleted their account",

        FactorAdded = "factor_added": "a second factor was added",
        FactorRemoved = "factor_removed": "a second factor was removed",
        FactorsReset = "factors_reset": "all second factors were removed",
        RecoveryCodesMade = "recovery_codes_made": "new recovery codes were made",
        RecoveryCodeUsed = "recovery_code_used": "a recovery code was used",
        SignInCodeMade = "sign_in_code_made": "a sign-in code was made",

        ConsentGiven = "consent_given": "allowed an app",
        ConsentWithdrawn = "consent_withdrawn": "an app's access was removed",
        CodeReused = "code_reused": "a code was presented again: its tokens were revoked",
        RefreshReused = "refresh_reused": "a refresh token was presented again: its tokens were revoked",
        TokenRevoked = "token_revoked": "a token was revoked",
        MailFailed = "mail_failed": "a mail was given up",
        CallbackFailed = "callback_failed": "a callback was given up",

        UserAdded = "user_added": "a user was added",
        UserInvited = "user_invited": "a user was invited",
        UserEdited = "user_edited": "a user was changed",
        UserDisabled = "user_disabled": "a user was disabled",
        UserEnabled = "user_enabled": "a user was enabled",
        UserRemoved = "user_removed": "a user was removed",
        UserImported = "user_imported": "a user was imported",
        Exported = "exported": "data was exported",
        AdminGiven = "admin_given": "a user became an admin",
        AdminTaken = "admin_taken": "a user is no longer an admin",
        AppAdded = "app_added": "an app was added",
        AppEdited = "app_edited": "an app was changed",
        AppApproved = "app_approved": "an app, or a change of one, was approved",
        AppDeclined = "app_declined": "an app, or a change of one, was declined",
        AppHandedOver = "app_handed_over": "an app was handed over to another owner",
        AppDisabled = "app_disabled": "an app was disabled",
        AppEnabled = "app_enabled": "an app was enabled",
        AppRemoved = "app_removed": "an app was removed",
        SecretMade = "secret_made": "a client secret was made",
        SecretEnded = "secret_ended": "a client secret was ended",
        KeyMade = "key_made": "a callback key was made",

        MailRetried = "mail_retried": "a mail is tried again at once",
        MailDropped = "mail_dropped": "a mail was dropped",

        RoleAdded = "role_added": "a role was added",
        RoleEdited = "role_edited": "a role was changed",
        RoleRemoved = "role_removed": "a role was removed",
        SocketClientAdded = "socket_client_added": "a socket client was added",
        SocketClientEdited = "socket_client_edited": "a socket client was changed",
        SocketClientRemoved = "socket_client_removed": "a socket client was removed",
        EndpointRemoved = "endpoint_removed": "an endpoint was removed",
        Started = "started": "a server was started",
        Migrated = "migrated": "the database was migrated",
        KeyRotated = "key_rotated": "a key was replaced",
    }
}

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Ok,
    /// It was not allowed, or not proved.
    Refused,
    /// It came to nothing.
    Failed,
}

words!(Outcome { Ok = "ok", Refused = "refused", Failed = "failed" });

impl EventKind {
    /// What it means, in words that follow whoever did it.
    pub fn meaning(self) -> &'static str {
        let mut all = Self::MEANINGS.iter();
        let known = all.find(|(word, _)| *word == self.word());
        known.map_or("", |(_, meaning)| meaning)
    }
}
