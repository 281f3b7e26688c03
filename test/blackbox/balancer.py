"""A small TCP balancer, as the one address that stands before replicas of a role: each new connection goes to the next
backend that accepts one. It can cut all of them."""
import itertools
import socket
import threading

CONNECT_LIMIT_S = 2


class Balancer:
    """Listens on a free port before `ports`."""

    def __init__(self, ports):
        self._next = itertools.count()
        self.ports = list(ports)
        self._open = set()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        first = next(self._next)
        for turn in range(len(self.ports)):
            try:
                server = socket.create_connection(("127.0.0.1", self.ports[(first + turn) % len(self.ports)]),
                                                  CONNECT_LIMIT_S)
            except OSError:
                continue
            if server.getsockname() == server.getpeername():  # nobody listens there, and the port was ours to dial from
                server.close()
                continue
            server.settimeout(None)
            both = {client, server}
            self._open |= both
            back = threading.Thread(target=self._copy, args=(server, client), daemon=True)
            back.start()
            self._copy(client, server)
            back.join()
            self._open -= both
            server.close()
            break
        client.close()

    @staticmethod
    def _copy(source, target):
        """Until the source ends; what it sent goes on, and its end."""
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass
        for one in (source, target):
            try:
                one.shutdown(socket.SHUT_WR if one is target else socket.SHUT_RD)
            except OSError:
                pass

    def cut(self):
        """Breaks off every connection there is."""
        for one in list(self._open):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it was at its end

    def close(self):
        self._listener.close()
        self.cut()
