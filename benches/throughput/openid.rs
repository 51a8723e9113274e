//! What the rows of OpenID Connect ask, for apps that the person has allowed. Each row has a new app, registered when the
//! row begins: so an older build that knows no such app still runs the other rows.

use super::kit::program::basic;
use super::load::{self, Load};
use super::platform::{ACCESS_TOKEN, FILLING, Scene, TOKEN_ENDPOINT, good, time_of};
use super::target::{FORM, Order, Supply, Target};

const BACK: &str = "https://party.example/back";
const WITH_ID_TOKEN: &str = "openid+profile+email";
const WITHOUT: &str = "profile+email";
const ID_TOKEN: &[u8] = br#""id_token":""#;

/// An app whose users sign in here.
struct Party {
    authorization: String,
    /// Where the person gets another code each time, and is asked nothing.
    authorize: String,
}

impl Scene {
    fn party(&self, algorithm: &str, scopes: &str) -> Party {
        let app = self.home.adds_app(&[
            "--name=Party",
            "--kind=web",
            &format!("--redirect-uri={BACK}"),
            "--scope=openid",
            "--scope=profile",
            "--scope=email",
            &format!("--id-token-alg={algorithm}"),
        ]);
        let text = |name: &str| app[name].as_str().expect(name);
        let (id, secret) = (text("client_id"), text("client_secret"));
        let authorize = format!(
            "/platform/oauth/authorize?client_id={id}&redirect_uri={BACK}&response_type=code&scope={scopes}"
        );
        let mut person = self.person.clone();
        let consent = person.get(&authorize);
        let allowed = person.submits(&consent, &consent.form("Allow"), "Allow");
        assert!(allowed.location().contains("?code="));
        Party {
            authorization: basic(id, secret),
            authorize,
        }
    }

    fn codes(&self, party: &Party) -> Target {
        self.comes_back(&party.authorize, b"?code=")
    }

    fn redeem(&self, party: &Party, codes: Vec<String>, holds: &'static [u8]) -> Target {
        let fields = [("Authorization", party.authorization.as_str()), FORM];
        let body = format!(
            "grant_type=authorization_code&redirect_uri={BACK}&code={}",
            codes[0]
        );
        Target::post(self.address(), TOKEN_ENDPOINT, &fields, &body, good(holds))
            .varied(Supply::of(codes))
    }

    /// Each works once: as many as are issued in the time that the row takes.
    fn redeem_all(&self, load: Load, party: &Party, holds: &'static [u8]) -> Target {
        let codes = load::gather(&self.codes(party), usize::MAX, time_of(load));
        self.redeem(party, codes, holds)
    }

    /// An access token with which an app may ask who signed in.
    fn token_of_party(&self) -> Order {
        let party = self.party("RS256", WITH_ID_TOKEN);
        let code = load::gather(&self.codes(&party), 1, FILLING);
        let token = load::gather(&self.redeem(&party, code, ACCESS_TOKEN), 1, FILLING);
        Order::Round(token.into())
    }
}

/// What each row asks.
impl Scene {
    pub fn user_of_party(&self, _: Load) -> Target {
        self.user_of(self.token_of_party())
    }

    pub fn user_info(&self, _: Load) -> Target {
        self.asks_with("/oauth/userinfo", self.token_of_party(), br#""sub":""#)
    }

    pub fn health(&self, _: Load) -> Target {
        Target::get(self.address(), "/healthz", &[], good(br#""status":"ok""#))
    }

    pub fn jwks(&self, _: Load) -> Target {
        Target::get(self.address(), "/oauth/jwks", &[], good(br#""kty":"RSA""#))
    }

    pub fn metadata(&self, _: Load) -> Target {
        let path = "/.well-known/openid-configuration";
        Target::get(self.address(), path, &[], good(br#""jwks_uri":""#))
    }

    pub fn code_alone(&self, load: Load) -> Target {
        let party = self.party("ES256", WITHOUT);
        self.redeem_all(load, &party, ACCESS_TOKEN)
    }

    pub fn code_es256(&self, load: Load) -> Target {
        let party = self.party("ES256", WITH_ID_TOKEN);
        self.redeem_all(load, &party, ID_TOKEN)
    }

    pub fn code_rs256(&self, load: Load) -> Target {
        let party = self.party("RS256", WITH_ID_TOKEN);
        self.redeem_all(load, &party, ID_TOKEN)
    }
}
