"""Stands where SENTRY_DSN points to: takes what is posted to it."""
import http.server
import json
import threading

DSN_KEY = "0123456789abcdef0123456789abcdef"


class ErrorReceiver(http.server.ThreadingHTTPServer):
    """`got` has (path, headers, body) of each report; while `answers` is not set, none is answered."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.got = []
        self.answers = threading.Event()
        self.answers.set()
        self.dsn = f"http://{DSN_KEY}@127.0.0.1:{self.server_port}/7"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.got.append((self.path, dict(self.headers), body))
        self.server.answers.wait()
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


def events(receiver):
    """The events in what it got."""
    return [json.loads(body.splitlines()[2]) for _, _, body in receiver.got]
