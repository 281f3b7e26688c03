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
FIVE = ["backend", "balance", "bot", "nginx", "redis"]  # of the first Ludicé's production
ALWAYS = sorted([*FIVE, "finance"])
SCALED = ("backend", "balance", "bot")
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
    assert started(config(), PROFILES) == sorted(ALWAYS + sum(PROFILES.values(), []))


def test_the_five_services_and_the_finance_api_start_without_any_profile(config):
    assert started(config(profiles=()), ()) == ALWAYS


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_adds_its_services_and_no_others(config, profile):
    assert started(config(profiles=(profile,)), (profile,)) == sorted(ALWAYS + PROFILES[profile])


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
    assert ours == dict.fromkeys((*SCALED, "finance"), "postgresql://ludice:secret@postgres/ludice")


def test_what_can_be_scaled_takes_no_port_or_address_that_only_one_container_can_have(config):
    services = yaml.safe_load(config().stdout)["services"]
    for name in SCALED:
        networks = services[name]["networks"].values()
        assert "ports" not in services[name] and "container_name" not in services[name], name
        assert not any("ipv4_address" in (network or {}) for network in networks), name
    published = {str(port).rsplit(":", 1)[0]: name for name, service in services.items() for port in service.get("ports", [])}
    assert published["127.0.0.1:8081"] == "finance"
    told = re.findall(r"--scale (\w+)=", (ROOT / "docs/operations.md").read_text(encoding="utf-8") + COMPOSE)
    assert told and set(told) <= set(SCALED)


def test_the_key_of_operators_reaches_those_who_use_it_alone(config):
    services = yaml.safe_load(config(given=GIVEN | {"LUDICE_OPERATOR_KEY": "k" * 32}).stdout)["services"]
    ours = {name for name, one in services.items() if one.get("image") == "ludice:latest"}
    assert {name for name in ours if services[name]["environment"].get("LUDICE_OPERATOR_KEY")} == {"finance", "bot"}


def test_of_every_service_that_others_need_compose_asks_for_the_health(config):
    services = yaml.safe_load(config().stdout)["services"]
    assert {name for name, one in services.items() if "healthcheck" not in one} == set(PROFILES["watch"])
    asked = next(word for word in services["nginx"]["healthcheck"]["test"] if word.startswith("http:"))
    plain = re.search(r"^    listen (\d+);$", (ROOT / "deploy/nginx/nginx.conf").read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert asked == f"http://127.0.0.1:{plain}/"
