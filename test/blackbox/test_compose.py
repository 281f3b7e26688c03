"""compose.yaml by docker-compose itself: no key that it does not know, no value of another type, no service named that is
not there."""
import re
import shutil
import subprocess

import pytest
import yaml

from program import ROOT

DATABASES = ("sqlite",)
PROFILES = {"postgres": ["postgres"], "rabbitmq": ["rabbitmq"], "watch": ["grafana", "loki", "prometheus", "promtail"]}
FIVE = ["backend", "balance", "bot", "nginx", "redis"]
GIVEN = {"TOKEN": "1:A", "SECRET_KEY": "0123456789abcdef", "POSTGRES_ADDRESS": "ludice:secret@postgres/ludice"}
# Debian 12 has a docker-compose from before there was a name.
COMPOSE = re.sub(r"^name: ludice\n", "", (ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"), flags=re.MULTILINE)


@pytest.fixture
def config(tmp_path):
    """What docker-compose says of a text in the place of compose.yaml; without any engine."""
    program = shutil.which("docker-compose")
    assert program, "no docker-compose: run script/bootstrap --test"

    def run(text=COMPOSE, profiles=PROFILES, given=GIVEN):
        (tmp_path / "compose.yaml").write_text(text, encoding="utf-8")
        (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in given.items()), encoding="utf-8")
        return subprocess.run([program, "-f", "compose.yaml", "config"], cwd=tmp_path, capture_output=True, text=True, timeout=60,
                              check=False, env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "COMPOSE_PROFILES": ",".join(profiles)})

    return run


def started(result, profiles):
    """The services that it starts; the older docker-compose also tells those of other profiles, and says so of each."""
    assert (result.returncode, result.stderr) == (0, "")
    return sorted(name for name, service in yaml.safe_load(result.stdout)["services"].items()
                  if not service.get("profiles") or set(service["profiles"]) & set(profiles))


def test_docker_compose_knows_every_key(config):
    assert started(config(), PROFILES) == sorted(FIVE + sum(PROFILES.values(), []))


def test_the_five_services_start_without_any_profile(config):
    assert started(config(profiles=()), ()) == FIVE


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_adds_its_services_and_no_others(config, profile):
    assert started(config(profiles=(profile,)), (profile,)) == sorted(FIVE + PROFILES[profile])


@pytest.mark.parametrize("right,slip", [
    ("  stop_grace_period:", "  stop_grace_time:"),
    ("start_period: 20s", "start_time: 20s"),
    ("cap_drop: [ALL]", "cap_drop: ALL"),
    ("    depends_on: [backend, bot]", "    depends_on: [backend, bots]"),
])
def test_a_slip_is_found(config, right, slip):
    assert right in COMPOSE and config(COMPOSE.replace(right, slip, 1)).returncode != 0


@pytest.mark.parametrize("without", ["left out", "empty"])
@pytest.mark.parametrize("wanted", GIVEN)
def test_what_has_no_default_must_be_given(config, wanted, without):
    rest = {name: value for name, value in GIVEN.items() if name != wanted}
    result = config(given=rest if without == "left out" else rest | {wanted: ""})
    assert result.returncode != 0 and wanted in result.stderr


@pytest.mark.parametrize("url", ["sqlite:data/ludice.db", "postgresql://somebody:else@elsewhere/other"])
def test_whatever_is_said_of_the_database_all_share_one_postgresql(config, url):
    """With a SQLite each would have one of its own, and money of its own in it."""
    alone = config(given={name: value for name, value in GIVEN.items() if name != "POSTGRES_ADDRESS"} | {"DATABASE_URL": url})
    assert alone.returncode != 0 and "POSTGRES_ADDRESS" in alone.stderr and "user:password@host/database" in alone.stderr
    services = yaml.safe_load(config(given=GIVEN | {"DATABASE_URL": url}).stdout)["services"]
    ours = {name: one["environment"]["DATABASE_URL"] for name, one in services.items() if one.get("image") == "ludice:latest"}
    assert ours == dict.fromkeys(("backend", "balance", "bot"), "postgresql://ludice:secret@postgres/ludice")
