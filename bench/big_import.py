#!/usr/bin/env python3
"""Makes a data folder of the first Ludicé with N people (default 1,000,000), imports it into an empty database, and says
how long that took and how much memory: big_import.py LUDICE [N] [--postgres URL]. Then it audits, imports once
more, and exports."""
import argparse
import hashlib
import os
import subprocess
import tempfile
import time
from pathlib import Path


def write(path, entries):
    """One object, its entries as the first Ludicé's json.dump(indent=4) writes them."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("{")
        first = True
        for key, value in entries:
            file.write(("" if first else ",") + f'\n    "{key}": {value}')
            first = False
        file.write("\n}")


def make(folder, people):
    """Names and ids in an order of their own, as people came."""
    def name(i):
        return f"{'🎲' if i % 97 == 0 else 'p'}{i * 7_919 % people}_{i % 1_000}"

    def user(i):
        return f'{{\n        "id": {10_000_000 + i * 104_729 % people},\n        "password": "{digest(i)}"\n    }}'

    def digest(i):
        return hashlib.sha256(str(i).encode()).hexdigest()

    everybody = range(people)
    write(folder / "users.json", ((name(i), user(i)) for i in everybody))
    write(folder / "bank.json", ((name(i), i * 31 % 100_000) for i in everybody))
    write(folder / "stats.json", ((name(i), f'{{\n        "wins": {i % 40},\n        "total_games": {i % 40 + i % 60}\n    }}')
                                  for i in everybody if i % 3))
    write(folder / "times_sec.json", ((name(i), f"{1_737_000_000 + i}.{i % 10_000:04}7") for i in everybody if i % 2))
    write(folder / "game.json", ((f"{i:032x}", f'{{\n        "players": [\n            "{name(i)}",\n            "{name(i + 1)}"\n'
                                  f'        ],\n        "bet": 10,\n        "status": "finished"\n    }}')
                                 for i in range(people // 10)))


def measure(ludice, arguments, folder, environment):
    """Says how long it took, of how much processor and memory; returns what was said."""
    began = time.monotonic()
    process = subprocess.Popen([ludice, *arguments], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    cpu = usage.ru_utime + usage.ru_stime
    print(f"{' '.join(arguments):20} {seconds:7.1f} s, {cpu:.1f} s of a processor, {usage.ru_maxrss / 1024:.0f} MiB, "
          f"exit {os.waitstatus_to_exitcode(status)}")
    return said


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ludice")
    parser.add_argument("people", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--postgres", help="URL of an empty database")
    arguments = parser.parse_args()
    ludice = str(Path(arguments.ludice).resolve())
    with tempfile.TemporaryDirectory(prefix="ludice-import-") as name:
        folder = Path(name)
        (folder / "old").mkdir()
        make(folder / "old", arguments.people)
        size = sum(file.stat().st_size for file in (folder / "old").iterdir())
        print(f"{arguments.people} people in {size / (1 << 20):.0f} MiB of JSON")
        url = arguments.postgres or f"sqlite:{folder / 'game.db'}"
        environment = os.environ | {"DATABASE_URL": url, "LUDICE_LOG_LEVEL": "error"}
        print("\n".join(measure(ludice, ["import", "old"], folder, environment).splitlines()[-3:]))
        measure(ludice, ["import", "old"], folder, environment)
        print(measure(ludice, ["audit"], folder, environment).splitlines()[-1])
        measure(ludice, ["export", "out"], folder, environment)


if __name__ == "__main__":
    main()
