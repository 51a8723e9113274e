#!/usr/bin/env python3
"""Signs somebody in to a platform, in a window of GTK, and prints their name.

    sudo apt install python3-gi gir1.2-webkit2-4.1
    python3 examples/desktop/gtk.py http://127.0.0.1:8080 CLIENT_ID
"""

import base64, hashlib, json, os, secrets, sys
from urllib.parse import parse_qsl, urlencode
from urllib.request import Request, urlopen

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import GLib, Gtk, WebKit2


def ask_in_a_window(url, ends):
    """The address where it ended; empty where somebody closed the window."""
    folder = os.path.join(GLib.get_user_data_dir(), "vestibule-example")  # what lasts, of this program alone
    data = WebKit2.WebsiteDataManager(base_data_directory=folder, base_cache_directory=folder)
    data.get_cookie_manager().set_persistent_storage(f"{folder}/cookies", WebKit2.CookiePersistentStorage.SQLITE)
    view = WebKit2.WebView(web_context=WebKit2.WebContext(website_data_manager=data))
    window = Gtk.Window(default_width=400, default_height=560)
    window.add(view)
    seen = []

    def look(*_):
        if (view.get_uri() or "").startswith(ends):
            seen.append(view.get_uri())
            window.destroy()

    view.connect("notify::uri", look)
    view.connect("notify::title", lambda *_: window.set_title(view.get_title() or ""))
    window.connect("destroy", Gtk.main_quit)
    view.load_uri(url)
    window.show_all()
    Gtk.main()
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
