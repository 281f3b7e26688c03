"""A folder with files of the first Ludicé, a database beside it, and the commands that move between the two."""
import json
import shutil
import sqlite3
from contextlib import closing

from postgres import psql
from program import KEY, ROOT, Program, run

DATA = ROOT / "test/data/legacy"


class Place:
    """A folder with old files and a database beside it."""

    def __init__(self, folder, url):
        self.folder = folder
        self.old = folder / "old"
        self.settings = {"DATABASE_URL": url, "SECRET_KEY": KEY}

    def put(self, name, content):
        self.old.mkdir(exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content)
        (self.old / name).write_text(text, encoding="utf-8")

    def put_good(self):
        shutil.copytree(DATA / "good", self.old, dirs_exist_ok=True)

    def put_broken(self, name, instead_of):
        self.old.mkdir(exist_ok=True)
        shutil.copy(DATA / "broken" / name, self.old / instead_of)

    def run(self, *arguments, limit_s=60):
        return run(list(arguments), self.folder, self.settings, limit_s)

    def imports(self, *arguments, code=0):
        result = self.run("import", str(self.old), *arguments)
        assert result.returncode == code, result.stdout + result.stderr
        return result.stdout

    def audit(self):
        result = self.run("audit")
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def export(self, name="out", *arguments):
        result = self.run("export", name, *arguments)
        assert result.returncode == 0, result.stdout + result.stderr
        return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in (self.folder / name).iterdir()}

    def sql(self, text):
        """The first column of what the database answers, as texts."""
        url = self.settings["DATABASE_URL"]
        if not url.startswith("sqlite:"):
            answer = psql(url, text)
            assert answer.returncode == 0, answer.stderr
            return [] if text.startswith("UPDATE") else answer.stdout.splitlines()
        with closing(sqlite3.connect(url.removeprefix("sqlite:"))) as database:
            answer = [str(row[0]) for row in database.execute(text).fetchall()]
            database.commit()
            return answer

    def serve(self):
        return Program(self.folder, **self.settings).start()
