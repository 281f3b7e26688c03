"""The files in deploy/ go with the program: settings that it knows, ports that it has, probes that answer, and rights that are
taken away; the unit by systemd's own check."""
import ipaddress
import re
import shutil
import subprocess

import pytest
import yaml

from program import OPERATIONS, ROOT, binary, run
from waiting import wait_until

DATABASES = ("sqlite",)
DEPLOY = ROOT / "deploy"
GUIDE = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
UNIT = DEPLOY / "systemd/ludice.service"
OURS = ("backend", "finance", "balance", "bot")
GIVEN = {"TOKEN": "4242:AAlocalTelegramTakesAnyTokenAtAll00", "SECRET_KEY": "0123456789abcdef0123456789abcdef",
         "POSTGRES_ADDRESS": "ludice:secret@postgres/ludice"}


def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def manifests(kind=None):
    documents = yaml.safe_load_all((DEPLOY / "kubernetes/ludice.yaml").read_text(encoding="utf-8"))
    return [document for document in documents if kind in (None, document["kind"])]


def filled(value, given):
    """A value of compose.yaml with what the operator gives, or its default."""
    def put(found):
        name, kind, default = found.groups()
        return given.get(name) or (default if kind == ":-" else "")

    return re.sub(r"\$\{(\w+)(:[?-])?([^}]*)\}", put, value)


def accepts(folder, settings):
    """Whether the program starts with these settings, on a database of its own."""
    settings = dict(settings, DATABASE_URL=f"sqlite:{folder / 'game.db'}")
    result = run(["migrate"], folder, settings)
    assert result.returncode == 0, result.stderr


def given_by_operator():
    """Every setting of .env.example, with a value of the test's own where a secret is wanted: deploy/.env."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"^#(\w+)=(.*)$", example, re.MULTILINE)) | GIVEN


def environment_of(service, file):
    """What a service of compose.yaml is started with: deploy/.env first, what it has under `environment` over that."""
    service = compose()["services"][service]
    assert service["env_file"] == [".env"]
    return file | {name: filled(str(value), file) for name, value in service["environment"].items()}


@pytest.mark.parametrize("service", OURS)
def test_the_program_takes_the_settings_of_compose(tmp_path, service):
    environment = environment_of(service, given_by_operator())
    assert environment["DATABASE_URL"] == f"postgresql://{GIVEN['POSTGRES_ADDRESS']}"
    accepts(tmp_path, environment)


@pytest.mark.parametrize("slip", ["sqlite:data/ludice.db", "sqlite:/data/ludice.db", "/data/ludice.db", ""])
def test_no_address_of_a_postgresql_makes_a_sqlite(tmp_path, slip):
    url = environment_of("backend", GIVEN | {"POSTGRES_ADDRESS": slip})["DATABASE_URL"]
    # What libpq takes for granted is not to be found here.
    result = run(["migrate"], tmp_path, {"DATABASE_URL": url, "PGHOST": tmp_path, "PGPORT": 1})
    assert result.returncode in (2, 3) and url in result.stderr
    assert list(tmp_path.rglob("*.db")) == []


def test_what_the_operator_trusts_comes_behind_the_services_of_compose(tmp_path):
    own = ["127.0.0.0/8", compose()["networks"]["inside"]["ipam"]["config"][0]["ip_range"]]
    for given, added in ((GIVEN, ["127.0.0.1/32"]), (GIVEN | {"LUDICE_TRUSTED_CLIENTS": "203.0.113.7,2001:db8::/64"},
                                                     ["203.0.113.7", "2001:db8::/64"])):
        environment = environment_of("backend", given)
        assert environment["LUDICE_TRUSTED_CLIENTS"].split(",") == own + added
        accepts(tmp_path, {name: value for name, value in environment.items() if name in ("LUDICE_TRUSTED_CLIENTS", *GIVEN)})
    assert f"`{','.join(own)}` always stand in front" in GUIDE


def test_what_docker_brings_under_the_address_of_the_gateway_is_a_stranger_until_the_operator_names_it(tmp_path):
    """Clients with IPv6, and whoever is on the machine itself."""
    pool = compose()["networks"]["inside"]["ipam"]["config"][0]
    named = re.search(r"`LUDICE_TRUSTED_CLIENTS=(\S+)` in `deploy/.env`", GUIDE)[1]
    assert named == pool["gateway"]

    def trusted(given):
        environment = environment_of("backend", given)
        accepts(tmp_path, {name: value for name, value in environment.items() if name in ("LUDICE_TRUSTED_CLIENTS", *GIVEN)})
        networks = [ipaddress.ip_network(one) for one in environment["LUDICE_TRUSTED_CLIENTS"].split(",")]
        return {address: any(ipaddress.ip_address(address) in network for network in networks)
                for address in (named, compose()["services"]["nginx"]["networks"]["inside"]["ipv4_address"])}

    assert list(trusted(GIVEN).values()) == [False, False]
    assert list(trusted(GIVEN | {"LUDICE_TRUSTED_CLIENTS": named}).values()) == [True, False]


@pytest.mark.parametrize("service", OURS)
def test_what_the_operator_sets_reaches_every_service_of_compose(service):
    file = {name: f"{name} as set" for name in given_by_operator()}
    started_with = environment_of(service, file)
    fixed = {name for name in file if started_with[name] != file[name]}
    assert started_with["DATABASE_URL"] == "postgresql://POSTGRES_ADDRESS as set"
    assert fixed - {"DATABASE_URL", "REDIS_URL", "LUDICE_TRUSTED_PROXIES", "LUDICE_API_URL", "LUDICE_FINANCE_URL"} <= {
        "backend": {"LUDICE_OPS_LISTEN", "LUDICE_API_LISTEN", "LUDICE_TRUSTED_CLIENTS", "LUDICE_OPERATOR_KEY"},
        "finance": {"LUDICE_OPS_LISTEN", "LUDICE_FINANCE_LISTEN", "LUDICE_TRUSTED_CLIENTS"},
        "balance": {"LUDICE_OPS_LISTEN", "LUDICE_BALANCE_LISTEN", "LUDICE_OPERATOR_KEY"},
        "bot": {"LUDICE_OPS_LISTEN", "LUDICE_WEBHOOK_LISTEN"},
    }[service]


def set_by_kubelet(pod):
    """What it tells a container of each Service of its namespace, unless the pod wants none of that."""
    told = {}
    for service in manifests("Service") if pod.get("enableServiceLinks", True) else []:
        prefix, address = service["metadata"]["name"].upper().replace("-", "_"), "10.96.0.7"
        ports = service["spec"]["ports"]
        told |= {f"{prefix}_SERVICE_HOST": address, f"{prefix}_SERVICE_PORT": str(ports[0]["port"]),
                 f"{prefix}_PORT": f"tcp://{address}:{ports[0]['port']}"}
        for port in ports:
            each = f"{prefix}_PORT_{port['port']}_TCP"
            told |= {f"{prefix}_SERVICE_PORT_{port['name'].upper()}": str(port["port"]), each: f"tcp://{address}:{port['port']}",
                     f"{each}_PROTO": "tcp", f"{each}_PORT": str(port["port"]), f"{each}_ADDR": address}
    return told


@pytest.mark.parametrize("role", ["api", "finance", "balance", "bot"])
def test_the_program_takes_the_settings_of_kubernetes(tmp_path, role):
    (deployment,) = [one for one in manifests("Deployment") if one["metadata"]["name"] == f"ludice-{role}"]
    pod = deployment["spec"]["template"]["spec"]
    accepts(tmp_path, set_by_kubelet(pod) | manifests("ConfigMap")[0]["data"])
    with pytest.raises(AssertionError, match="LUDICE_API_"):
        accepts(tmp_path, set_by_kubelet({}) | manifests("ConfigMap")[0]["data"])


def test_compose_has_the_services_and_takes_rights_away():
    services = compose()["services"]
    assert {name for name, service in services.items() if "profiles" not in service} == {*OURS, "nginx", "redis"}
    assert {"postgres", "rabbitmq", "prometheus", "grafana", "loki"} <= set(services)
    for name in OURS:
        service = services[name]
        assert service["read_only"] and service["cap_drop"] == ["ALL"] and "no-new-privileges:true" in service["security_opt"]
        assert service["command"][:2] == ["serve", "--roles"]
    for service in services.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            generated = source == "./nginx/certificates"
            assert not source.startswith("./") or generated or (DEPLOY / source).exists(), source


def test_nothing_of_compose_but_nginx_is_reachable_from_other_machines():
    for name, service in compose()["services"].items():
        assert name == "nginx" or all(port.startswith("127.0.0.1:") for port in service.get("ports", [])), name


def test_no_log_of_compose_fills_the_disk():
    for name, service in compose()["services"].items():
        # promtail's documentation: of Docker's own kinds it reads json-file and journald.
        assert service["logging"]["driver"] == "json-file", name
        assert set(service["logging"]["options"]) == {"max-size", "max-file"}, name
    kept = yaml.safe_load((DEPLOY / "loki/loki.yaml").read_text(encoding="utf-8"))
    assert kept["limits_config"]["retention_period"] and kept["compactor"]["retention_enabled"]
    assert kept["compactor"]["delete_request_store"] == kept["schema_config"]["configs"][0]["object_store"] == "filesystem"
    # The image is started with this file.
    assert "./loki/loki.yaml:/etc/loki/local-config.yaml:ro" in compose()["services"]["loki"]["volumes"]


def test_the_certificate_belongs_to_whom_nginx_runs_as():
    user, group = compose()["services"]["nginx"]["user"].split(":")
    assert f'--deploy-hook "install -D -o {user} -g {group} -m 600 ' in GUIDE and f"`chown {user}:{group}`" in GUIDE


def memory(text):
    number, unit = re.fullmatch(r"(\d+)(Mi|Gi|m|g)", text).groups()
    return int(number) * {"mi": 2**20, "gi": 2**30, "m": 2**20, "g": 2**30}[unit.lower()]


def test_somebody_is_called_before_a_process_is_killed_for_its_memory():
    rules = (DEPLOY / "prometheus/ludice.rules.yml").read_text(encoding="utf-8")
    called_at = float(re.search(r'process_resident_memory_bytes\{job="ludice"\} > (\S+)', rules)[1])
    pods = [one["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"]["memory"] for one in manifests("Deployment")]
    containers = [service["mem_limit"] for service in (compose()["services"][name] for name in OURS) if "mem_limit" in service]
    assert len(pods) == 4 and all(memory(limit) > 1.2 * called_at for limit in pods + containers)


def test_redis_of_compose_is_reachable_by_those_who_use_it_alone():
    services, networks = compose()["services"], compose()["networks"]
    assert services["redis"]["networks"] == ["redis"] and networks["redis"] == {"internal": True}
    using = [name for name, service in services.items() if "REDIS_URL" in service.get("environment", {})]
    assert using == ["backend", "finance", "balance"]
    assert [name for name, service in services.items() if "redis" in service.get("networks", [])] == [*using, "redis"]


def test_no_container_can_get_the_address_of_nginx_and_the_backend_believes_it():
    services = compose()["services"]
    pool = compose()["networks"]["inside"]["ipam"]["config"][0]
    address = ipaddress.ip_address(services["nginx"]["networks"]["inside"]["ipv4_address"])
    assert address in ipaddress.ip_network(pool["subnet"]) and str(address) != pool["gateway"]
    assert address not in ipaddress.ip_network(pool["ip_range"])
    assert services["backend"]["environment"]["LUDICE_TRUSTED_PROXIES"] == f"{address}/32"


def test_compose_asks_for_the_health_of_every_service_of_ours():
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    check = re.search(r"^COPY deploy/healthcheck /usr/local/bin/(\S+)$", text, re.MULTILINE)[1]
    assert [compose()["services"][name]["healthcheck"]["test"] for name in OURS] == [["CMD", check]] * len(OURS)


def test_prometheus_scrapes_every_replica_of_every_service_of_ours():
    scraped = yaml.safe_load((DEPLOY / "prometheus/prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"]
    assert [job["job_name"] for job in scraped] == ["ludice"] and "static_configs" not in scraped[0]
    (names,) = scraped[0]["dns_sd_configs"]
    assert sorted(names["names"]) == sorted(OURS) and names["type"] == "A"  # one address for each replica
    services = compose()["services"]
    for name in OURS:
        assert services[name]["environment"]["LUDICE_OPS_LISTEN"] == f"0.0.0.0:{names['port']}"
        assert set(services[name]["networks"]) & set(services["prometheus"]["networks"])


def test_the_ingress_of_kubernetes_is_believed_and_the_bots_are_trusted():
    settings = manifests("ConfigMap")[0]["data"]
    proxies, clients = (settings[name].split(",") for name in ("LUDICE_TRUSTED_PROXIES", "LUDICE_TRUSTED_CLIENTS"))
    assert proxies and set(proxies) <= set(clients)  # both run in pods
    assert all(ipaddress.ip_network(one).is_private for one in proxies + clients)


def test_kubernetes_probes_ask_what_the_program_answers(start_program):
    program = start_program()
    settings = manifests("ConfigMap")[0]["data"]
    ports = {settings[name].rsplit(":", 1)[1] for name in settings if name.endswith("_LISTEN")}
    deployments = manifests("Deployment")
    assert len(deployments) == 4
    for deployment in deployments:
        pod = deployment["spec"]["template"]["spec"]
        container = pod["containers"][0]
        assert pod["securityContext"]["runAsNonRoot"] and container["securityContext"]["readOnlyRootFilesystem"]
        assert container["args"][:2] == ["serve", "--roles"]
        named = {port["name"]: str(port["containerPort"]) for port in container["ports"]}
        assert set(named.values()) <= ports
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            assert program.operations(container[probe]["httpGet"]["path"])[0] == 200
            assert container[probe]["httpGet"]["port"] in named
    names = {service["metadata"]["name"] for service in manifests("Service")}
    assert {re.search(r"//([\w-]+):", settings[name])[1] for name in ("LUDICE_API_URL", "LUDICE_FINANCE_URL")} <= names


def test_two_bots_receive_by_webhook_where_it_is_handed_on():
    location = re.search(r"location = (\S+) \{[^}]*proxy_pass http://webhook;", (DEPLOY / "nginx/ludice/door.conf").read_text())[1]
    url = manifests("ConfigMap")[0]["data"]["LUDICE_WEBHOOK_URL"]
    paths, limits = {}, {}
    for ingress in manifests("Ingress"):
        rule, = ingress["spec"]["rules"]
        for path in rule["http"]["paths"]:
            place = f"https://{rule['host']}{path['path']}"
            paths[place] = path["backend"]["service"]["name"]
            limits[place] = int(ingress["metadata"]["annotations"]["nginx.ingress.kubernetes.io/limit-rps"])
    assert url.endswith(location) and paths.pop(url) == "ludice-bot" and set(paths.values()) == {"ludice-api"}
    zones = (DEPLOY / "nginx/ludice/zones.conf").read_text()
    rate_of_updates = limits.pop(url)
    assert [*set(limits.values()), rate_of_updates] == [int(rate) for rate in re.findall(r"rate=(\d+)r/s", zones)]
    bot = next(one for one in manifests("Deployment") if one["metadata"]["name"] == "ludice-bot")
    assert bot["spec"]["replicas"] == 2 and compose()["services"]["bot"]["deploy"]["replicas"] == 2
    assert bot["spec"]["strategy"] == {"rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}}


def health(listen):
    return subprocess.run([DEPLOY / "healthcheck"], env={"LUDICE_OPS_LISTEN": listen}, capture_output=True, timeout=20,
                          check=False).returncode


def test_the_health_check_of_the_image_knows_a_program_that_is_ready(own_postgres, start_program):
    program = start_program(DATABASE_URL=own_postgres.database())
    port = program.port(OPERATIONS)
    assert health(f"127.0.0.1:{port}") == 0 and health(f"0.0.0.0:{port}") == 0
    own_postgres.stop("QUIT")
    wait_until(lambda: program.operations("/health/ready")[0] == 503, "the loss of the database")
    assert health(f"127.0.0.1:{port}") != 0
    own_postgres.start()
    assert program.stop() == 0
    assert health(f"127.0.0.1:{port}") != 0


def test_the_image_is_built_from_what_the_scripts_install_and_runs_without_rights():
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    packages = re.search(r"packages_server=\((.*?)\)", (ROOT / "script/lib/packages.sh").read_text(encoding="utf-8"), re.DOTALL)
    # A/B: B where the distribution has no A.
    assert [names for names in packages[1].split() if names.split("/")[0] not in text] == []
    build, runtime = re.split(r"^FROM .*$", text, flags=re.MULTILINE)[1:]
    assert "ninja" in build and "USER 10001" in runtime and "HEALTHCHECK" in runtime and "g++" not in runtime
    for source in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE):
        assert all((ROOT / path).exists() for path in source.split()), source


def test_the_image_can_copy_the_database_of_compose():
    """pg_dump must not be older than the server; Debian 12 has that of 15."""
    base, packages = re.search(r"^FROM (debian:\d+)-slim\n(.*?)^COPY", (DEPLOY / "Containerfile").read_text(encoding="utf-8"),
                               re.MULTILINE | re.DOTALL).groups()
    assert base == "debian:12" and "postgresql-client" in packages
    assert int(re.fullmatch(r"postgres:(\d+)", compose()["services"]["postgres"]["image"])[1]) <= 15


def test_systemd_finds_nothing_wrong_with_the_unit_and_little_exposed(tmp_path):
    program = shutil.which("systemd-analyze")
    assert program, "no systemd-analyze: run script/bootstrap --test"
    text = UNIT.read_text(encoding="utf-8")
    unit = tmp_path / "ludice.service"
    unit.write_text(text.replace("/usr/local/bin/ludice", binary()), encoding="utf-8")
    verified = subprocess.run([program, "verify", "--man=no", unit], capture_output=True, text=True, timeout=60, check=False)
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
    exposed = subprocess.run([program, "security", "--offline=yes", "--threshold=20", unit], capture_output=True, text=True,
                             timeout=60, check=False)
    assert exposed.returncode == 0, exposed.stdout[-300:]


def test_commands_run_as_the_service_runs():
    """The same folder, settings and limits of files, and the user that systemd makes of the unit's name."""
    unit = dict(line.split("=", 1) for line in UNIT.read_text(encoding="utf-8").splitlines() if re.match(r"[A-Za-z]+=", line))
    command = (DEPLOY / "systemd/ludice-command").read_text(encoding="utf-8")
    given = dict(re.findall(r"--property=(\w+)=(\S+)", command))
    assert given.pop("User") == UNIT.stem and "User" not in unit
    assert given == {name: unit[name] for name in ("DynamicUser", "UMask", "StateDirectory", "StateDirectoryMode",
                                                   "WorkingDirectory", "EnvironmentFile", "Environment")}
    assert unit["ExecStart"].split()[0] + ' "$@"' in command


@pytest.mark.parametrize("path", ["loki/loki.yaml", "loki/promtail.yaml", "grafana/provisioning/datasources/ludice.yaml",
                                  "grafana/provisioning/dashboards/ludice.yaml"])
def test_other_files_can_be_read(path):
    assert isinstance(yaml.safe_load((DEPLOY / path).read_text(encoding="utf-8")), dict)
