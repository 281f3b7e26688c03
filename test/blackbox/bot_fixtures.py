"""A bot's program against a local Telegram, and what must hold of both when a test ends."""
from bot_api_schema import BotApiSchema, transcript_faults
from program import Program
from telegram import TOKEN, Telegram
from waiting import wait_until


class House:
    """The local Telegram and the program that plays on it."""

    def __init__(self, folder, ton=False, admins=0, **settings):
        """`ton`: watches the wallet of the local network of TON; `admins`: so many people may act as operators."""
        self.telegram = Telegram(folder / "telegram", LUDICE_USER_LIMIT=None)
        self.admins = [self.telegram.person("Admin") for _ in range(admins)]
        if admins:
            settings["LUDICE_ADMINS"] = ",".join(str(admin.id) for admin in self.admins)
        if ton:
            wallet = self.telegram.get("/sim/ton").json["house"]["address"]
            settings = {"LUDICE_ASSETS": "points,ton", "LUDICE_TON_WALLET": wallet, "LUDICE_TON_NETWORK": "testnet",
                        "LUDICE_TON_API_ROOT": self.telegram.root} | settings
        folder = folder / "house"
        folder.mkdir()
        self.program = Program(folder, command=("serve",), TOKEN=TOKEN, TELEGRAM_API_ROOT=self.telegram.root,
                               **settings).start()
        wait_until(lambda: self.telegram.get("/sim/bots").json["bots"], "the bot to connect")

    def balances(self, *people):
        """What each has according to the card /profile brings."""
        found = []
        for person in people:
            person.send("/profile")
            card = person.see("In play")
            found.append(int(card.split("Balance: ")[1].split(" ")[0].replace(",", "").replace("\u202f", "")))
        return found

    def restart(self):
        self.program.kill()
        self.program.start()

    def close(self):
        """Ends both; the ledger is right and every word between them was Telegram's."""
        self.telegram.clear_faults()
        faults, calls, updates = transcript_faults(BotApiSchema(), self.telegram.transcript())
        assert self.program.stop() == 0
        assert self.telegram.program.stop() == 0
        self.program.audit()
        assert calls > 0 and updates > 0 and faults == [], faults[:3]
