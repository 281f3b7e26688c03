"""The Kubernetes manifests by kubectl's own types: no field that it does not know, no value of another type."""
import json
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest
import yaml

from client import Api
from people import Player
from postgres import rows
from program import ROOT
from waiting import wait_until

DATABASES = ("sqlite",)
FILE = ROOT / "deploy/kubernetes/ludice.yaml"
GUIDE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
MANIFESTS = list(yaml.safe_load_all(FILE.read_text(encoding="utf-8")))

CONNECTIONS = 11  # of each process: eight that write, two that read, one that keeps time
SPARE = 10  # for copies, and people who look


def called(manifest):
    return f"{manifest['kind']} {manifest['metadata']['name']}"


def known_by(version, manifest):
    """The manifest, under the name that its type had before where the kubectl is older than it: Debian 12 has 1.20."""
    if manifest["apiVersion"] == "policy/v1" and int(version["minor"].rstrip("+")) < 21:
        return manifest | {"apiVersion": "policy/v1beta1"}  # with the same fields
    return manifest


def connections(server, url):
    """How many there are to this database."""
    name = rows(url, "SELECT current_database()")[0][0]
    return int(rows(server.url("postgres"), f"SELECT COUNT(*) FROM pg_stat_activity WHERE datname = '{name}'")[0][0])


@pytest.fixture
def kubectl(tmp_path):
    """Runs it on a manifest alone, without any cluster."""
    program = shutil.which("kubectl")
    assert program, "no kubectl: run script/bootstrap --test"
    version = json.loads(subprocess.run([program, "version", "--client", "-o", "json"], stdout=subprocess.PIPE, timeout=60,
                                        check=True).stdout)["clientVersion"]

    def run(manifest, *arguments):
        file = tmp_path / "manifest.json"
        file.write_text(json.dumps(known_by(version, manifest)), encoding="utf-8")
        command = [program, *arguments, "--local", "-f", str(file), "-o", "json"]
        # What it says of a wrong value may break off within a character.
        return subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", timeout=60, check=False,
                              env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)})

    return run


def lost(ours, theirs, at="."):
    """What stands in ours and came back otherwise, or not at all."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return [found for key in ours for found in lost(ours[key], theirs.get(key), f"{at}{key}.")]
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return [found for index, both in enumerate(zip(ours, theirs)) for found in lost(*both, f"{at}{index}.")]
    return [] if ours == theirs else [at]


def not_known(kubectl, manifest):
    """Where it has a field that kubectl's types have not, or a value that does not fit; or what kubectl says."""
    if manifest["kind"] == "Deployment":
        # Read into its types, and written anew from these; but for a change it writes nothing.
        result = kubectl(manifest, "set", "image", "ludice=another")
        return result.stderr.strip() or [at for at in lost(manifest, json.loads(result.stdout)) if not at.endswith(".image.")]
    # Others are merged with themselves, for which their lists and objects are looked up.
    return kubectl(manifest, "patch", "--type=strategic", "-p", json.dumps(manifest)).stderr.strip()


@pytest.mark.parametrize("manifest", MANIFESTS, ids=called)
def test_a_manifest_is_what_kubectl_knows(kubectl, manifest):
    assert not not_known(kubectl, manifest)


@pytest.mark.parametrize("manifest", MANIFESTS, ids=called)
def test_a_field_that_there_is_not_is_found(kubectl, manifest):
    inside = "metadata" if manifest["kind"] == "ConfigMap" else "spec"
    slip = dict(manifest, **{inside: manifest[inside] | {"lables": {"app": "ludice"}}})
    assert not_known(kubectl, slip)


def test_a_slip_deep_in_a_deployment_is_found(kubectl):
    deployment = next(one for one in MANIFESTS if one["kind"] == "Deployment")
    text = json.dumps(deployment)
    assert not_known(kubectl, json.loads(text.replace('"periodSeconds"', '"periodSecond"'))) == [
        ".spec.template.spec.containers.0.startupProbe.periodSecond.",
        ".spec.template.spec.containers.0.readinessProbe.periodSecond.",
        ".spec.template.spec.containers.0.livenessProbe.periodSecond."]
    assert "runAsUser" in not_known(kubectl, json.loads(text.replace('"runAsUser": 10001', '"runAsUser": "ludice"')))


def deployments():
    return {one["metadata"]["name"]: one["spec"] for one in MANIFESTS if one["kind"] == "Deployment"}


def test_a_new_version_comes_under_a_new_tag_and_into_every_pod():
    images = {spec["template"]["spec"]["containers"][0]["image"] for spec in deployments().values()}
    (image,) = images
    name, tag = image.rsplit(":", 1)
    assert "/" in name and tag != "latest"
    upgrade = re.search(r"^On Kubernetes push.*?```\n(.*?)```", GUIDE.split("## Upgrade")[1], re.MULTILINE | re.DOTALL)[1]
    for line, told in zip(upgrade.splitlines(), (f"kubectl set image deployment/ludice-$role ludice={name}:NEW;",
                                                 "kubectl rollout status --timeout=1h deployment/ludice-$role;"), strict=True):
        roles, does = re.fullmatch(r"for role in ([\w ]+); do (.*) done", line).groups()
        assert {f"ludice-{role}" for role in roles.split()} == set(deployments()) and does == told


def test_a_pod_that_upgrades_the_schema_has_an_hour():
    for spec in deployments().values():
        probe = spec["template"]["spec"]["containers"][0]["startupProbe"]
        given = probe["periodSeconds"] * probe["failureThreshold"]
        assert 3600 <= given < spec["progressDeadlineSeconds"]


def test_the_key_of_operators_reaches_those_who_use_it_alone():
    def secrets(spec):
        sources = spec["template"]["spec"]["containers"][0]["envFrom"]
        return {source["secretRef"]["name"] for source in sources if "secretRef" in source}

    assert {name for name, spec in deployments().items() if "ludice-operators" in secrets(spec)} == {"ludice-finance", "ludice-bot"}
    assert all("ludice" in secrets(spec) for spec in deployments().values())
    made = re.findall(r"kubectl create secret generic (\S+)((?:[^\n]|\n#   --)*)", FILE.read_text(encoding="utf-8"))
    assert [name for name, literals in made if "LUDICE_OPERATOR_KEY" in literals] == ["ludice-operators"]
    assert "port-forward deployment/ludice-finance 8081:8081" in GUIDE


def told_to(text, name):
    """What nginx is told by this line of its configuration."""
    return re.findall(rf"^ *{name} (.*?);", text, re.MULTILINE)


def test_the_ingress_does_as_the_nginx_of_compose():
    door, zones = ((ROOT / f"deploy/nginx/ludice/{name}.conf").read_text(encoding="utf-8") for name in ("door", "zones"))
    usual, events = told_to(door, "proxy_read_timeout")
    rates = [int(rate) for rate in re.findall(r"rate=(\d+)r/s", zones)]
    bursts = [int(burst) for burst in re.findall(r"burst=(\d+) nodelay", door)]
    expected = {path: {"limit-connections": told_to(door, "limit_conn connections")[0], "limit-rps": str(rate),
                       "limit-burst-multiplier": str(burst // rate), "proxy-read-timeout": read.rstrip("s"),
                       "proxy-connect-timeout": told_to(door, "proxy_connect_timeout")[0].rstrip("s"),
                       "proxy-next-upstream": told_to(door, "proxy_next_upstream")[0],
                       "proxy-next-upstream-tries": told_to(door, "proxy_next_upstream_tries")[0],
                       "proxy-next-upstream-timeout": told_to(door, "proxy_next_upstream_timeout")[0].rstrip("s")}
                for path, read, rate, burst in (("/", usual, rates[0], bursts[0]), ("/events", events, rates[0], bursts[0]),
                                                ("/telegram", usual, rates[1], bursts[1]))}
    prefix = "nginx.ingress.kubernetes.io/"
    ingresses = [one for one in MANIFESTS if one["kind"] == "Ingress"]
    assert {one["spec"]["rules"][0]["http"]["paths"][0]["path"]: {name.removeprefix(prefix): value for name, value
                                                                 in one["metadata"]["annotations"].items()}
            for one in ingresses} == expected
    assert all(burst % rate == 0 for rate, burst in zip(rates, bursts))
    # Each path that nginx treats otherwise has an Ingress of its own; all are one host's, under one certificate.
    assert set(re.findall(r"^location (?:= )?(/\S*) ", door, re.MULTILINE)) == set(expected)
    assert len({(one["spec"]["rules"][0]["host"], json.dumps(one["spec"]["tls"])) for one in ingresses}) == 1


def test_what_the_controller_alone_can_be_told_is_told_in_the_guide_and_the_manifest():
    for text in (GUIDE, FILE.read_text(encoding="utf-8")):
        (patch,) = re.findall(r"configmap ingress-nginx-controller.*?-p '(.*?)'", text, re.DOTALL)
        assert json.loads(patch) == {"data": {"limit-req-status-code": "429", "limit-conn-status-code": "429"}}
    count = FILE.read_text(encoding="utf-8").count("ludice.example.org") - 1  # but for where that is said
    assert f"ludice.example.org ({ {7: 'seven'}[count]} times)" in FILE.read_text(encoding="utf-8")


def test_all_pods_and_those_that_replace_them_have_room_at_postgresql(start_program, postgres):
    url = postgres.database()
    api = Api(start_program(DATABASE_URL=url))
    with ThreadPoolExecutor(16) as pool:  # each connects when it has something to do
        wait_until(lambda: list(pool.map(lambda _: Player(api).balance(), range(32)))
                   and connections(postgres, url) == CONNECTIONS, "all that there are", 60)
    specs = [one["spec"] for one in MANIFESTS if one["kind"] == "Deployment"]
    most = CONNECTIONS * sum(spec["replicas"] + spec["strategy"]["rollingUpdate"]["maxSurge"] for spec in specs)
    compose = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"))
    allowed = int(compose["services"]["postgres"]["command"][-1].removeprefix("max_connections="))
    assert most + SPARE <= allowed
    assert f"max_connections of {allowed} or more" in FILE.read_text(encoding="utf-8") and f", {most}, and those of old pods" in FILE.read_text(encoding="utf-8")
