"""Waiting for a condition with a limit, in place of sleeping."""
import time

STEP_S = 0.01
LONGEST_STEP_S = 0.05


def wait_until(condition, what, limit_s=60.0):
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


def timed(call):
    """What the call gives, and the times before and behind it: whatever it begins, it begins between them."""
    before = time.monotonic()
    result = call()
    return result, (before, time.monotonic())


def wait_on_time(condition, what, begun, after_s, late_s, early_s=0.1):
    """Waits for what must come so long after something that has begun between two times: not earlier, and no later than that.
    Of how late it is the last look tells that did not see it, when it began: how long the looks themselves take does not count."""
    missed = begun[1]

    def look():
        nonlocal missed
        looked = time.monotonic()
        result = condition()
        missed = missed if result else looked
        return result

    result = wait_until(look, what, after_s + 60)
    assert time.monotonic() - begun[0] >= after_s - early_s, f"{what}: {time.monotonic() - begun[0]} s after it began"
    assert missed - begun[1] <= after_s + late_s, f"{what}: not yet {missed - begun[1]} s after it began"
    return result
