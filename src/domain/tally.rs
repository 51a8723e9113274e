//! What is counted of what happens here: closed lists, so that nothing that a request brings is ever among the words.

use super::words::words;

/// One of the things that a request brought about; the edge counts it where the line of the request is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tally {
    SignIn(SignInWay, Tried),
    SecondStep(StepWay, Tried),
    Limited(LimitSubject),
    Issued(IssuedBy),
}

/// How somebody signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInWay {
    Password,
    Passkey,
}

words!(SignInWay { Password = "password", Passkey = "passkey" });

/// What a second step is made by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepWay {
    Authenticator,
    Passkey,
    Recovery,
    SignInCode,
    /// A remembered browser stands in.
    Browser,
}

words!(StepWay {
    Authenticator = "authenticator",
    Passkey = "passkey",
    Recovery = "recovery",
    SignInCode = "sign_in_code",
    Browser = "browser",
});

/// What became of a try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    Right,
    Refused,
    /// It was not looked at.
    Limited,
}

words!(Tried { Right = "ok", Refused = "refused", Limited = "limited" });

/// Whose tries a limit counts together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LimitSubject {
    Account,
    /// One in which the person signed in before.
    Browser,
    /// Where the tries come from: a network, or an app that does not say.
    Address,
    /// The codes of an account.
    Code,
}

words!(LimitSubject {
    Account = "account",
    Browser = "browser",
    Address = "address",
    Code = "code",
});

/// What an app is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consented {
    Allowed,
    /// Nobody was asked.
    Remembered,
    Denied,
}

words!(Consented { Allowed = "allowed", Remembered = "remembered", Denied = "denied" });

/// What an access token is issued for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssuedBy {
    Implicit,
    AuthorizationCode,
    RefreshToken,
    ClientCredentials,
    Password,
    DeviceCode,
}

words!(IssuedBy {
    Implicit = "implicit",
    AuthorizationCode = "authorization_code",
    RefreshToken = "refresh_token",
    ClientCredentials = "client_credentials",
    Password = "password",
    DeviceCode = "device_code",
});

/// Where a program brings a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckedAt {
    Validate,
    Introspect,
    UserInfo,
    ApiUser,
}

words!(CheckedAt {
    Validate = "validate_token",
    Introspect = "introspect",
    UserInfo = "userinfo",
    ApiUser = "api_user",
});

/// What it is told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    Live,
    NotLive,
    /// No token, another scope, or a program that may not ask.
    Refused,
    /// This server could not say.
    Failed,
}

words!(Checked {
    Live = "live",
    NotLive = "not_live",
    Refused = "refused",
    Failed = "failed",
});

/// What waits in the outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutboxKind {
    Mail,
    Deauthorize,
    /// The end of a session.
    Logout,
    /// Events, for the operator's webhook.
    Audit,
}

words!(OutboxKind {
    Mail = "mail",
    Deauthorize = "deauthorize",
    Logout = "logout",
    Audit = "audit",
});

/// What became of a try to send it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    Taken,
    /// It is tried again.
    Failed,
    GivenUp,
}

words!(Sent { Taken = "ok", Failed = "failed", GivenUp = "given_up" });

/// What becomes of an `identify` at the socket gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identifying {
    Right,
    Refused,
    /// This server could not say.
    Failed,
}

words!(Identifying { Right = "ok", Refused = "refused", Failed = "failed" });

/// Why the store did not say or remember something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreFault {
    /// Too many changes waited.
    QueueFull,
    /// No transaction began: the database is away, or held.
    Begin,
    /// A change failed inside its transaction.
    Change,
    /// It is not known whether the transaction was kept.
    Commit,
    Read,
}

words!(StoreFault {
    QueueFull = "queue_full",
    Begin = "begin",
    Change = "change",
    Commit = "commit",
    Read = "read",
});
