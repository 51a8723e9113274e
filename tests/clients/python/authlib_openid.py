"""Authlib's client for OpenID Connect, as its integrations for web frameworks put it together: discovery, code with PKCE
and nonce, `parse_id_token`, userinfo, and the address of sign-out."""

import os
from urllib.parse import parse_qs, urlsplit

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from authlib.integrations.base_client import BaseApp, OAuth2Mixin, OpenIDMixin
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import BadSignatureError, InvalidClaimError
from person import CLIENT_ID, CLIENT_SECRET, PLATFORM, REDIRECT_URI, Person, refused, tell


class App(OAuth2Mixin, OpenIDMixin, BaseApp):
    client_cls = OAuth2Session


app = App(
    framework=None,
    name="vestibule",
    client_id=CLIENT_ID,
    client_secret=CLIENT_SECRET,
    server_metadata_url=f"{PLATFORM}/.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
)
person = Person()


def signs_in():
    asked = app.create_authorization_url(REDIRECT_URI)
    answer = parse_qs(urlsplit(person.allows(asked["url"])).query)
    assert answer["state"] == [asked["state"]], answer
    token = app.fetch_access_token(
        redirect_uri=REDIRECT_URI, code=answer["code"][0], code_verifier=asked["code_verifier"]
    )
    return asked, token


asked, token = signs_in()
claims = app.parse_id_token(token, nonce=asked["nonce"])
userinfo = app.userinfo(token=token)

other_asked, other = signs_in()
foreign_nonce = refused(InvalidClaimError, lambda: app.parse_id_token(other, nonce=asked["nonce"]))
mixed = other | {"access_token": token["access_token"]}
foreign_token = refused(InvalidClaimError, lambda: app.parse_id_token(mixed, nonce=other_asked["nonce"]))
# One letter, and not the last: its bits may be unused.
start, signature = other["id_token"].rsplit(".", 1)
changed = other | {"id_token": f"{start}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"}
wrong_signature = refused(BadSignatureError, lambda: app.parse_id_token(changed, nonce=other_asked["nonce"]))

leaving = app.create_logout_url(post_logout_redirect_uri=os.environ["BYE"], id_token_hint=token["id_token"])
left = person.follows(leaving["url"])

tell(
    claims=claims,
    userinfo=userinfo,
    foreign_nonce=foreign_nonce,
    foreign_token=foreign_token,
    wrong_signature=wrong_signature,
    left=left,
    left_state=leaving["state"],
)
