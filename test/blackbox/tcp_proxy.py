"""A proxy on loopback between a program and what it talks to, that delays answers, holds all back and cuts connections."""
import socket
import threading
import time
from contextlib import contextmanager

CHUNK = 65536


class TcpProxy:
    """Carries whatever comes to its port to another one of loopback. Answers come `delay_s` later."""

    def __init__(self, target_port):
        self.target_port = target_port
        self.delay_s = 0.0
        self._flows = threading.Event()
        self._flows.set()
        self._pairs = []
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._start(self._accept)

    @staticmethod
    def _start(work, *arguments):
        threading.Thread(target=work, args=arguments, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client = self._listener.accept()[0]
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.target_port))
            except OSError:
                client.close()
                continue
            if server.getsockname() == server.getpeername():  # nobody listens there, and the port was ours to dial from
                server.close()
                client.close()
                continue
            with self._lock:
                self._pairs.append((client, server))
            self._start(self._carry, client, server, lambda: 0)
            self._start(self._carry, server, client, lambda: self.delay_s)

    def _carry(self, source, target, delay):
        try:
            while data := source.recv(CHUNK):
                # Most of what roles in processes of their own say to each other comes by here: no needless call.
                if delay():
                    time.sleep(delay())
                if not self._flows.is_set():
                    self._flows.wait()
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def hold(self):
        """Nothing comes through any more, in either direction, and connections stay: as where a cable is out."""
        self._flows.clear()

    def release(self):
        self._flows.set()

    def cut(self):
        """Ends every connection there is, whatever is under way; how many there were."""
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                end.close()
        return len(pairs)

    def close(self):
        self._listener.close()
        self.release()
        self.cut()


@contextmanager
def two_lines(port):
    """To that port of loopback, one for each of two programs."""
    lines = [TcpProxy(port), TcpProxy(port)]
    try:
        yield lines
    finally:
        for line in lines:
            line.close()
