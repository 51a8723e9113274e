"""The client credentials grant: a machine that acts for itself."""

from oauthlib.oauth2 import BackendApplicationClient, InvalidClientError
from person import CLIENT_ID, CLIENT_SECRET, TOKEN, USER, refused, tell
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session


def program():
    return OAuth2Session(client=BackendApplicationClient(client_id=CLIENT_ID))


oauth = program()
token = oauth.fetch_token(token_url=TOKEN, client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
user = oauth.get(USER)
user.raise_for_status()

by_header = program().fetch_token(token_url=TOKEN, auth=HTTPBasicAuth(CLIENT_ID, CLIENT_SECRET))
in_body = program().fetch_token(token_url=TOKEN, client_secret=CLIENT_SECRET, include_client_id=True)

wrong_secret = refused(
    InvalidClientError, lambda: program().fetch_token(token_url=TOKEN, client_secret=CLIENT_SECRET + "x")
)
unknown_app = refused(
    InvalidClientError,
    lambda: program().fetch_token(token_url=TOKEN, auth=HTTPBasicAuth("A" * 40, CLIENT_SECRET)),
)

tell(
    token=token,
    user=user.json(),
    by_header=by_header,
    in_body=in_body,
    wrong_secret=wrong_secret,
    unknown_app=unknown_app,
)
