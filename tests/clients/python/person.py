"""Plays the person: opens an address, signs in, presses a button, and stops where the answer leaves the platform.

Also what all programs here share: what the test tells them, and the one line of JSON that they tell the test.
"""

import html.parser
import json
import os
from urllib.parse import urljoin, urlsplit

import requests

# oauthlib asks for https everywhere unless it is told that this is a test on one machine.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"

PLATFORM = os.environ["PLATFORM"]
AUTHORIZE = f"{PLATFORM}/platform/oauth/authorize"
TOKEN = f"{PLATFORM}/platform/oauth/request_token"
USER = f"{PLATFORM}/api/user"

CLIENT_ID = os.environ["CLIENT_ID"]
CLIENT_SECRET = os.environ.get("CLIENT_SECRET")
REDIRECT_URI = os.environ.get("REDIRECT_URI")


def tell(**said):
    """Prints what the program got: the last thing that it does."""
    print(json.dumps(said))


def refused(error, do):
    """The words of the error that `do` must raise, of exactly this class."""
    try:
        do()
    except error as met:
        if type(met) is error:
            return str(met)
        raise
    raise SystemExit(f"{error.__name__} was expected, and nothing was raised")


class Person:
    """Somebody with a browser of their own, who has the name and the password that the test gives."""

    def __init__(self):
        self.browser = requests.Session()

    def allows(self, address):
        """Where the browser is sent when the person signs in, if asked, and presses Allow."""
        return self._decides(address, "Allow")

    def refuses(self, address):
        return self._decides(address, "Don't Allow")

    def follows(self, address):
        """Where the address leads somebody who presses nothing."""
        return self._goes(self.browser.get(address, allow_redirects=False))

    def _decides(self, address, button):
        page = self._goes(self.browser.get(address, allow_redirects=False))
        if "Sign in" in forms_by_button(page):
            page = self._presses(page, "Sign in", name=os.environ["USER_NAME"], password=os.environ["USER_PASSWORD"])
        if isinstance(page, requests.Response):
            page = self._presses(page, button)
        if isinstance(page, requests.Response):
            raise SystemExit(f"{button!r} led to another page:\n{page.text}")
        return page

    def _presses(self, page, button, **typed):
        action, fields = forms_by_button(page)[button]
        answer = self.browser.post(urljoin(page.url, action), data=fields | typed, allow_redirects=False)
        return self._goes(answer)

    def _goes(self, answer):
        """Follows redirects within the platform: a page, or the address elsewhere that the last one leads to."""
        while answer.is_redirect:
            address = urljoin(answer.url, answer.headers["Location"])
            if not address.startswith(f"{PLATFORM}/") or urlsplit(address).path.startswith("/platform/oauth/auth_"):
                return address
            answer = self.browser.get(address, allow_redirects=False)
        answer.raise_for_status()
        return answer


def forms_by_button(page):
    """For the words on each submit button of a page: where its form goes, and what is sent when it is pressed."""
    if not isinstance(page, requests.Response):
        return {}
    reader = FormReader()
    reader.feed(page.text)
    return reader.forms


class FormReader(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms = {}
        self._action = None
        self._fields = {}
        self._buttons = []
        self._words = None

    def handle_starttag(self, tag, attrs):
        of = dict(attrs)
        if tag == "form":
            self._action, self._fields, self._buttons = of["action"], {}, []
        elif tag == "input" and of.get("type") == "hidden":
            self._fields[of["name"]] = of["value"]
        elif tag == "button":
            pressed = {of["name"]: of["value"]} if "name" in of else {}
            self._buttons.append((pressed, []))
            self._words = self._buttons[-1][1]

    def handle_data(self, data):
        if self._words is not None:
            self._words.append(data)

    def handle_endtag(self, tag):
        if tag == "button":
            self._words = None
        elif tag == "form":
            for pressed, words in self._buttons:
                self.forms["".join(words).strip()] = (self._action, self._fields | pressed)
