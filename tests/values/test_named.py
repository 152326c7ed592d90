"""Named tuples that are made quickly are what the library's are."""

from __future__ import annotations

import copy
import pickle

import pytest

from models.values.named import NamedTuple


class Point(NamedTuple):
    """A place."""

    x: int
    y: int = 2
    name: str = "here"

    def moved(self, by: int) -> Point:
        """The place further on."""
        return self._replace(x=self.x + by)


def test_values_come_by_place_by_name_and_by_default() -> None:
    assert Point(1) == Point(1, 2, "here") == Point(name="here", x=1) == (1, 2, "here")
    assert (Point(1, 5).y, Point(1, name="there").name) == (5, "there")
    x, *rest = Point(4)
    assert (x, rest) == (4, [2, "here"])
    assert {Point(1): "a"}[Point(1)] == "a"


def test_they_are_changed_shown_copied_and_kept() -> None:
    point = Point(1).moved(2)
    assert (type(point), point) == (Point, (3, 2, "here"))
    assert repr(point) == "Point(x=3, y=2, name='here')"
    assert point._asdict() == {"x": 3, "y": 2, "name": "here"}
    assert copy.deepcopy(point) == point == pickle.loads(pickle.dumps(point))
    assert type(copy.copy(point)) is Point
    match point:
        case Point(x, y):
            assert (x, y) == (3, 2)


@pytest.mark.parametrize(
    ("given", "named", "fault"),
    [((), {}, "no value for x"), ((1, 2, "a", 4), {}, "4 values for 3 fields"), ((1,), {"z": 1}, "z has no place"), ((1,), {"x": 1}, "x has no place")],
)
def test_what_does_not_fit_is_refused(given: tuple[object, ...], named: dict[str, object], fault: str) -> None:
    with pytest.raises(TypeError, match=fault):
        Point(*given, **named)  # type: ignore[arg-type]


def test_they_cannot_be_written() -> None:
    with pytest.raises(AttributeError):
        Point(1).x = 2  # type: ignore[misc]
