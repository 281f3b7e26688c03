"""The local Telegram from outside: people who type and tap through /sim, its faults and clock, and its transcript."""
import json
from urllib.parse import urlencode

from client import Http
from people import fresh_name
from program import SANDBOX, Program
from waiting import wait_until

TOKEN = "4242:AAlocalTelegramTakesAnyTokenAtAll00"
CHAT_LIMIT_S = 60
DICE, TARGET = "Dice 🎲", "Target 🎯"


class Telegram:
    """The sandbox as a program of its own."""

    patience_s = CHAT_LIMIT_S  # how long people wait for what should come

    def __init__(self, folder, **settings):
        folder.mkdir(exist_ok=True)
        self.program = Program(folder, command=("sandbox",), **settings).start()
        self.attach(self.program)

    def attach(self, program):
        self.host = program
        self.http = Http(program.port(SANDBOX))
        self.root = f"http://127.0.0.1:{self.http.port}"
        return self

    @classmethod
    def of(cls, program):
        """The one inside a demo."""
        return cls.__new__(cls).attach(program)

    def request(self, method, path, body=None):
        """One call of /sim; where the local Telegram is gone, its last words are told."""
        try:
            return self.http.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        except OSError as error:
            code = self.host.process.poll()
            raise AssertionError(f"no local Telegram (exit code {code}): {self.host.log[-5:]}") from error

    def post(self, path, /, **body):
        answer = self.request("POST", path, json.dumps(body).encode())
        assert answer.status == 200, (path, body, answer)
        return answer.json

    def get(self, path, **query):
        answer = self.request("GET", f"{path}?{urlencode(query)}")
        assert answer.status == 200, (path, query, answer)
        return answer

    def next_dice(self, *values, emoji="🎲"):
        self.post("/sim/dice_next", emoji=emoji, values=values)

    def fault(self, kind, method=None, **more):
        named = {"method": method} if method else {}
        self.post("/sim/fault", kind=kind, times=more.pop("times", 1), **named, **more)

    def clear_faults(self):
        assert self.request("DELETE", "/sim/fault").status == 200

    def transcript(self):
        return [json.loads(line) for line in self.get("/sim/transcript").body.decode().splitlines()]

    def person(self, name=None):
        return Person(self, name or fresh_name("Person"))


class Person:
    """Somebody who plays: types, taps what he sees, and waits for what should come."""

    def __init__(self, telegram, name):
        self.telegram = telegram
        self.name = fresh_name("u")
        self.id = telegram.post("/sim/people", name=name, username=self.name)["id"]

    def chat(self):
        return self.telegram.get("/sim/chat", person=self.id).json

    def messages(self):
        return self.chat()["messages"]

    def newest(self, count):
        """Of a chat that has become too long to read whole, again and again."""
        return self.telegram.get("/sim/chat", person=self.id, limit=count).json["messages"]

    def send(self, text):
        return self.telegram.post("/sim/send", **{"from": self.id, "text": text})["message_id"]

    def buttons(self):
        """(message id, label, data) of every inline button in the chat, newest first."""
        return [(message["message_id"], button["text"], button.get("callback_data"))
                for message in reversed(self.messages())
                for row in message.get("reply_markup", {}).get("inline_keyboard", [])
                for button in row]

    def button(self, label, limit_s=None):
        """The newest button whose label or data contains this, waiting for it."""
        def found():
            return next((b for b in self.buttons() if label in b[1] or label == b[2]), None)

        return wait_until(found, f"a button {label!r} for {self.name}", limit_s or self.telegram.patience_s)

    def tap(self, label, limit_s=None):
        message_id, _, data = self.button(label, limit_s)
        return self.tap_data(message_id, data)

    def tap_data(self, message_id, data):
        return self.telegram.post("/sim/tap", **{"from": self.id, "message_id": message_id, "data": data})["answer"]

    def forge(self, message_id, data):
        """Taps what perhaps is not there, or not any more; the local Telegram may refuse it."""
        body = json.dumps({"from": self.id, "message_id": message_id, "data": data}).encode()
        answer = self.telegram.request("POST", "/sim/tap", body)
        assert answer.status in (200, 400, 404), answer
        return answer.status

    def texts(self):
        return [message.get("text", "") for message in self.messages()]

    def see(self, part, limit_s=None):
        """The newest text with this in it, waiting for it."""
        try:
            return wait_until(lambda: next((t for t in reversed(self.texts()) if part in t), None), part,
                              limit_s or self.telegram.patience_s)
        except AssertionError as error:
            raise AssertionError(f"{self.name} never saw {part!r} but {self.texts()[-4:]}") from error

    def dice(self):
        """The dice in the chat, oldest first: (value, is forwarded)."""
        return [(m["dice"]["value"], "forward_origin" in m) for m in self.messages() if "dice" in m]

    def join(self):
        """Accepts the terms and sees the keyboard."""
        self.send("/start")
        self.tap("accept_terms")
        wait_until(lambda: "Roll 🎲" in json.dumps(self.chat()["keyboard"], ensure_ascii=False), "the keyboard",
                   self.telegram.patience_s)
        return self

    def ask_for(self, game):
        """Up to the question for the bet."""
        self.send("Roll 🎲")
        self.tap(game)
        self.see("How much do you stake")

    def ask_for_dice(self):
        self.ask_for(DICE)

    def bet(self, amount, game=DICE):
        self.ask_for(game)
        self.send(str(amount))

    def wait_in_lobby(self, amount, game=DICE):
        self.bet(amount, game)
        self.button("Cancel")


RESULT = ("You won!", "You lost.", "⚖️", "was cancelled", "Nobody came in time")


def result_of(person, limit_s=None):
    """The newest card that tells how a game ended, waiting for it."""
    return wait_until(lambda: next((t for t in reversed(person.texts()) if any(r in t for r in RESULT)), None),
                      f"a result for {person.name}; saw {person.texts()[-3:]}", limit_s or person.telegram.patience_s)


def start_match(telegram, amount=50, game=DICE):
    """Two people whose game has begun, which the first hears by an event."""
    first, second = telegram.person("Anna").join(), telegram.person("Ivan").join()
    first.wait_in_lobby(amount, game)
    second.bet(amount, game)
    for person in (first, second):
        person.button("Throw")
    return first, second
