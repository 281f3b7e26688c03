"""The fuzzers of the preset `asan`, each for a number of runs, not for a time: none finds a crash in what is built, its
corpus walks its target's code, and a crash planted behind the checks is found. LUDICE_FUZZ_BIN names the folder of the
programs."""
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

CORPUS = Path(__file__).parent / "corpus"
ROOT = Path(__file__).resolve().parents[2]
BIN = Path(os.environ.get("LUDICE_FUZZ_BIN", ROOT / "build/asan/test/fuzz"))
# How many inputs are tried, and within how many the planted crash is found.
RUNS = {"canonical_json": 50_000, "http": 50_000, "settings": 25_000, "update": 50_000, "request": 5_000, "ton": 50_000,
        "jwt": 50_000, "old_files": 10_000}
PLANTED_WITHIN = {"canonical_json": 500_000, "http": 500_000, "settings": 3_000_000, "update": 2_000_000, "request": 200_000,
                  "ton": 500_000, "jwt": 3_000_000, "old_files": 200_000}
# The files whose lines each target is there for.
SOURCES = {
    "canonical_json": ["net/canonical_json.cpp", "net/canonical_rewrite.cpp", "net/canonical_scan.cpp", "net/canonical_text.cpp"],
    "http": ["net/http_parser.cpp", "net/form.cpp", "net/url.cpp"],
    "settings": ["ops/env_file.cpp", "ops/settings.cpp", "ops/setting_table.cpp", "ops/setting_values.cpp"],
    "update": ["telegram/json.cpp", "telegram/answer.cpp", "telegram/updates.cpp", "bot/incoming.cpp",
               "bot/callback_data.cpp", "bot/bet_text.cpp"],
    "request": ["api/balance_api.cpp", "api/balance_endpoints.cpp", "api/client.cpp", "api/documents.cpp", "api/errors.cpp",
                "api/event_endpoint.cpp", "api/face.cpp", "api/finance_api.cpp", "api/finance_render.cpp", "api/form.cpp",
                "api/game_api.cpp", "api/game_endpoints.cpp", "api/json_writer.cpp", "api/limiter.cpp", "api/operator_api.cpp",
                "api/operator_endpoints.cpp", "api/operator_freeze_endpoints.cpp", "api/operator_player_endpoints.cpp",
                "api/operator_render.cpp", "api/operator_stars_endpoints.cpp", "api/operator_ton_endpoints.cpp",
                "api/player_endpoints.cpp", "api/player_fields.cpp", "api/query_object.cpp", "api/rate_limit.cpp",
                "api/record_endpoints.cpp", "api/render.cpp", "api/request_ids.cpp", "api/signed_api.cpp", "api/signed_call.cpp", "api/stars_endpoints.cpp", "api/start_endpoint.cpp",
                "api/ton_endpoints.cpp", "api/ton_render.cpp", "api/value_types.cpp"],
    "ton": ["domain/ton_address.cpp", "domain/ton_body.cpp", "domain/ton_cell.cpp", "domain/ton_deposit.cpp",
            "domain/ton_memo.cpp", "domain/ton_transaction.cpp", "ton/json_fields.cpp", "ton/rows.cpp"],
    "jwt": ["base/base64.cpp", "net/jwt.cpp"],
    "old_files": ["legacy/entry_reader.cpp", "legacy/old_files.cpp", "legacy/old_files_join.cpp", "legacy/old_shapes.cpp"],
}
LEAST_COVERED = 0.9
# None of its files is left out: limits, which the targets have none of, are walked by a third.
LEAST_OF_A_FILE = 0.3


def fuzz(program, corpus, folder, runs, *options, profile="/dev/null"):
    """Runs a fuzzer with a fixed seed over the corpus in the order of its names, not in that of the disk; what it keeps goes
    into a folder in the given one."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else str(folder)  # databases that need not last
    kept, inputs = folder / "kept", folder / "inputs"
    kept.mkdir()
    inputs.write_text(",".join(str(path) for path in sorted(corpus.iterdir())))
    command = [str(BIN / program), f"-runs={runs}", "-seed=1", "-max_len=4096", "-timeout=30", "-rss_limit_mb=2000",
               "-verbosity=0", "-print_final_stats=1", f"-artifact_prefix={folder}/", *options,
               f"-seed_inputs=@{inputs}", str(kept)]
    environment = os.environ | {"TMPDIR": memory, "LLVM_PROFILE_FILE": str(profile), "ASAN_OPTIONS": "detect_leaks=0"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", timeout=1200, check=False)


def executed(done):
    """How many inputs it ran."""
    return int(re.search(r"number_of_executed_units:\s*(\d+)", done.stderr)[1])


@pytest.mark.parametrize("target", RUNS)
def test_finds_no_crash(target, tmp_path):
    done = fuzz(f"fuzz_{target}", CORPUS / target, tmp_path, RUNS[target])
    assert done.returncode == 0, done.stderr[-4000:]
    assert executed(done) >= RUNS[target]


@pytest.mark.parametrize("target", PLANTED_WITHIN)
def test_finds_the_planted_crash_behind_the_checks(target, tmp_path):
    # It lies behind what is nearly right, which few changes at a time leave so.
    done = fuzz(f"fuzz_{target}_planted", CORPUS / target, tmp_path, PLANTED_WITHIN[target], "-mutate_depth=2")
    assert done.returncode != 0, "not found"
    assert "fuzz: the planted crash" in done.stderr, done.stderr[-4000:]
    assert executed(done) > len(list((CORPUS / target).iterdir())), "its corpus has it already"
    print(f"{target}: found after {executed(done):,} inputs")


@pytest.mark.parametrize("target", SOURCES)
def test_the_corpus_walks_the_target_s_code(target, tmp_path):
    done = fuzz(f"fuzz_{target}", CORPUS / target, tmp_path, 0, profile=tmp_path / "raw.profile")
    assert done.returncode == 0, done.stderr[-4000:]
    merged = tmp_path / "merged.profile"
    subprocess.run(["llvm-profdata-19", "merge", "-sparse", tmp_path / "raw.profile", "-o", merged], check=True)
    told = subprocess.run(["llvm-cov-19", "export", "-summary-only", f"-instr-profile={merged}", BIN / f"fuzz_{target}",
                           *[ROOT / "src" / name for name in SOURCES[target]]], capture_output=True, text=True, check=True)
    lines = {Path(file["filename"]).name: file["summary"]["lines"] for file in json.loads(told.stdout)["data"][0]["files"]}
    assert set(lines) == {Path(name).name for name in SOURCES[target]}
    share = sum(each["covered"] for each in lines.values()) / sum(each["count"] for each in lines.values())
    print(f"{target}: {share:.1%} of lines;", {name: f"{each['percent']:.0f}%" for name, each in lines.items()})
    assert share >= LEAST_COVERED, lines
    assert [name for name, each in lines.items() if each["covered"] < LEAST_OF_A_FILE * each["count"]] == []
