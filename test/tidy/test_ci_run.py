"""What .ci/run started goes with it when it is stopped, whatever sessions that has made."""
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIMIT_S = 60
# As the scripts start things: in a session of its own, below a timeout, a timeout in the background of another shell.
PART = """#!/usr/bin/env bash
setsid sleep 600 & echo $! >>started
(timeout 600 sleep 600 & echo $! >>started; wait) &
timeout 600 bash -c 'echo $$ >>started; {deaf} while :; do sleep 0.1; done'
"""


def is_there(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def wait_for(condition):
    end = time.monotonic() + LIMIT_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("how,deaf", [(signal.SIGTERM, "trap : TERM; touch deaf;"), (signal.SIGINT, ""), (signal.SIGHUP, "")])
def test_what_it_started_goes_with_it(tmp_path, how, deaf):
    for name in (".ci/run", "script/lib/common.sh"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    part = tmp_path / "script/lint"
    part.write_text(PART.format(deaf=deaf))
    part.chmod(0o755)
    run = subprocess.Popen([tmp_path / ".ci/run"], start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    started = tmp_path / "started"
    try:
        wait_for(lambda: started.exists() and len(started.read_text().split()) == 3)
        wait_for(lambda: not deaf or (tmp_path / "deaf").exists())
        pids = [int(pid) for pid in started.read_text().split()]
        assert all(map(is_there, pids))
        run.send_signal(how)
        assert run.wait(LIMIT_S) == 143
        wait_for(lambda: not any(map(is_there, pids)))
    finally:
        for pid in (run.pid, *map(int, started.read_text().split())):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
