"""The implicit grant, as requests-oauthlib has it for programs that drive a browser of their own."""

from oauthlib.oauth2 import AccessDeniedError, MobileApplicationClient
from person import AUTHORIZE, CLIENT_ID, REDIRECT_URI, USER, Person, refused, tell
from requests_oauthlib import OAuth2Session

SCOPE = ["basic", "email"]


def program():
    return OAuth2Session(client=MobileApplicationClient(CLIENT_ID), redirect_uri=REDIRECT_URI, scope=SCOPE)


person = Person()

oauth = program()
address, state = oauth.authorization_url(AUTHORIZE)
token = oauth.token_from_fragment(person.allows(address))
user = oauth.get(USER)
user.raise_for_status()

# The same browser again, and this time the answer is no.
denied = program()
address, _ = denied.authorization_url(AUTHORIZE, prompt="consent")
answer = person.refuses(address)
access_denied = refused(AccessDeniedError, lambda: denied.token_from_fragment(answer))

# An answer to a request of somebody else's.
other = program()
other.authorization_url(AUTHORIZE)
foreign_state = refused(ValueError, lambda: other.token_from_fragment(answer))

tell(token=token, state=state, user=user.json(), access_denied=access_denied, foreign_state=foreign_state)
