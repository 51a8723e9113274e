"""The authorization code grant of an app that keeps no secret: PKCE stands in for it (RFC 8252 §6)."""

from person import AUTHORIZE, CLIENT_ID, REDIRECT_URI, TOKEN, USER, Person, tell
from requests_oauthlib import OAuth2Session

person = Person()


def asks():
    oauth = OAuth2Session(CLIENT_ID, redirect_uri=REDIRECT_URI, scope=["basic"], pkce="S256")
    address, _ = oauth.authorization_url(AUTHORIZE)
    return oauth, person.allows(address)


oauth, answer = asks()
token = oauth.fetch_token(TOKEN, authorization_response=answer, include_client_id=True)
user = oauth.get(USER)
user.raise_for_status()
refreshed = oauth.refresh_token(TOKEN, client_id=CLIENT_ID)

# Left to itself the library sends a Basic header with an empty password, which is no secret (RFC 6749 §2.3.1).
by_default, answer = asks()
default_token = by_default.fetch_token(TOKEN, authorization_response=answer)

tell(token=token, user=user.json(), refreshed=refreshed, default_token=default_token)
