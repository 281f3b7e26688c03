"""Waiting for a condition with a limit, in place of sleeping."""
import time

STEP_S = 0.01
LONGEST_STEP_S = 0.05


def wait_until(condition, what, limit_s=10.0):
    """Returns the first true result of condition(); fails the test when the limit passes first. What lets itself be waited
    for is asked less often, as asking is most of what the tests work."""
    end, step = time.monotonic() + limit_s, STEP_S
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f"waited {limit_s} s in vain for {what}")
        time.sleep(step)
        step = min(step * 1.2, LONGEST_STEP_S)
