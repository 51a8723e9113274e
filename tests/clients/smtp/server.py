"""A mail server on loopback (aiosmtpd) that keeps what it is given, one file a mail, and answers as it is told.

PORT and FOLDER say where. MODE is plain, tls, starttls or stripped (which never offers STARTTLS). LOGIN is user:password.
ANSWERS is a JSON list of answers to the first DATAs, RCPT the answer to every RCPT. PAUSE holds each answer to DATA back,
in seconds, after the mail is kept.
"""

import asyncio
import itertools
import json
import os
import ssl
import sys
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

FOLDER = os.environ["FOLDER"]
MODE = os.environ.get("MODE", "plain")
RCPT = os.environ.get("RCPT")
ANSWERS = json.loads(os.environ.get("ANSWERS", "[]"))
PAUSE = float(os.environ.get("PAUSE", "0"))
numbers = itertools.count()


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if RCPT:
            return RCPT
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        number = next(numbers)
        answer = ANSWERS[number] if number < len(ANSWERS) else ""
        parsed = message_from_bytes(envelope.content, policy=policy.default)
        part = lambda kind: parsed.get_body(preferencelist=(kind,)).get_content()
        seen = {
            "answer": answer,
            "mail_from": envelope.mail_from,
            "rcpt_tos": envelope.rcpt_tos,
            "login": session.auth_data,
            "encrypted": session.ssl is not None or MODE == "tls",
            "raw": envelope.content.decode("ascii"),
            "headers": [[name, str(value)] for name, value in parsed.items()],
            "content_types": [part.get_content_type() for part in parsed.walk()],
            "encodings": [part["Content-Transfer-Encoding"] for part in parsed.iter_parts()],
            "defects": [repr(defect) for part in parsed.walk() for defect in part.defects],
            "text": part("plain"),
            "html": part("html"),
        }
        path = os.path.join(FOLDER, f"{number:03}.json")
        with open(path + ".new", "w") as file:
            json.dump(seen, file)
        os.rename(path + ".new", path)
        if PAUSE:
            await asyncio.sleep(PAUSE)
        return answer or "250 Message accepted"


def signs_in(server, session, envelope, mechanism, login):
    given = f"{login.login.decode()}:{login.password.decode()}"
    return AuthResult(success=given == os.environ["LOGIN"], auth_data=f"{mechanism} {given}")


def context():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(os.environ["CERTIFICATE"], os.environ["KEY"])
    return made


options = {"enable_SMTPUTF8": True}
if "LOGIN" in os.environ:
    options |= {
        "authenticator": signs_in,
        "auth_required": True,
        "auth_require_tls": MODE == "starttls",
    }
if MODE == "starttls":
    options |= {"tls_context": context(), "require_starttls": True}
controller = Controller(
    Handler(),
    hostname="127.0.0.1",
    port=int(os.environ["PORT"]),
    ssl_context=context() if MODE == "tls" else None,
    **options,
)
controller.start()
print("ready", flush=True)
# Until whoever started it goes away.
sys.stdin.read()
