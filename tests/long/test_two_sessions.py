"""Two people on the same rows: hundreds of histories."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from store.machine import TwoPeople


@pytest.mark.long
def test_two_people_on_the_same_rows_for_long() -> None:
    checks = (HealthCheck.too_slow, HealthCheck.data_too_large)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        TwoPeople, settings=settings(max_examples=300, stateful_step_count=40, suppress_health_check=checks)
    )
