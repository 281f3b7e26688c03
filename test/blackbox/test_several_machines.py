"""The recipe of docs/scaling.md for several machines: its drop-ins by systemd's own check, its settings by the program, its
servers by nginx."""
import re
import shutil
import subprocess
import textwrap

import pytest

from nginx import ONE_MACHINE, OneMachine
from program import ROOT, binary, run

DATABASES = ("sqlite",)
RECIPE = (ROOT / "docs/scaling.md").read_text(encoding="utf-8").split("## Several machines without Kubernetes")[1].split("\n## ")[0]
BLOCKS = [textwrap.dedent(block) for block in re.findall(r"^ +```\n(.*?)^ +```$", RECIPE, re.MULTILINE | re.DOTALL)]
DROP_INS = [block for block in BLOCKS if block.startswith("[Service]")]
SHARED, = (dict(line.split("=", 1) for line in block.splitlines()) for block in BLOCKS if block.startswith("TOKEN="))
UPSTREAMS, = (block for block in BLOCKS if block.startswith("upstream api {"))


def settings_of(drop_in):
    return dict(one.split("=", 1) for one in re.search(r"^Environment=(.*)$", drop_in, re.MULTILINE)[1].split())


def roles_of(drop_in):
    return re.search(r"--roles (\S+)$", drop_in, re.MULTILINE)[1].split(",")


@pytest.mark.parametrize("drop_in", DROP_INS, ids=roles_of)
def test_systemd_finds_nothing_wrong_with_a_drop_in_and_starts_what_it_says(tmp_path, drop_in):
    program = shutil.which("systemd-analyze")
    assert program, "no systemd-analyze: run script/bootstrap --test"
    folder = tmp_path / "ludice.service.d"
    folder.mkdir()
    for file, text in ((tmp_path / "ludice.service", (ROOT / "deploy/systemd/ludice.service").read_text(encoding="utf-8")),
                       (folder / "roles.conf", drop_in)):
        file.write_text(text.replace("/usr/local/bin/ludice", binary()), encoding="utf-8")

    def verify():
        return subprocess.run([program, "verify", "--man=no", tmp_path / "ludice.service"], capture_output=True, text=True,
                              timeout=60, check=False)

    good = verify()
    assert (good.returncode, good.stdout + good.stderr) == (0, "")
    (folder / "roles.conf").write_text(drop_in.replace("ExecStart=\n", ""), encoding="utf-8")
    assert "more than one ExecStart=" in verify().stderr  # so it is read


def test_each_role_runs_somewhere_and_the_program_takes_what_it_is_told(tmp_path):
    assert sorted(role for drop_in in DROP_INS for role in roles_of(drop_in)) == ["api", "balance", "bot", "finance"]
    for drop_in in DROP_INS:
        own = settings_of(drop_in)
        assert not set(own) & set(SHARED)  # the file would win
        result = run(["migrate"], tmp_path, SHARED | own | {"DATABASE_URL": f"sqlite:{tmp_path}/game.db"})
        assert result.returncode == 0, result.stderr


def test_what_one_machine_calls_another_listens_on():
    told = {name: value for drop_in in DROP_INS for name, value in settings_of(drop_in).items() if name != "LUDICE_OPS_LISTEN"}
    names = dict.fromkeys(re.findall(r"^10\S+ (\S+)$", "\n".join(BLOCKS), re.MULTILINE), told["LUDICE_API_LISTEN"].split(":")[0])
    called = [SHARED[name].removeprefix("http://") for name in ("LUDICE_API_URL", "LUDICE_FINANCE_URL")]
    for name, address in names.items():
        called = [one.replace(name, address) for one in called]
    assert called == [told["LUDICE_API_LISTEN"], told["LUDICE_FINANCE_LISTEN"]]
    for listen in (told["LUDICE_API_LISTEN"], told["LUDICE_WEBHOOK_LISTEN"]):
        assert f"server {listen} max_fails=1" in UPSTREAMS
    bots = re.findall(r"server (\S+):8443 max_fails=1", UPSTREAMS)
    assert SHARED["LUDICE_TRUSTED_CLIENTS"].split(",")[2:] == [f"{bot}/32" for bot in bots] and len(bots) == 2


class SeveralMachines(OneMachine):
    """With the servers of the recipe in place of its own two."""

    def configuration(self, folder, apis, webhooks):
        text = super().configuration(folder, apis, webhooks)
        file = folder / "ludice.conf"
        ours, count = re.subn(r"^upstream (?:api|webhook) \{.*?^\}\n", "", file.read_text(encoding="utf-8"),
                              flags=re.MULTILINE | re.DOTALL)
        assert count == 2
        file.write_text(UPSTREAMS + ours, encoding="utf-8")
        return text


def test_nginx_finds_nothing_wrong_with_the_servers(tmp_path):
    result = SeveralMachines(tmp_path / "nginx", ["127.0.0.1:9"], ["127.0.0.1:9"]).check()
    assert result.returncode == 0 and "syntax is ok" in result.stderr and "warn" not in result.stderr, result.stderr
    replaced = ONE_MACHINE.read_text(encoding="utf-8")
    assert set(re.findall(r"keepalive \d+;", replaced)) == set(re.findall(r"keepalive \d+;", UPSTREAMS))
