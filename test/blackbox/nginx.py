"""The real nginx with the project's configurations, their addresses and paths apart, and a certificate made on the fly."""
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

from client import Https
from program import ROOT, STOP_LIMIT_S, free_port
from waiting import wait_until

CONFIGURATION = ROOT / "deploy/nginx/nginx.conf"
ONE_MACHINE = ROOT / "deploy/nginx/one-machine.conf"
SHARED = ROOT / "deploy/nginx/ludice"
DISTRIBUTION = Path("/etc/nginx/nginx.conf")
TEMPORARY = " ".join(f"{name}_temp_path {{folder}}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
FOLLOW = ROOT / "deploy/nginx/follow"
START_LIMIT_S = 20


def make_certificate(folder):
    """A key and a certificate for 127.0.0.1, good for a day: (certificate, key)."""
    certificate, key = folder / "fullchain.pem", folder / "privkey.pem"
    made = subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                           "-keyout", key, "-out", certificate, "-days", "1", "-subj", "/CN=127.0.0.1",
                           "-addext", "subjectAltName=IP:127.0.0.1"], capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return certificate, key


def replace_all(text, pairs):
    for ours, here in pairs:
        assert ours in text, ours
        text = text.replace(ours, here)
    return text


def replace_servers(text, name, addresses):
    """Each line of this server is there for each of the addresses, as where a name has several; its options stay."""
    text, count = re.subn(rf"^    server {re.escape(name)}( .*)?;$",
                          lambda line: "\n".join(f"    server {one}{line[1] or ''};" for one in addresses), text, flags=re.MULTILINE)
    assert count, name
    return text


class Nginx:
    """Serves the API at `apis`, addresses such as 127.0.0.1:8080, and the webhooks of bots at `webhooks`."""

    def __init__(self, folder, apis, webhooks=("127.0.0.1:9",)):
        folder.mkdir()
        self.certificate, self.key = make_certificate(folder)
        self.plain_port, self.port = free_port(), free_port()
        shutil.copytree(SHARED, folder / "ludice")
        text = self.configuration(folder, apis, webhooks)
        self.file = folder / "nginx.conf"
        self.file.write_text(text, encoding="utf-8")
        program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
        assert program, "no nginx: run script/bootstrap --test"
        # Root's workers would become somebody who may not look into this folder.
        directives = "daemon off;" + (" user root;" if os.geteuid() == 0 else "")
        self.command = [program, "-c", str(self.file), "-p", str(folder), "-g", directives]
        self.process = None
        self.log = folder / "log"

    def configuration(self, folder, apis, webhooks):
        text = CONFIGURATION.read_text(encoding="utf-8")
        for name, group in (("backend:8080", apis), ("bot:8443", webhooks)):
            text = replace_servers(text, name, group)
        return replace_all(text, [
            (" /tmp/", f" {folder}/"),
            ("listen 8081;", f"listen 127.0.0.1:{self.plain_port};"),
            ("listen 8443 ssl;", f"listen 127.0.0.1:{self.port} ssl;"),
            ("/etc/nginx/certificates/fullchain.pem", str(self.certificate)),
            ("/etc/nginx/certificates/privkey.pem", str(self.key))])

    def said(self):
        return self.log.read_text(encoding="utf-8")

    def check(self):
        """What nginx says of the configuration."""
        return subprocess.run([*self.command, "-t"], capture_output=True, text=True, timeout=60, check=False)

    def start(self, *before, **environment):
        """With the arguments of a program that starts nginx before its own."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([*before, *self.command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                            stderr=log, env=os.environ | environment)
        wait_until(self._answers, "nginx", START_LIMIT_S)
        return self

    def start_followed(self, **environment):
        """As in deploy/compose.yaml: what changes outside of its configuration is followed."""
        return self.start(FOLLOW, self.file, FOLLOW_SECONDS="0.1", **environment)

    def workers(self):
        """The processes that read the configuration last."""
        master = (self.file.parent / "nginx.pid").read_text(encoding="utf-8").strip()
        return set(Path(f"/proc/{master}/task/{master}/children").read_text(encoding="utf-8").split())

    def _answers(self):
        assert self.process.poll() is None
        http = self.https()
        try:
            return http.request("GET", "/").status > 0
        except OSError:
            return False
        finally:
            http.close()

    def https(self, source="127.0.0.1"):
        return Https(self.port, self.certificate, source)

    def stop(self):
        """As a container is stopped; the exit code."""
        self.process.send_signal(signal.SIGQUIT)
        return self.process.wait(STOP_LIMIT_S)

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(STOP_LIMIT_S)


class OneMachine(Nginx):
    """That of deploy/nginx/one-machine.conf, within the distribution's own configuration."""

    def configuration(self, folder, apis, webhooks):
        certificates = "/etc/letsencrypt/live/ludice.example.org"
        (folder / "ludice.conf").write_text(replace_all(ONE_MACHINE.read_text(encoding="utf-8"), [
            ("listen [::]:80;", ""), ("listen [::]:443 ssl;", ""),
            ("server 127.0.0.1:8080;", f"server {apis[0]};"),
            ("server 127.0.0.1:8443;", f"server {webhooks[0]};"),
            ("listen 80;", f"listen 127.0.0.1:{self.plain_port};"),
            ("listen 443 ssl;", f"listen 127.0.0.1:{self.port} ssl;"),
            ("/var/log/nginx/", f"{folder}/"), ("/var/www/", f"{folder}/"),
            (f"{certificates}/fullchain.pem", str(self.certificate)),
            (f"{certificates}/privkey.pem", str(self.key))]), encoding="utf-8")
        return replace_all(DISTRIBUTION.read_text(encoding="utf-8"), [
            ("user www-data;", ""), ("/run/nginx.pid", f"{folder}/nginx.pid"), ("/var/log/nginx/", f"{folder}/"),
            ("http {", "http { " + TEMPORARY.format(folder=folder)),
            ("include /etc/nginx/conf.d/*.conf;", f"include {folder}/ludice.conf;"),
            ("include /etc/nginx/sites-enabled/*;", ""), ("include /etc/nginx/modules-enabled/*.conf;", "")])
