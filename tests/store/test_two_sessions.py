"""Two people on the same rows: a short run of the state machine."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from store.machine import TwoPeople


def test_two_people_on_the_same_rows() -> None:
    checks = (HealthCheck.too_slow, HealthCheck.data_too_large)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        TwoPeople, settings=settings(max_examples=20, stateful_step_count=40, derandomize=True, suppress_health_check=checks)
    )
