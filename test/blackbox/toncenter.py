"""A provider of TON from outside: toncenter's API v3 for one wallet, with the recorded transactions and made-up ones,
and with the faults that providers have."""
import base64
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

RECORDED = Path(__file__).resolve().parents[1] / "data/ton/service-transactions.json"
WALLET = "0:16973D00512E98FE04803A47FFECE1630A7BF77B2DACC0AFDB9766558F1B62A7"
ALICE = "0:72F3EC99D8FF96284996AA6E763D39566252A4E3792A3EF3BFE79A08E0B41F69"
CLOCK = "-1:" + "3" * 64  # the elector, whose last transaction tells the last block that is known
LT_A_SECOND = 1_000_000
ZERO_HASH = base64.b64encode(bytes(32)).decode()
FEES = 311_201
FORWARD_FEE = 266_669
TON = 1_000_000_000


def recorded():
    """The 32 transactions of a real virtual machine, oldest first."""
    return json.loads(RECORDED.read_text())["transactions"]


def comment_body(text, bounced=False):
    """The bag of cells of a plain comment that fits one cell; as it comes back, behind the mark of a bounce."""
    data = (b"\xff\xff\xff\xff" if bounced else b"") + bytes(4) + text.encode()
    cell = bytes([0, 2 * len(data)]) + data
    return base64.b64encode(b"\xb5\xee\x9c\x72\x01\x01\x01\x01\x00" + bytes([len(cell)]) + b"\x00" + cell).decode()


def message(source, destination, value, comment, bounced=False):
    return {"source": source, "destination": destination, "value": str(value), "fwd_fee": str(FORWARD_FEE),
            "bounced": bounced, "message_content": {"hash": ZERO_HASH, "body": comment_body(comment, bounced), "decoded": None}}


class Toncenter:
    """Serves what happened to the wallet. Faults: `status` (with `body`) in place of every answer, `distort` changes the
    rows of an answer, `balance_off` is added to the wallet's balance, `chain_time` says what time the chain has, lags()
    makes those who tell of the wallet lag behind who tells the time."""

    def __init__(self, history=()):
        self.history = list(history)
        self.first = {"lt": 0, "hash": ZERO_HASH, "balance": 0}
        self.status, self.body, self.headers = 200, None, {}
        self.distort = None
        self.balance_off = 0
        self.lag_s, self.known = 0, None
        self.chain_time = lambda: 1_780_000_000
        self.requests = []
        self._lock = threading.Lock()
        toncenter = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):  # noqa: N802 the name that http.server wants
                toncenter.answer(self)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def place(self):
        """Where the wallet stands."""
        return self.place_behind(self.history)

    def place_behind(self, rows):
        if not rows:
            return self.first
        last = rows[-1]
        return {"lt": int(last["lt"]), "hash": last["hash"], "balance": int(last["account_state_after"]["balance"])}

    def lags(self, seconds):
        """From now on what happened until now is all that is told of the wallet, as of so long ago; 0: no longer."""
        with self._lock:
            self.lag_s, self.known = seconds, len(self.history) if seconds else None

    def happens(self, incoming=None, out=(), aborted=False):
        """One more transaction, with what it changes."""
        with self._lock:
            before = self.place()
            lt = before["lt"] + 1_000_000
            value = int(incoming["value"]) if incoming else 0
            spent = sum(int(m["value"]) + FORWARD_FEE for m in out)
            after = before["balance"] + value - FEES - spent
            self.history.append({
                "account": WALLET, "hash": base64.b64encode(hashlib.sha256(str(lt).encode()).digest()).decode(),
                "lt": str(lt), "now": 1_770_000_000 + lt // 1_000_000, "mc_block_seqno": 1,
                "prev_trans_hash": before["hash"], "prev_trans_lt": str(before["lt"]), "total_fees": str(FEES),
                "description": {"type": "ord", "aborted": aborted,
                                "compute_ph": {"skipped": aborted, "success": not aborted}},
                "in_msg": incoming or {"source": None, "destination": WALLET, "value": None}, "out_msgs": list(out),
                "account_state_before": {"balance": str(before["balance"]), "account_status": "active"},
                "account_state_after": {"balance": str(after), "account_status": "active"},
                "emulated": False, "finality": "finalized"})

    def pays(self, value, comment):
        """Alice sends coins with a comment."""
        self.happens(message(ALICE, WALLET, value, comment))

    def answer(self, handler):
        url = urlsplit(handler.path)
        self.requests.append((url.path, handler.headers.get("X-API-Key")))
        status, body = self.status, self.body
        if status == 200 and body is None:
            body = json.dumps(self.content(url.path, parse_qs(url.query)))
        data = (body or "").encode()
        handler.send_response(status)
        for name, value in self.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    def content(self, path, query):
        with self._lock:
            if path == "/api/v3/transactions":
                assert query["account"] == [WALLET] and query["sort"] == ["asc"]
                rows = [r for r in self.history[:self.known] if int(r["lt"]) >= int(query["start_lt"][0])][:int(query["limit"][0])]
                rows = json.loads(json.dumps(rows))
                return {"transactions": self.distort(rows) if self.distort else rows, "address_book": {}}
            if path == "/api/v3/accountStates":
                place = self.place_behind(self.history[:self.known])
                wallet = {"address": WALLET, "balance": str(place["balance"] + self.balance_off),
                          "last_transaction_lt": str(place["lt"]), "last_transaction_hash": place["hash"]}
                clock = {"address": CLOCK, "balance": "1", "last_transaction_hash": ZERO_HASH,
                         "last_transaction_lt": str((self.chain_time() - self.lag_s) * LT_A_SECOND + 1)}
                return {"accounts": [{WALLET: wallet, CLOCK: clock}[a] for a in query["address"]], "address_book": {}}
            assert path == "/api/v3/masterchainInfo", path
            now = self.chain_time()
            return {"last": {"seqno": now, "gen_utime": str(now), "start_lt": str(now * LT_A_SECOND)},
                    "first": {"seqno": 1, "gen_utime": "1", "start_lt": "0"}}
