#!/usr/bin/env python3
"""Fills a fresh database, whose schema `ludice migrate` has made, with a long and valid history, for measuring what
grows with it: big_ledger.py FILE TRANSFERS writes one into SQLite, the same for the same number, and
big_ledger.py FILE postgresql://… copies it into PostgreSQL, where records have ids beside their places."""
import functools
import hashlib
import random
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RECORDS = Path(__file__).resolve().parents[1] / "src/store/migrations/0004_records.sql"
START_MS, STEP_MS = 1_700_000_000_000, 5
PROMO, RAKE = 256, 384  # accounts of the house in points, shard 0
BET, RAKE_BPS, WELCOME = 50, 250, 1_000_000
GAMES_A_COMMIT, ROWS_AT_ONCE = 40, 50_000
COLUMNS = {
    "player": "id telegram_id username language terms frozen game games won lost void streak daily_at created",
    "account": "id kind owner asset balance floor version net last_transfer",
    "transfer": "id key code debit credit amount game external debit_after credit_after debit_version credit_version at "
                "debit_prev credit_prev",
    "fact": "id game body at",
    "seal": "id through hash at",
    "game": "id kind asset bet rake_bps terms state round opener joiner opener_faces joiner_faces opener_deadline "
            "joiner_deadline winner void_reason attempts opened started last_throw ended due",
    "attempt": "id game seat round throw state counted opened expires reason",
    "proof": "chat message fact",
    "standing": "id player asset kind day day_won day_games day_reached week_won week_games week_reached won games reached",
}
# Where a row of SQLite has its place in the chain, PostgreSQL has an id.
ID = f"4 * %s + {START_MS << 10}"
OTHERWISE = {"transfer.id": ID % "id", "transfer.debit_prev": ID % "debit_prev",
             "transfer.credit_prev": ID % "credit_prev", "account.last_transfer": ID % "last_transfer", "fact.id": ID % "id", "proof.fact": ID % "fact",
             "seal.hash": "'\\\\x' || hex(hash)"}
PLACES = f"SELECT id, {ID % 'id'} FROM (SELECT id FROM transfer UNION ALL SELECT id FROM fact)"


@functools.lru_cache(maxsize=4096)
def base32(number):
    return "".join(ALPHABET[number >> shift & 31] for shift in range(60, -5, -5))


class Sqlite:
    """Rows into a file; a record's id is its place."""

    def __init__(self, path):
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -262144; BEGIN")

    def write(self, table, rows):
        marks = ", ".join("?" for _ in COLUMNS[table].split())
        self.database.executemany(f"INSERT INTO {table} ({', '.join(COLUMNS[table].split())}) VALUES ({marks})", rows)

    def close(self):
        # Standings are what the games come to: the statement that brought them to databases with games counts them.
        self.database.execute(re.search(r"INSERT INTO standing .*?;", RECORDS.read_text(), re.DOTALL)[0])
        self.database.execute("COMMIT")
        self.database.close()


class History:
    """Plays games and keeps what their rows say; everything of one commit has one time."""

    def __init__(self, out, players):
        self.out = out
        self.random = random.Random(1)
        self.now = START_MS
        self.last_id = 0
        self.place = self.seal = self.transfers = self.message = 0
        self.head, self.pending = bytes(32), []
        self.rows = {table: [] for table in COLUMNS}
        self.house = {PROMO: [0, 0, None], RAKE: [0, 0, None]}  # balance, version, last transfer
        self.players = []
        for number in range(players):
            self.players.append(self.sign_up(number))

    def next_id(self):
        self.last_id = max(self.last_id + 4, self.now << 10)
        return self.last_id

    def add(self, table, *row):
        self.rows[table].append(row)
        if len(self.rows[table]) >= ROWS_AT_ONCE:
            self.flush(table)

    def flush(self, table):
        self.out.write(table, self.rows[table])
        self.rows[table] = []

    def record(self, text):
        """Gives the record its place, which is the id of its row."""
        self.place += 1
        self.pending.append(f"{self.place}|{len(text.encode())}|{text}\n")
        return self.place

    def commit(self):
        if self.pending:
            self.head = hashlib.sha256(self.head + "".join(self.pending).encode()).digest()
            self.pending = []
            self.seal += 1
            self.add("seal", self.seal, self.place, self.head, self.now)
        self.now += STEP_MS

    def sign_up(self, number):
        player = {"id": self.next_id(), "number": number, "money": [0, 0, None], "net": 0, "won": 0, "lost": 0, "void": 0,
                  "streak": 0, "created": self.now}
        player["name"] = base32(player["id"])
        self.move(f"welcome:{player['name']}", 1, (PROMO, self.house[PROMO]), (player["id"], player["money"]), WELCOME, None)
        if number % 100 == 99:
            self.commit()
        return player

    def move(self, key, code, debit, credit, amount, game):
        (from_id, giver), (to_id, taker) = debit, credit
        giver[0] -= amount
        taker[0] += amount
        giver[1] += 1
        taker[1] += 1
        row = self.record(f"transfer key={key} code={code} debit={from_id} credit={to_id} amount={amount} "
                          f"game={game or 0} external= debit_after={giver[0]} credit_after={taker[0]} "
                          f"debit_version={giver[1]} credit_version={taker[1]} at={self.now}")
        self.add("transfer", row, key, code, from_id, to_id, amount, game, None, giver[0], taker[0], giver[1], taker[1],
                 self.now, giver[2], taker[2])
        giver[2] = taker[2] = row
        self.transfers += 1

    def tell(self, game, name, rest=""):
        body = f"{name} game={base32(game)} at={self.now}{rest}"
        row = self.record(body)
        self.add("fact", row, game, body, self.now)
        return row

    def stake(self, game, name, escrow, player):
        self.move(f"game:{name}:stake:{player['name']}", 4, (player["id"], player["money"]), (game, escrow), BET, game)
        player["net"] -= BET

    def give(self, key, code, game, escrow, player, amount):
        self.move(key, code, (game, escrow), (player["id"], player["money"]), amount, game)
        player["net"] += amount

    def throw(self, game, seat, round_no, attempts):
        face = int(self.random.random() * 6) + 1
        which = f" seat={seat} round={round_no} throw=1"
        attempt = ""
        if self.random.random() < 0.25:
            number, expires = self.next_id(), self.now + 30_000
            attempt = f" attempt={base32(number)}"
            self.tell(game, "throw_announced", f"{which}{attempt} expires={expires}")
            self.add("attempt", number, game, seat, round_no, 1, 1, 0, self.now, expires, "")
            attempts.append(number)
        self.message += 1
        proof = f' chat=77 message={self.message} date={self.now // 1000} emoji="🎲"'
        self.add("proof", 77, self.message, self.tell(game, "throw_made", f"{which} face={face}{attempt}{proof}"))
        return face

    def open(self, opener):
        game, escrow = self.next_id(), [0, 0, None]
        name = base32(game)
        self.stake(game, name, escrow, opener)
        self.tell(game, "game_opened", f" player={opener['name']} kind=dice asset=points bet={BET} rake_bps={RAKE_BPS} "
                                       f"terms=1 deadline={self.now + 120_000}")
        return game, name, escrow

    def end(self, game, escrow, state, opener, joiner, faces, winner, reason, attempts, thrown):
        rounds = max(1, len(faces[0]))
        self.add("account", game, 1, game, 0, escrow[0], 0, escrow[1], 0, escrow[2])
        self.add("game", game, 0, 0, BET, RAKE_BPS, 1, state, rounds, opener["id"], joiner and joiner["id"],
                 *("".join(map(str, hand)) for hand in faces), None, None, winner, reason, len(attempts), self.now,
                 self.now if joiner else 0, self.now if thrown else 0, self.now, None)

    def play(self, opener, joiner):
        """One whole game: called off, void, or won after as many rounds as it takes."""
        game, name, escrow = self.open(opener)
        course = self.random.random()
        if course < 0.05:
            self.give(f"game:{name}:refund:{opener['name']}", 5, game, escrow, opener, BET)
            self.tell(game, "game_cancelled")
            return self.end(game, escrow, 4, opener, None, ((), ()), None, None, [], False)
        self.stake(game, name, escrow, joiner)
        self.tell(game, "game_joined", f" player={joiner['name']} deadline={self.now + 60_000}")
        if course < 0.06:
            return self.void(game, name, escrow, opener, joiner)
        return self.throw_it_out(game, name, escrow, (opener, joiner))

    def void(self, game, name, escrow, opener, joiner, faces=((), ()), reason=2, attempts=()):
        for player in (opener, joiner):
            self.give(f"game:{name}:refund:{player['name']}", 5, game, escrow, player, BET)
            player["void"] += 1
        self.tell(game, "game_void", f" reason={('tied_rounds', None, 'no_throw')[reason]}")
        return self.end(game, escrow, 3, opener, joiner, faces, None, reason, attempts, bool(faces[0]))

    def throw_it_out(self, game, name, escrow, players):
        faces, attempts = ([], []), []
        for round_no in range(1, 6):
            for seat in (0, 1):
                faces[seat].append(self.throw(game, seat, round_no, attempts))
            if faces[0][-1] != faces[1][-1]:
                return self.settle(game, name, escrow, players, faces, attempts)
            if round_no < 5:
                self.tell(game, "round_tied", f" round={round_no} deadline={self.now + 60_000}")
        return self.void(game, name, escrow, *players, faces, 0, attempts)

    def settle(self, game, name, escrow, players, faces, attempts):
        seat = 0 if faces[0][-1] > faces[1][-1] else 1
        winner, loser = players[seat], players[1 - seat]
        rake = 2 * BET * RAKE_BPS // 10_000
        self.give(f"game:{name}:payout:{winner['name']}", 6, game, escrow, winner, 2 * BET - rake)
        self.move(f"game:{name}:rake", 7, (game, escrow), (RAKE, self.house[RAKE]), rake, game)
        self.tell(game, "game_settled", f" seat={seat} winner={winner['name']} payout={2 * BET - rake} rake={rake}")
        winner["won"] += 1
        winner["streak"] += 1
        loser["lost"] += 1
        loser["streak"] = 0
        self.end(game, escrow, 2, *players, faces, seat, None, attempts, True)

    def run(self, transfers):
        while self.transfers < transfers:
            for _ in range(GAMES_A_COMMIT):
                first = int(self.random.random() * len(self.players))
                second = (first + 1 + int(self.random.random() * (len(self.players) - 1))) % len(self.players)
                self.play(self.players[first], self.players[second])
            self.commit()

    def finish(self):
        self.commit()
        for p in self.players:
            games = p["won"] + p["lost"] + p["void"]
            self.add("player", p["id"], p["number"] + 1, f"player{p['number']}", "", 1, 0, None, games, p["won"],
                     p["lost"], p["void"], p["streak"], 0, p["created"])
            self.add("account", p["id"], 0, p["id"], 0, p["money"][0], 0, p["money"][1], p["net"], p["money"][2])
        self.add("account", PROMO, 4, 0, 0, self.house[PROMO][0], -2**63, self.house[PROMO][1], 0,
                 self.house[PROMO][2])
        self.add("account", RAKE, 6, 0, 0, self.house[RAKE][0], 0, self.house[RAKE][1], 0, self.house[RAKE][2])
        for table in COLUMNS:
            if self.rows[table]:
                self.flush(table)
        self.out.close()


def copy(path, url, table, columns, select):
    """One table from the file to the server, without a stop in this program."""
    reader = subprocess.Popen(["sqlite3", "-separator", "\t", "-nullvalue", "\\N", path, select], stdout=subprocess.PIPE)
    command = f"COPY {table} ({', '.join(columns.split())}) FROM STDIN"
    subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-c", command, url], stdin=reader.stdout, check=True)
    if reader.wait():
        sys.exit(f"cannot read {table}")


def copy_all(path, url):
    for table, columns in COLUMNS.items():
        wanted = ", ".join(OTHERWISE.get(f"{table}.{column}", column) for column in columns.split())
        copy(path, url, table, columns, f"SELECT {wanted} FROM {table}")
    copy(path, url, "chain_place", "place id", PLACES)
    subprocess.run(["psql", "-q", "-c", "ANALYZE", url], check=True)


def main():
    path, what = sys.argv[1:]
    if what.startswith("postgres"):
        copy_all(path, what)
        return
    history = History(Sqlite(path), max(2, int(what) // 50))
    history.run(int(what))
    history.finish()
    print(f"{history.transfers} transfers, {history.place - history.transfers} facts, head {history.head.hex()}")


if __name__ == "__main__":
    main()
