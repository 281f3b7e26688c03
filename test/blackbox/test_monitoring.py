"""The running program under a real Prometheus: everything that alerts and the dashboard ask for is there, figures are those
of the ledger."""
import json
import re

import pytest

from client import Api
from people import pair
from program import ROOT, free_port
from prometheus import RULES
from telegram import start_match
from waiting import wait_until

DATABASES = ("sqlite",)
DASHBOARD = ROOT / "deploy/grafana/ludice.json"
GUIDE = ROOT / "docs/operations.md"
OF_SQLITE = {"ludice_database_disk_free_bytes", "ludice_database_disk_size_bytes"}
METRIC = re.compile(r"\b(?:ludice|process)_[a-z0-9_]+")


def expressions():
    """Every expression of the rules and of the dashboard."""
    found = re.findall(r"^        expr: (.*)$", RULES.read_text(encoding="utf-8"), re.MULTILINE)
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    return found + [target["expr"] for panel in panels for target in panel.get("targets", [])]


@pytest.mark.parametrize("shared", [False, True], ids=["sqlite", "postgresql"])
def test_all_that_is_asked_for_is_there_and_the_dashboard_can_be_drawn(open_house, watch, request, shared):
    webhook = f"127.0.0.1:{free_port()}"
    place = {"DATABASE_URL": request.getfixturevalue("postgres").database()} if shared else {}
    house = open_house(**place, LUDICE_WEBHOOK_LISTEN=webhook, LUDICE_WEBHOOK_URL=f"http://{webhook}/",
                       LUDICE_ASSETS="points,stars,ton", REDIS_URL="redis://127.0.0.1:9", AMQP_URL="amqp://127.0.0.1:9",
                       LUDICE_TON_API_ROOT="http://127.0.0.1:9",
                       LUDICE_TON_WALLET="UQAWlz0AUS6Y_gSAOkf_7OFjCnv3ey2swK_bl2ZVjxtipwZk")
    start_match(house.telegram)
    prometheus = watch(house.program)
    asked = {name for expression in expressions() for name in METRIC.findall(expression)}
    asked -= OF_SQLITE if shared else set()
    wait_until(lambda: len(prometheus.names() & asked) == len(asked), f"all of {sorted(asked)}", 20)
    for expression in expressions():
        prometheus.query(expression.replace("$asset", "points"))


def test_the_guide_names_every_metric_and_no_other():
    sources = "".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "src").rglob("*.[ch]pp")))
    made = set(re.findall(r'(?:counter|gauge|histogram)\(\s*"(ludice_\w+)"', sources))
    made |= {f"ludice_{kind}_{end}" for kind in ("events", "queue")  # their names are put together
             for end in re.findall(r'gauge\("ludice_" \+ name \+ "_(\w+)"', sources)}
    table = GUIDE.read_text(encoding="utf-8").split("## Health and metrics")[1].split("\n## ")[0]
    named = set(re.findall(r"`(ludice_\w+)`", " ".join(re.findall(r"^\| (.*?) \|", table, re.MULTILINE))))
    assert len(made) > 50 and named == made


def test_the_guide_reads_the_dashboard_row_by_row_with_all_alerts():
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    chapter = GUIDE.read_text(encoding="utf-8").split("## Read the dashboard")[1].split("\n## ")[0]
    assert re.findall(r"^\| \*(.*?)\* \|", chapter, re.MULTILINE) == [panel["title"] for panel in panels if panel["type"] == "row"]
    alerts = re.findall(r"- alert: (\w+)", RULES.read_text(encoding="utf-8"))
    assert set(re.findall(r"`(Ludice\w+)`", chapter)) == set(alerts)


def test_each_panel_of_the_dashboard_has_an_id_and_a_place_of_its_own():
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken = [(place["x"] + column, place["y"] + line) for place in (panel["gridPos"] for panel in panels)
             for column in range(place["w"]) for line in range(place["h"])]
    assert len(set(taken)) == len(taken) and max(column for column, _ in taken) < 24


def test_the_dashboard_shows_how_far_the_ledger_is_from_what_is_held():
    shown = " ".join(expressions())
    assert "ludice_stars_drift" in shown and "ludice_ton_drift" in shown


def test_the_dashboard_shows_what_the_bot_has_in_hand():
    shown = " ".join(expressions())
    for name in ("ludice_bot_outbound_chats", "ludice_bot_outbound_waiting", "ludice_bot_busy_people"):
        assert name in shown


def test_money_is_shown_by_asset_and_kind_of_account(start_program, watch):
    program = start_program(LUDICE_WELCOME_POINTS="1000")
    prometheus = watch(program)
    pair(Api(program), bet=60)
    escrow = 'ludice_money_units{asset="points",kind="escrow"}'
    wait_until(lambda: prometheus.value(escrow) == 120, "both stakes in escrow", 20)
    assert prometheus.value('ludice_money_units{asset="points",kind="player"}') == 1880
    assert prometheus.value('sum(ludice_money_units{asset="points"})') == 0
    assert prometheus.value('sum(ludice_games_open{state="active"})') == 1
    wait_until(lambda: prometheus.firing() == {}, "no alert", 60)
