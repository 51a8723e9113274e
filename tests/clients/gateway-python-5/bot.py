import json
import os

import socketio

known = {"client": "facebook"}
with socketio.SimpleClient() as bot:
    bot.connect(os.environ["GATEWAY"])
    answer = bot.call("identify", {**known, "secret": os.environ["SECRET"]})
    known["auth_token"] = answer.get("auth_token")
    answer = bot.call("handshake", {**known, "token": "ada@example.org"})
    known["session_id"] = answer.get("session_id")
    bot.emit("request", {**known, "type": "message", "text": "Hello"})
    # Every answer comes as an event too, the first refusal before all that follows from it.
    while True:
        name, answer = bot.receive(timeout=10)
        if name == "response" and answer["type"] == "message":
            print(json.dumps(answer["attachments"]))
            break
        if name == "event" and not answer["success"]:
            raise SystemExit(answer["message"])
