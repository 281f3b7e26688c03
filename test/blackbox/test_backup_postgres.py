"""Copies of a PostgreSQL database in use by PostgreSQL's own tools, the way back into an empty database, and the audit
beside a server that serves from it."""
import stat

from client import Api
from people import fresh_name
from program import Program, run
from test_backup import HEAD, Load
from waiting import wait_until


def command(folder, url, *arguments, **settings):
    return run([*arguments], folder, {"DATABASE_URL": url} | settings, 120)


def test_a_copy_made_under_load_comes_back_whole(postgres, tmp_path):
    url, back = postgres.database(), postgres.database()
    program = Program(tmp_path, DATABASE_URL=url).start()
    with Load(program) as load:
        load.wait_for(40)
        before = list(load.games)
        result = command(tmp_path, url, "backup", "game.copy")
        for _ in range(3):
            audited = command(tmp_path, url, "audit")
            assert audited.returncode == 0, audited.stdout
    assert result.returncode == 0, result.stderr
    assert stat.S_IMODE((tmp_path / "game.copy").stat().st_mode) == 0o600
    assert program.stop() == 0

    result = command(tmp_path, back, "restore", "game.copy")
    assert result.returncode == 0, result.stderr
    audited = command(tmp_path, back, "audit")
    assert audited.returncode == 0, audited.stdout
    head = HEAD.search(audited.stdout)[1]
    again = Program(tmp_path, DATABASE_URL=back).start()
    api = Api(again)
    for players, game, bet in before:
        players[0].api = api
        assert players[0].game(game)["state"] == "won" and players[0].game(game)["bet"] == bet
    wait_until(lambda: command(tmp_path, back, "audit", "--head", head).returncode == 0, "a clean audit")
    assert again.stop() == 0


def test_a_restore_needs_an_empty_database_and_a_whole_copy(postgres, tmp_path):
    url, empty = postgres.database(), postgres.database()
    assert command(tmp_path, url, "migrate").returncode == 0
    assert command(tmp_path, url, "backup", "game.copy").returncode == 0
    again = command(tmp_path, url, "backup", "game.copy")
    assert again.returncode == 1 and "exists already" in again.stderr
    full = command(tmp_path, url, "restore", "game.copy")
    assert full.returncode == 1 and "empty" in full.stderr
    (tmp_path / "cut.copy").write_bytes((tmp_path / "game.copy").read_bytes()[:3000])
    (tmp_path / "text.copy").write_text("no copy at all\n" * 100)
    for name in ("cut.copy", "text.copy"):
        refused = command(tmp_path, empty, "restore", name)
        assert refused.returncode == 1 and name in refused.stderr
    assert command(tmp_path, empty, "restore", "none.copy").returncode == 3
    assert command(tmp_path, empty, "backup", "other.copy").returncode == 1, "nothing of ours is there yet"
    assert command(tmp_path, empty, "restore", "game.copy").returncode == 0


def test_a_missing_tool_or_database_ends_with_3(postgres, tmp_path):
    url = postgres.database()
    assert command(tmp_path, url, "migrate").returncode == 0
    missing = command(tmp_path, url, "backup", "game.copy", PATH=str(tmp_path))
    assert missing.returncode == 3 and "pg_dump" in missing.stderr and "postgresql-client" in missing.stderr
    gone = url.replace("/test", f"/{fresh_name('gone')}_")
    for arguments in (["audit"], ["backup", "game.copy"]):
        result = command(tmp_path, gone, *arguments)
        assert result.returncode == 3 and "does not exist" in result.stderr
    assert not list(tmp_path.glob("game.copy*"))
