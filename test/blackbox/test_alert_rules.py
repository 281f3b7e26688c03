"""The alert rules by promtool: each alert is quiet where all is well and fires by figures that mean its fault."""
import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from program import ROOT

RULES = ROOT / "deploy/prometheus/ludice.rules.yml"
CONFIG = ROOT / "deploy/prometheus/prometheus.yml"
DASHBOARD = ROOT / "deploy/grafana/ludice.json"
RUNBOOK = ROOT / "docs/operations.md"
ALERTS = re.findall(r"- alert: (\w+)", RULES.read_text(encoding="utf-8"))

HELD = ('ludice_lease_held{instance="a",lease="payments"}', "1x400", "1x400")
SERVES = ('ludice_lease_held{instance="a",lease="bot"}', "1x400", "1x400")


def rate(series, quiet, fault):
    """A counter that grows by so much in each 15 s."""
    return series, f"0+{quiet}x400", f"0+{fault}x400"


def slow(name, labels, edge):
    """A histogram: all under the edge, or all over it."""
    return (rate(f'{name}_bucket{{{labels}le="{edge}"}}', 10, 0), rate(f'{name}_bucket{{{labels}le="30"}}', 10, 10),
            rate(f'{name}_bucket{{{labels}le="+Inf"}}', 10, 10))


def level(series, quiet, fault):
    return series, f"{quiet}x400", f"{fault}x400"


# Of each alert the series with what they are where all is well and where something is wrong.
FAULTS = {
    "LudiceDown": [level('up{job="ludice",instance="a"}', 1, 0)],
    "LudiceMissing": [level('up{job="ludice",service="bot",instance="a"}', 1, 1),
                      ('up{job="ludice",service="bot",instance="b"}', "1x400", "1x40 stale")],
    "LudiceNotReady": [level('ludice_ready{instance="a"}', 1, 0)],
    "LudiceUnavailable": [rate('ludice_http_requests_total{face="game",status="200"}', 100, 100),
                          rate('ludice_http_requests_total{face="game",status="503"}', 1, 10)],
    "LudiceSlow": slow("ludice_http_request_duration_seconds", 'face="game",path="/throw",', "0.1"),
    "LudiceBadSignatures": [rate('ludice_refusals_total{face="game",code="bad_signature"}', 0, 2)],
    "LudiceManyRefusedByRate": [rate('ludice_refusals_total{face="game",code="rate_limited"}', 1, 10)],
    "LudiceLoopFailing": [rate('ludice_loop_failures_total{instance="a",loop="sealer"}', 0, 1)],
    "LudiceRedisAway": [level('ludice_redis_up{instance="a",use="limits"}', 1, 0),
                        level('ludice_redis_up{instance="a",use="mirror"}', 1, 1)],
    "LudiceMirrorIncomplete": [level('ludice_mirror_complete{instance="a"}', 1, 0),
                               level('ludice_mirror_complete{instance="b"}', 0, 0)],
    "LudiceFilesRunOut": [level('process_open_fds{job="ludice",instance="a"}', 100, 900),
                          level('process_max_fds{job="ludice",instance="a"}', 1024, 1024)],
    "LudiceMemoryHigh": [level('process_resident_memory_bytes{job="ludice"}', 3e7, 2e9)],
    "LudiceClockLeapt": [rate('ludice_clock_leaps_total{instance="a",clock="own"}', 0, 1)],
    "LudiceStoreQueueLong": [level('ludice_store_queued_bodies{instance="a"}', 300, 5000)],
    "LudiceCommitsSlow": slow("ludice_store_commit_seconds", 'instance="a",', "0.01"),
    "LudiceDiskNearlyFull": [level('ludice_database_disk_free_bytes{instance="a"}', 2e9, 9e8),
                             level('ludice_database_disk_size_bytes{instance="a"}', 1e10, 1e10)],
    "LudiceFiguresOld": [("ludice_book_read_seconds", "0+15x400", "0x400")],
    "LudiceGamesNotMinded": [level('ludice_queue_oldest_seconds{queue="deadlines"}', 1, 40)],
    "LudiceGamesVoid": [rate('ludice_games_ended_total{instance="a",end="won"}', 4, 4),
                        rate('ludice_games_ended_total{instance="a",end="void"}', 0, 2)],
    "LudiceJobsWithoutOwner": [level('ludice_lease_held{instance="a",lease="jobs"}', 1, 0),
                               level('ludice_lease_held{instance="b",lease="jobs"}', 0, 0)],
    "LudiceChainNotSealed": [level('ludice_queue_oldest_seconds{queue="chain"}', 1, 90)],
    "LudiceEventsNotTaken": [level('ludice_events_oldest_seconds{consumer="bot"}', 3, 90)],
    "LudiceRabbitAway": [level('ludice_rabbitmq_connected{instance="a",connection="relay"}', 1, 0)],
    "LudiceRabbitBlocked": [level('ludice_rabbitmq_blocked{instance="a"}', 0, 1)],
    "LudiceEventsReturned": [rate('ludice_relay_returned_total{instance="a"}', 0, 1)],
    "LudiceEventsUnreadable": [rate('ludice_bot_events_total{instance="a",what="unreadable"}', 0, 1)],
    "LudiceTelegramAway": [rate('ludice_telegram_calls_total{method="sendMessage",outcome="ok"}', 10, 10),
                           rate('ludice_telegram_calls_total{method="sendMessage",outcome="unavailable"}', 0, 5)],
    "LudiceEventsDead": [level('ludice_rabbitmq_dead_messages{instance="a"}', 0, 1), SERVES],
    "LudiceBotRefused": [rate('ludice_telegram_calls_total{method="getUpdates",outcome="refused"}', 0, 1)],
    "LudiceTelegramRefuses": [rate('ludice_telegram_calls_total{method="sendMessage",outcome="refused"}', 0, 1)],
    "LudiceWebhookFailing": [level('ludice_webhook_pending_updates{instance="a"}', 3, 3),
                             level('ludice_webhook_error_age_seconds{instance="a"}', 0, 30)],
    "LudiceUpdatesLate": slow("ludice_bot_update_lag_seconds", 'instance="a",', "1"),
    "LudiceMessagesLate": [level('ludice_bot_outbound_oldest_seconds{instance="a"}', 3, 90), SERVES],
    "LudiceUpdatesFail": [rate('ludice_bot_updates_failed_total{kind="tap"}', 0, 1)],
    "LudiceUpdateSetAside": [rate("ludice_bot_updates_set_aside_total", 0, 1)],
    "LudiceStarsAlarm": [("ludice_stars_alarms_total", "0x400", "0x100 1x300")],
    "LudiceStarsDrift": [level('ludice_stars_drift{instance="a"}', 0, -15), HELD],
    "LudiceRefundsStuck": [level('ludice_queue_waiting{queue="stars_refunds"}', 0, 2)],
    "LudiceStarsSuspense": [level('ludice_queue_waiting{queue="stars_suspense"}', 0, 1)],
    "LudiceSuspense": [level('ludice_queue_waiting{queue="ton_suspense"}', 0, 1)],
    "LudiceWithdrawalsWait": [level('ludice_queue_oldest_seconds{queue="ton_withdrawals"}', 600, 30000)],
    "LudiceWithdrawalsFrozen": [level('ludice_ton_withdrawals_frozen{instance="a"}', 0, 1), HELD],
    "LudiceWalletNotSeen": [("ludice_ton_seen_seconds", "0+15x400", "1x400")],
    "LudiceWalletRowsWrong": [rate("ludice_ton_row_faults_total", 0, 1)],
}
# Behind every `for`; a counter that grows once, after 25 minutes, is looked at in the ten minutes behind that.
LATE = "20m"
LATER = {"LudiceStarsAlarm": "30m", "LudiceRefundsStuck": "40m", "LudiceStarsSuspense": "70m", "LudiceSuspense": "70m"}


def promtool(*arguments):
    return subprocess.run(["promtool", *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False)


def test_rules_and_configuration_are_right():
    for result in (promtool("check", "rules", RULES), promtool("check", "config", CONFIG)):
        assert result.returncode == 0, result.stdout + result.stderr


def test_every_alert_is_tested_and_has_a_row_in_the_guide_for_whom_it_calls():
    assert sorted(FAULTS) == sorted(ALERTS)
    table = RUNBOOK.read_text(encoding="utf-8").split("## When an alert calls")[1].split("\n## ")[0]
    rows = [line.split(" | ") for line in table.splitlines() if line.startswith("| `")]
    assert all(len(row) == 4 and all(cell.strip(" |") for cell in row) for row in rows), "alert, what it says, look, do"
    assert sorted(re.findall(r"`(Ludice\w+)`", " ".join(row[0] for row in rows))) == sorted(ALERTS)


def test_every_alert_is_fired_by_its_fault_under_a_real_prometheus():
    waited = "".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py") if file != Path(__file__))
    calls = " ".join(re.findall(r"wait_for\(([^)]*)", waited))
    assert set(ALERTS) - set(re.findall(r'"(Ludice\w+)"', calls)) == set()


def case(alert, series, fires):
    lines = ["  - interval: 15s", "    input_series:"]
    for name, quiet, fault in series:
        lines += [f"      - series: '{name}'", f"        values: '{fault if fires else quiet}'"]
    firing = f'ALERTS{{alertname="{alert}",alertstate="firing"}}'
    lines += ["    promql_expr_test:", f"      - expr: 'count({firing}) or vector(0)'",
              f"        eval_time: {LATER.get(alert, LATE)}", "        exp_samples:",
              f"          - {{labels: '{{}}', value: {int(fires)}}}"]
    return lines


def judge(folder, alert, *cases):
    """Lets promtool judge the cases by this alert's rule: with all others it would take minutes."""
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    for group in groups:
        group["rules"] = [rule for rule in group["rules"] if rule.get("alert", alert) == alert]
    (folder / "rules.yml").write_text(yaml.safe_dump({"groups": groups}), encoding="utf-8")
    file = folder / "alerts.yml"
    lines = ["rule_files: [rules.yml]", "evaluation_interval: 15s", "tests:", *(line for one in cases for line in one)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = promtool("test", "rules", file)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("alert", sorted(FAULTS))
def test_an_alert_fires_by_its_fault_and_is_quiet_without(tmp_path, alert):
    judge(tmp_path, alert, case(alert, FAULTS[alert], fires=True), case(alert, FAULTS[alert], fires=False))


@pytest.mark.parametrize("lease", ["jobs", "payments"])
@pytest.mark.parametrize("holders", [0, 2])
def test_a_lease_that_nobody_or_two_hold_calls_somebody_also_where_the_other_one_is_held(tmp_path, lease, holders):
    other = {"jobs": "payments", "payments": "jobs"}[lease]
    series = [level(f'ludice_lease_held{{instance="a",lease="{lease}"}}', 1, min(holders, 1)),
              level(f'ludice_lease_held{{instance="b",lease="{lease}"}}', 0, max(holders - 1, 0)),
              level(f'ludice_lease_held{{instance="b",lease="{other}"}}', 1, 1)]
    alert = "LudiceJobsWithoutOwner"
    judge(tmp_path, alert, case(alert, series, fires=True), case(alert, series, fires=False))


def test_a_service_of_which_nothing_is_left_calls_somebody(tmp_path):
    """Its name has no address, so Prometheus has no target that could be down."""
    series = [('up{job="ludice",service="balance",instance="a"}', "1x400", "1x40 stale"),
              level('up{job="ludice",service="bot",instance="b"}', 1, 1)]
    judge(tmp_path, "LudiceMissing", case("LudiceMissing", series, fires=True), case("LudiceMissing", series, fires=False))


@pytest.mark.parametrize("alert, series", [
    ("LudiceStarsAlarm", 'ludice_stars_alarms_total{instance="b"}'),
    ("LudiceEventsReturned", 'ludice_relay_returned_total{instance="b"}'),
    ("LudiceEventsUnreadable", 'ludice_bot_events_total{instance="b",what="unreadable"}'),
    ("LudiceClockLeapt", 'ludice_clock_leaps_total{instance="b",clock="database"}'),
    ("LudiceUpdateSetAside", 'ludice_bot_updates_set_aside_total{instance="b"}')])
def test_a_process_that_met_it_before_it_was_first_scraped_calls_somebody_once(tmp_path, alert, series):
    late = [(series, "0x400", f"_x{110 if alert in LATER else 70} 1x300")]
    judge(tmp_path, alert, case(alert, late, fires=True), case(alert, late, fires=False))
    old = [(series, "0x400", "1x400")]
    with pytest.raises(AssertionError):
        judge(tmp_path, alert, case(alert, old, fires=True))


@pytest.mark.parametrize("waiting, age_s", [(0, 30), (5, 200)], ids=["all was brought", "the error is past"])
def test_a_webhook_that_failed_once_calls_nobody(tmp_path, waiting, age_s):
    series = [level('ludice_webhook_pending_updates{instance="a"}', waiting, 3), level('ludice_webhook_error_age_seconds{instance="a"}', age_s, 30)]
    judge(tmp_path, "LudiceWebhookFailing", case("LudiceWebhookFailing", series, fires=True), case("LudiceWebhookFailing", series, fires=False))


@pytest.mark.parametrize("failed", [1, 4])
def test_a_few_503_among_the_few_requests_of_a_quiet_community_call_nobody(tmp_path, failed):
    """Fifteen requests in five minutes, and then as many of them 5xx at once."""
    requests = 'ludice_http_requests_total{{face="game",status="{}"}}'
    at_once = f"0x72 {failed}x328"  # two minutes before it is looked at, which is longer than `for`
    quiet = [(requests.format(200), "0+0.75x400", "0+0.75x400"), (requests.format(503), at_once, at_once)]
    judge(tmp_path, "LudiceUnavailable", case("LudiceUnavailable", quiet, fires=False))
    many = [quiet[0], (requests.format(503), "0x400", "0x72 12x328")]
    judge(tmp_path, "LudiceUnavailable", case("LudiceUnavailable", many, fires=True), case("LudiceUnavailable", many, fires=False))


@pytest.mark.parametrize("won, void, fires", [(5, 4, False), (40, 9, False), (8, 4, True)])
def test_many_voids_among_games_that_were_played_call_somebody_and_a_few_do_not(tmp_path, won, void, fires):
    """Most games are called off before anybody joins, which says nothing."""
    ended = 'ludice_games_ended_total{{instance="{}",end="{}"}}'
    steps = ((ended.format("a", "won"), won), (ended.format("b", "void"), void), (ended.format("a", "cancelled"), 100))
    series = [(name, "0x400", f"0x40 {count}x360") for name, count in steps]
    if fires:
        judge(tmp_path, "LudiceGamesVoid", case("LudiceGamesVoid", series, fires=True))
        return
    still = [(name, fault, fault) for name, _, fault in series]
    judge(tmp_path, "LudiceGamesVoid", case("LudiceGamesVoid", still, fires=False))


def test_reads_that_wait_call_somebody_too(tmp_path):
    series = [level('ludice_store_queued_reads{instance="a"}', 300, 5000), level('ludice_store_queued_bodies{instance="a"}', 0, 0)]
    judge(tmp_path, "LudiceStoreQueueLong", case("LudiceStoreQueueLong", series, fires=True), case("LudiceStoreQueueLong", series, fires=False))


def test_a_wallet_that_was_never_seen_calls_somebody(tmp_path):
    """As with a provider that has said nothing since the start."""
    series = [("ludice_ton_seen_seconds", "0+15x400", "0x400")]
    judge(tmp_path, "LudiceWalletNotSeen", case("LudiceWalletNotSeen", series, fires=True), case("LudiceWalletNotSeen", series, fires=False))


def test_a_stale_figure_of_a_process_without_the_lease_calls_nobody(tmp_path):
    series = [level('ludice_ton_withdrawals_frozen{instance="a"}', 1, 1), level('ludice_lease_held{instance="a",lease="payments"}', 0, 0)]
    judge(tmp_path, "LudiceWithdrawalsFrozen", case("LudiceWithdrawalsFrozen", series, fires=False))


# By alert a figure of a bot that serves, or has served: what is well, what is wrong, and what is left when its turn is over.
OF_A_TURN = {"LudiceRabbitAway": ('ludice_rabbitmq_connected{{connection="bot",instance="{}"}}', 1, 0, 0),
             "LudiceMessagesLate": ('ludice_bot_outbound_oldest_seconds{{instance="{}"}}', 3, 90, 90),
             "LudiceEventsDead": ('ludice_rabbitmq_dead_messages{{instance="{}"}}', 0, 2, 2)}


@pytest.mark.parametrize("alert", sorted(OF_A_TURN))
def test_of_two_bots_the_one_whose_turn_it_is_calls_somebody_and_the_other_one_never(tmp_path, alert):
    figure, well, wrong, left = OF_A_TURN[alert]
    series = [SERVES, level('ludice_lease_held{instance="b",lease="bot"}', 0, 0),
              level(figure.format("a"), well, wrong), level(figure.format("b"), left, well)]
    judge(tmp_path, alert, case(alert, series, fires=True), case(alert, series, fires=False))


def test_a_relay_that_waits_for_the_lease_without_a_connection_calls_somebody(tmp_path):
    """It would have none when its turn comes, and until then every relay has one."""
    alert = "LudiceRabbitAway"
    series = [level('ludice_lease_held{instance="a",lease="relay"}', 1, 1),
              level('ludice_lease_held{instance="b",lease="relay"}', 0, 0),
              level('ludice_rabbitmq_connected{instance="a",connection="relay"}', 1, 1),
              level('ludice_rabbitmq_connected{instance="b",connection="relay"}', 1, 0)]
    judge(tmp_path, alert, case(alert, series, fires=True), case(alert, series, fires=False))


def test_the_dashboard_shows_of_the_bot_whose_turn_it_is_what_calls_somebody():
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    rules = {rule["alert"]: rule["expr"] for group in groups for rule in group["rules"]}
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    shown = {target["expr"] for panel in panels for target in panel.get("targets", [])}
    assert {re.sub(r" (==|>) \d+$", "", rules[alert]) for alert in OF_A_TURN} <= shown
