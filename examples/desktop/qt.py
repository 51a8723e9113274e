#!/usr/bin/env python3
"""Signs somebody in to a platform, in a window of Qt, and prints their name.

    python3 -m pip install PySide6
    python3 examples/desktop/qt.py http://127.0.0.1:8080 CLIENT_ID
"""

import base64, hashlib, json, secrets, sys
from urllib.parse import parse_qsl, urlencode
from urllib.request import Request, urlopen

from PySide6.QtCore import QUrl
from PySide6.QtWebEngineCore import QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication


def ask_in_a_window(url, ends):
    """The address where it ended; empty where somebody closed the window."""
    application = QApplication(sys.argv[:1])
    profile = QWebEngineProfile("vestibule-example")  # a cookie jar that lasts, of this program alone
    view = QWebEngineView(profile)
    seen = []

    def look(address):
        text = address.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        if text.startswith(ends):
            seen.append(text)
            view.close()

    view.urlChanged.connect(look)
    view.titleChanged.connect(view.setWindowTitle)
    view.resize(400, 560)
    view.load(QUrl(url))
    view.show()
    application.exec()
    del view  # before its profile
    return seen[0] if seen else ""


def read(request):
    with urlopen(request, timeout=30) as answer:
        return json.load(answer)


platform, client_id = sys.argv[1:]
oauth = f"{platform}/platform/oauth"
verifier, state = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
question = urlencode({"client_id": client_id, "response_type": "code", "display": "desktop", "state": state,
                      "code_challenge": challenge, "code_challenge_method": "S256"})
end = ask_in_a_window(f"{oauth}/authorize?{question}", (f"{oauth}/auth_success#", f"{oauth}/auth_failed#"))
answer = dict(parse_qsl(end.partition("#")[2]))
if "code" not in answer or answer.get("state") != state:
    sys.exit("not allowed")
proof = {"client_id": client_id, "code": answer["code"], "code_verifier": verifier}
token = read(Request(f"{oauth}/request_token", urlencode(proof).encode()))["access_token"]
print(read(Request(f"{platform}/api/user", headers={"Authorization": f"Bearer {token}"}))["name"])
