"""The properties of the ordinary tests, over many more examples."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from core import test_derived, test_query
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

many = settings(max_examples=300, suppress_health_check=list(HealthCheck))


def again(test: Any, **strategies: st.SearchStrategy[Any]) -> Callable[[], None]:
    """The test with more examples."""
    longer: Callable[[], None] = many(given(**strategies)(test.hypothesis.inner_test))
    return pytest.mark.long(longer)


test_order = again(test_derived.test_facts_give_the_same_figures_whatever_the_order, plan=test_derived.plans(), data=st.data())
test_further = again(
    test_derived.test_figures_taken_further_from_write_to_write_are_those_computed_anew, plan=test_derived.plans(), doing=test_derived.steps
)
test_any_filter = again(
    test_query.test_any_text_is_read_and_run_or_refused_with_its_position, text=st.lists(test_query.pieces, max_size=20).map("".join)
)
