"""The authorization code grant with PKCE, as requests-oauthlib documents it for web applications."""

from urllib.parse import parse_qs, urlsplit

from oauthlib.oauth2 import AccessDeniedError, InvalidClientError, InvalidGrantError, MismatchingStateError
from person import AUTHORIZE, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, TOKEN, USER, Person, refused, tell
from requests_oauthlib import OAuth2Session

person = Person()


def asks(decide, **more):
    """A program that has asked, and the address at which it was answered."""
    oauth = OAuth2Session(CLIENT_ID, redirect_uri=REDIRECT_URI, scope=["basic", "email"], pkce="S256")
    address, state = oauth.authorization_url(AUTHORIZE, **more)
    return oauth, state, decide(address)


oauth, state, answer = asks(person.allows)
token = oauth.fetch_token(TOKEN, authorization_response=answer, client_secret=CLIENT_SECRET)
user = oauth.get(USER)
user.raise_for_status()

# With its secret in the body, and no header.
in_body, _, answer = asks(person.allows)
body_token = in_body.fetch_token(
    TOKEN, authorization_response=answer, client_secret=CLIENT_SECRET, include_client_id=True
)

# A wrong secret does not spend the code: the right one still gets a token, once. The second time ends it.
replayed, _, answer = asks(person.allows)
wrong_secret = refused(
    InvalidClientError,
    lambda: replayed.fetch_token(TOKEN, authorization_response=answer, client_secret=CLIENT_SECRET + "x"),
)
replayed_token = replayed.fetch_token(TOKEN, authorization_response=answer, client_secret=CLIENT_SECRET)
second_use = refused(
    InvalidGrantError,
    lambda: replayed.fetch_token(TOKEN, authorization_response=answer, client_secret=CLIENT_SECRET),
)

# Whoever has the code alone has nothing: another program's verifier does not fit, nor does another state.
_, _, answer = asks(person.allows)
thief, _, _ = asks(person.allows)
foreign_state = refused(
    MismatchingStateError,
    lambda: thief.fetch_token(TOKEN, authorization_response=answer, client_secret=CLIENT_SECRET),
)
code = parse_qs(urlsplit(answer).query)["code"][0]
foreign_verifier = refused(
    InvalidGrantError, lambda: thief.fetch_token(TOKEN, code=code, client_secret=CLIENT_SECRET)
)

denied, _, answer = asks(person.refuses, prompt="consent")
access_denied = refused(
    AccessDeniedError,
    lambda: denied.fetch_token(TOKEN, authorization_response=answer, client_secret=CLIENT_SECRET),
)

tell(
    token=token,
    state=state,
    user=user.json(),
    body_token=body_token,
    replayed_token=replayed_token,
    wrong_secret=wrong_secret,
    second_use=second_use,
    foreign_state=foreign_state,
    foreign_verifier=foreign_verifier,
    access_denied=access_denied,
)
