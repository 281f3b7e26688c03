"""compose.yaml by docker-compose itself: no key that it does not know, no value of another type, no service named that is
not there."""
import re
import shutil
import subprocess

import pytest

from program import ROOT

DATABASES = ("sqlite",)
# Debian 12 has a docker-compose from before there was a name.
COMPOSE = re.sub(r"^name: ludice\n", "", (ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"), flags=re.MULTILINE)


@pytest.fixture
def config(tmp_path):
    """What docker-compose says of a text in the place of compose.yaml; without any engine."""
    program = shutil.which("docker-compose")
    assert program, "no docker-compose: run script/bootstrap --test"
    (tmp_path / ".env").write_text("TOKEN=1:A\nSECRET_KEY=0123456789abcdef\nPOSTGRES_PASSWORD=secret\n", encoding="utf-8")

    def run(text):
        (tmp_path / "compose.yaml").write_text(text, encoding="utf-8")
        command = [program, "-f", "compose.yaml", "--profile", "watch", "--profile", "rabbitmq", "config", "--services"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
                              env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)})

    return run


def test_docker_compose_knows_every_key(config):
    result = config(COMPOSE)
    assert (result.returncode, result.stderr) == (0, "")
    assert sorted(result.stdout.split()) == ["backend", "balance", "bot", "grafana", "loki", "nginx", "postgres", "prometheus",
                                             "promtail", "rabbitmq", "redis"]


@pytest.mark.parametrize("right,slip", [
    ("  stop_grace_period:", "  stop_grace_time:"),
    ("start_period: 20s", "start_time: 20s"),
    ("cap_drop: [ALL]", "cap_drop: ALL"),
    ("    depends_on: [backend, bot]", "    depends_on: [backend, bots]"),
])
def test_a_slip_is_found(config, right, slip):
    assert right in COMPOSE and config(COMPOSE.replace(right, slip, 1)).returncode != 0


@pytest.mark.parametrize("wanted", ["TOKEN", "SECRET_KEY", "POSTGRES_PASSWORD"])
def test_what_has_no_default_must_be_given(config, tmp_path, wanted):
    file = tmp_path / ".env"
    file.write_text(re.sub(f"^{wanted}=.*$", "", file.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")
    result = config(COMPOSE)
    assert result.returncode != 0 and wanted in result.stderr
