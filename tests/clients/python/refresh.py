"""Refreshing, as requests-oauthlib documents it: by hand, and by itself when a token is too old."""

import time

from oauthlib.oauth2 import InvalidGrantError, InvalidScopeError
from person import AUTHORIZE, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, TOKEN, USER, Person, refused, tell
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

SCOPE = ["basic"]
EXTRA = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}

oauth = OAuth2Session(CLIENT_ID, redirect_uri=REDIRECT_URI, scope=SCOPE, pkce="S256")
address, _ = oauth.authorization_url(AUTHORIZE)
answer = Person().allows(address)
first = oauth.fetch_token(TOKEN, authorization_response=answer, client_secret=CLIENT_SECRET)

by_hand = oauth.refresh_token(TOKEN, **EXTRA)
by_header = oauth.refresh_token(TOKEN, auth=HTTPBasicAuth(CLIENT_ID, CLIENT_SECRET))

# For the library, this token is too old: it gets a new one before it asks the API.
saved = []
automatic = OAuth2Session(
    CLIENT_ID,
    token=by_header | {"expires_at": time.time() - 10},
    auto_refresh_url=TOKEN,
    auto_refresh_kwargs=EXTRA,
    token_updater=saved.append,
)
user = automatic.get(USER)
user.raise_for_status()
(by_itself,) = saved

# Never more than was allowed.
wider = OAuth2Session(CLIENT_ID, token=by_itself, scope=["basic", "email"])
too_wide = refused(InvalidScopeError, lambda: wider.refresh_token(TOKEN, **EXTRA))

tell(first=first, by_hand=by_hand, by_header=by_header, by_itself=by_itself, user=user.json(), too_wide=too_wide)
