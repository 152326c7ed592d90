"""Named tuples that are made quickly are what the library's are."""

from __future__ import annotations

import copy
import pickle
import typing
from typing import Any

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


class LibraryPoint(typing.NamedTuple):
    """The same as the library makes it."""

    x: int
    y: int = 2
    name: str = "here"

    def moved(self, by: int) -> LibraryPoint:
        """The place further on."""
        return self._replace(x=self.x + by)


class Corner(Point):
    """A place with more to say, which adds no field."""

    side: str = "left"


class LibraryCorner(LibraryPoint):
    """The same below the library's."""

    side: str = "left"


@pytest.fixture(params=[Point, LibraryPoint])
def point(request: pytest.FixtureRequest) -> Any:
    """Each of the two classes."""
    return request.param


@pytest.mark.parametrize("kind", [Point, LibraryPoint, Corner, LibraryCorner])
def test_values_come_by_place_by_name_and_by_default(kind: Any) -> None:
    assert kind(1) == kind(1, 2, "here") == kind(name="here", x=1) == (1, 2, "here")
    assert (kind(1, 5).y, kind(1, name="there").name) == (5, "there")
    x, *rest = kind(4)
    assert (x, rest) == (4, [2, "here"])
    assert {kind(1): "a"}[kind(1)] == "a"
    assert (kind._fields, kind._field_defaults) == (("x", "y", "name"), {"y": 2, "name": "here"})


@pytest.mark.parametrize("kind", [Point, LibraryPoint, Corner, LibraryCorner])
def test_they_are_changed_shown_copied_and_kept(kind: Any) -> None:
    there = kind(1).moved(2)
    assert (type(there), there) == (kind, (3, 2, "here"))
    assert repr(there) == f"{kind.__name__}(x=3, y=2, name='here')"
    assert there._asdict() == {"x": 3, "y": 2, "name": "here"}
    assert copy.deepcopy(there) == there == pickle.loads(pickle.dumps(there)) == kind._make(iter((3, 2, "here")))
    assert type(copy.copy(there)) is type(kind._make(there)) is kind
    match there:
        case kind(x, y):
            assert (x, y) == (3, 2)


@pytest.mark.parametrize(("given", "named"), [((), {}), ((1, 2, "a", 4), {}), ((1,), {"z": 1}), ((1,), {"x": 1})])
def test_what_does_not_fit_is_refused(point: Any, given: tuple[object, ...], named: dict[str, object]) -> None:
    with pytest.raises(TypeError):
        point(*given, **named)


def test_neither_are_values_of_another_number_or_name_taken(point: Any) -> None:
    with pytest.raises(TypeError):
        point._make([1])
    with pytest.raises((TypeError, ValueError)):  # the library's changed from one to the other with Python 3.13
        point(1)._replace(z=1)


@pytest.mark.parametrize(
    ("given", "named", "fault"),
    [((), {}, "no value for x"), ((1, 2, "a", 4), {}, "4 values for 3 fields"), ((1,), {"z": 1}, "z has no place"), ((1,), {"x": 1}, "x has no place")],
)
def test_what_does_not_fit_is_named(given: tuple[object, ...], named: dict[str, object], fault: str) -> None:
    with pytest.raises(TypeError, match=fault):
        Point(*given, **named)  # type: ignore[arg-type]


@pytest.mark.parametrize("base", [NamedTuple, typing.NamedTuple])
def test_a_field_without_a_default_does_not_stand_behind_one_with(base: Any) -> None:
    with pytest.raises(TypeError):

        class Wrong(base):  # type: ignore[misc]
            x: int = 1
            y: int


def test_they_cannot_be_written(point: Any) -> None:
    with pytest.raises(AttributeError):
        point(1).x = 2
