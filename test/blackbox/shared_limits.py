"""Limits that Redis decides for all programs, as strangers meet them."""
import itertools

from waiting import wait_until

MOST_TRIES = 10
HEAL_LIMIT_S = 30
_numbers = itertools.count()


def fresh_address():
    """Of somebody who has not called yet."""
    return f"198.51.100.{100 + next(_numbers) % 150}"


def until_shared(programs):
    """Waits until each has its Redis."""
    for program in programs:
        wait_until(lambda p=program: p.metric('ludice_redis_up{use="limits"}') == 1, "Redis", HEAL_LIMIT_S)


def decided_by_redis(programs, attempt):
    """What attempt(address) gives where Redis decided each of its calls. One answer that comes too late, and a program decides
    alone: then somebody else tries."""
    for _ in range(MOST_TRIES):
        until_shared(programs)
        before = [program.unshared() for program in programs]
        found = attempt(fresh_address())
        if [program.unshared() for program in programs] == before:
            return found
    raise AssertionError(f"in none of {MOST_TRIES} tries Redis decided every call")
