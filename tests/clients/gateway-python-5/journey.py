"""The life of a socket client, with every refusal that it may meet, on one connection, a second and a third.

The text is the same for both generations of the library.
"""

import importlib.metadata
import json
import os
import queue
import signal
import sys

import socketio

CLIENT = os.environ["CLIENT"]
SECRET = os.environ["SECRET"]
# The library numbers its generations as the protocol does.
PROTOCOL = int(importlib.metadata.version("python-socketio").split(".")[0])
TRANSPORT = os.environ["TRANSPORT"]
TRANSPORTS = {"polling": ["polling"], "websocket": ["websocket"], "upgrade": ["polling", "websocket"]}
PATIENCE = 5
LIFETIME = 50


def fails(why):
    """Ends at once: the library's threads would keep the program for as long as they like."""
    print(why, file=sys.stderr, flush=True)
    os._exit(1)


class Line:
    """A connection of the library: it hears every answer, and nothing stays unanswered for long."""

    def __init__(self):
        self.socket = socketio.Client(reconnection=False)
        self.come = {name: queue.Queue() for name in ["connect", "disconnect", "event", "response"]}
        for name, come in self.come.items():
            self.socket.on(name, lambda *given, come=come: come.put(given))

    def next(self, name):
        """What the next event of this name brings."""
        return taken(self.come[name], name)

    def unread(self):
        """Events that nobody asked for."""
        return [given for name in ["event", "response"] for given in self.come[name].queue]

    def connects(self):
        """By which transport, in the end: the library upgrades before it says that it is connected."""
        self.socket.connect(os.environ["GATEWAY"], transports=TRANSPORTS[TRANSPORT])
        self.next("connect")
        return self.socket.transport()

    def connects_again(self):
        """Once the threads of the connection before have ended: they would serve the next one too."""
        self.socket.wait()
        return self.connects()

    def asks(self, name, *sent):
        """Sends it and asks for an acknowledgement: that, and the event beside it."""
        come = queue.Queue()
        self.socket.emit(name, sent, callback=lambda *given: come.put(given))
        acknowledged = taken(come, f"acknowledgement of {name}")
        return {"acknowledged": acknowledged, "event": self.next("event")[0]}

    def tells(self, name, *sent):
        """The same without an acknowledgement."""
        self.socket.emit(name, sent)
        return {"event": self.next("event")[0]}

    def pings(self, request):
        """What `response` brings is there too."""
        answer = self.asks("request", {**request, "type": "ping"})
        return {**answer, "response": self.next("response")[0]}

    def leaves(self):
        """Disconnects through the library. Generation 4 does not tell a program of what it did itself."""
        self.socket.disconnect()
        return self.next("disconnect") if PROTOCOL > 4 else []


def taken(come, what):
    """The next of these; silence is an error."""
    try:
        return come.get(timeout=PATIENCE)
    except queue.Empty:
        fails(f"{what}: silence")


signal.signal(signal.SIGALRM, lambda *_: fails(f"not at the end after {LIFETIME} s"))
signal.alarm(LIFETIME)

user = {"client": CLIENT, "token": os.environ["USER_TOKEN"]}
other = {"client": CLIENT, "token": "kirk@enterprise.example"}
foreign = "x" * 40
said = {"protocol": PROTOCOL}

line = Line()
line.connects()

said["handshakeBefore"] = line.asks("handshake", user)
hello = {"client": CLIENT, "auth_token": foreign, "session_id": foreign, "text": "Hello"}
said["requestBefore"] = line.asks("request", hello)
said["wrongSecret"] = line.asks("identify", {"client": CLIENT, "secret": f"{SECRET}x"})
said["unknownName"] = line.asks("identify", {"client": "nobody", "secret": SECRET})
said["identify"] = line.asks("identify", {"client": CLIENT, "secret": SECRET})
token = {"auth_token": said["identify"]["event"]["auth_token"]}

said["handshake"] = line.asks("handshake", {**user, **token})
said["withoutToken"] = line.asks("handshake", user)
said["otherUser"] = line.asks("handshake", {**other, **token})
session = {"session_id": said["handshake"]["event"]["session_id"]}
request = {"client": CLIENT, **token, **session, "text": "Hello"}
said["ping"] = line.pings(request)

# The secret is refused from now on; that is no way to sign somebody out.
said["secretOnRequest"] = line.asks("request", {**request, "secret": SECRET})
said["secretOnHandshake"] = line.asks("handshake", {**user, **token, "secret": SECRET})
said["secretOnIdentify"] = line.asks("identify", {"client": CLIENT, "secret": SECRET})
said["stillGood"] = line.pings(request)

said["wrongToken"] = line.asks("request", {**request, "auth_token": foreign})
said["wrongTokenOnHandshake"] = line.asks("handshake", {**user, "auth_token": foreign})
said["noUserToken"] = line.asks("handshake", {"client": CLIENT, **token})
said["wrongClient"] = line.asks("request", {**request, "client": "nobody"})
said["wrongSession"] = line.asks("request", {**request, "session_id": foreign})
said["wrongType"] = line.asks("request", {**request, "type": "dance"})
said["noText"] = line.asks("request", {"client": CLIENT, **token, **session})
said["emptyPing"] = line.asks("request", {"type": "ping"})
said["noHandler"] = line.asks("request", request)

# What is no object has none of the members.
said["empty"] = line.asks("request", {})
said["nothing"] = line.asks("request")
said["null"] = line.asks("request", None)
said["list"] = line.asks("request", [request])
said["number"] = line.asks("request", 42)
said["string"] = line.asks("request", "Hello")
said["bytes"] = line.asks("request", b"Hello")

# A new connection: nothing of the old one is good there but the session.
said["left"] = line.leaves()
said["transport"] = line.connects_again()
said["oldToken"] = line.asks("request", request)
said["identifyAgain"] = line.tells("identify", {"client": CLIENT, "secret": SECRET})
said["oldTokenAgain"] = line.tells("request", request)
token = {"auth_token": said["identifyAgain"]["event"]["auth_token"]}
said["oldSession"] = line.pings({**request, **token})
said["handshakeAgain"] = line.tells("handshake", {**user, **token})

# Too large: the gateway hangs up. Of a refused POST the library tells too late, or never.
if TRANSPORT != "polling":
    line.socket.emit("request", {**request, **token, "text": "x" * 200_000})
    said["cutOff"] = line.next("disconnect")
    line.connects_again()
    said["afterCutOff"] = line.tells("handshake", user)

line.leaves()
said["unread"] = line.unread()
print(json.dumps(said))
