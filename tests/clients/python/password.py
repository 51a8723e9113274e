"""The password grant, for a program that its owner named for it."""

import os

from oauthlib.oauth2 import InvalidGrantError, LegacyApplicationClient
from person import CLIENT_ID, CLIENT_SECRET, TOKEN, USER, refused, tell
from requests_oauthlib import OAuth2Session

oauth = OAuth2Session(client=LegacyApplicationClient(client_id=CLIENT_ID))


def trades(password):
    return oauth.fetch_token(
        token_url=TOKEN,
        username=os.environ["USER_NAME"],
        password=password,
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
    )


wrong_password = refused(InvalidGrantError, lambda: trades("not the password"))
token = trades(os.environ["USER_PASSWORD"])
user = oauth.get(USER)
user.raise_for_status()
refreshed = oauth.refresh_token(TOKEN, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)

tell(token=token, user=user.json(), refreshed=refreshed, wrong_password=wrong_password)
