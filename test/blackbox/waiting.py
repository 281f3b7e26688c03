"""Waiting for a condition with a limit, in place of sleeping."""
import time

STEP_S = 0.01


def wait_until(condition, what, limit_s=10.0):
    """Returns the first true result of condition(); fails the test when the limit passes first."""
    end = time.monotonic() + limit_s
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f"waited {limit_s} s in vain for {what}")
        time.sleep(STEP_S)
