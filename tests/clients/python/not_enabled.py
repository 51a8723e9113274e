"""Grants that the app's owner did not name for it."""

import os

from oauthlib.oauth2 import BackendApplicationClient, LegacyApplicationClient, UnauthorizedClientError
from person import CLIENT_ID, CLIENT_SECRET, TOKEN, refused, tell
from requests_oauthlib import OAuth2Session

machine = OAuth2Session(client=BackendApplicationClient(client_id=CLIENT_ID))
client_credentials = refused(
    UnauthorizedClientError, lambda: machine.fetch_token(token_url=TOKEN, client_secret=CLIENT_SECRET)
)

trusted = OAuth2Session(client=LegacyApplicationClient(client_id=CLIENT_ID))
password = refused(
    UnauthorizedClientError,
    lambda: trusted.fetch_token(
        token_url=TOKEN,
        username=os.environ["USER_NAME"],
        password=os.environ["USER_PASSWORD"],
        client_secret=CLIENT_SECRET,
    ),
)

tell(client_credentials=client_credentials, password=password)
