"""What the tasks of a project come to, taken further task by task, against the same summed anew."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.operations.task_sums import Share, TaskSums

DAYS = st.none() | st.sampled_from(["2026-01-05", "2026-01-06", "2026-02-02", "2026-12-31"])
SHARES = st.builds(Share, st.tuples(*[st.integers(0, 3)] * 9), st.tuples(*[DAYS] * 5))


@given(st.lists(SHARES, max_size=6), st.lists(st.tuples(st.integers(0, 5), SHARES, st.booleans()), max_size=12))
def test_shares_taken_further_come_to_what_they_come_to_anew(first: list[Share], then: list[tuple[int, Share, bool]]) -> None:
    sums, now = TaskSums(), dict(enumerate(first))
    for place, share in now.items():
        sums.put(place, share)
    assert sums.totals()["tasks"] == sum(share.numbers[0] for share in first)
    for place, share, asked in then:
        sums.put(place, share)
        now[place] = share
        if asked:
            sums.totals()
    found = sums.totals()
    for column, name in enumerate(("start", "planned_start", "finish", "planned_finish", "baseline_finish")):
        days = [day for share in now.values() if (day := share.days[column]) is not None]
        assert found[name] == ((min if column < 2 else max)(days) if days else None)
    duration, earned, known, remaining = (sum(share.numbers[column] for share in now.values()) for column in range(5, 9))
    assert found["progress"] == (earned // duration if duration else None)
    assert found["remaining"] == (remaining if known else None)
    for column, name in enumerate(("tasks", "open", "done", "blocked", "critical")):
        assert found[name] == sum(share.numbers[column] for share in now.values())
