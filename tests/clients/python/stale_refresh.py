"""A refresh token that was already traded is shown again, after the one that came for it was used: a theft."""

from oauthlib.oauth2 import InvalidGrantError
from person import CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, AUTHORIZE, TOKEN, Person, refused, tell
from requests_oauthlib import OAuth2Session

EXTRA = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}

oauth = OAuth2Session(CLIENT_ID, redirect_uri=REDIRECT_URI, pkce="S256")
address, _ = oauth.authorization_url(AUTHORIZE)
answer = Person().allows(address)
first = oauth.fetch_token(TOKEN, authorization_response=answer, client_secret=CLIENT_SECRET)
second = oauth.refresh_token(TOKEN, **EXTRA)
third = oauth.refresh_token(TOKEN, **EXTRA)

stale = refused(InvalidGrantError, lambda: oauth.refresh_token(TOKEN, first["refresh_token"], **EXTRA))
ended = refused(InvalidGrantError, lambda: oauth.refresh_token(TOKEN, third["refresh_token"], **EXTRA))

tell(first=first, second=second, third=third, stale=stale, ended=ended)
