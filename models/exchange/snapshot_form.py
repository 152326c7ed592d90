"""The form of a snapshot: its sections in order, what each block carries, and which of it is left out."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from models.core import registry, types
from models.store.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from models.core.register import Register

#: The version of the form; a reader refuses newer ones.
SCHEMA = 1
#: Fields that the block's `ref` or its place in the file says already.
IMPLIED = frozenset(("project", "code", "handle"))
#: Records of other projects that this one refers to: their reference and title, and of tasks what holds those that wait for them here.
ELSEWHERE = "elsewhere"
FAR: dict[str, types.ValueType] = {"start": types.DAY, "finish": types.DAY, "duration": types.DURATION}
#: The weekly figures kept by the program, with the types of their columns.
WEEKLY = "weekly_fact"
WEEKLY_TYPES: dict[str, types.ValueType] = {
    "week": types.DAY, "overall": types.TEXT, "schedule": types.TEXT, "cost": types.TEXT, "risk": types.TEXT, "unconfirmed": types.FLAG,
    "finish": types.DAY, "planned_finish": types.DAY, "progress": types.PERCENT, "planned": types.MONEY, "forecast": types.MONEY,
    "actual": types.MONEY, "open_tasks": types.Number(0, 10**9), "top_score": types.Number(0, 10**9),
}  # fmt: skip
#: Where the sections of the first form stand, before those of other kinds.
_FIRST = (
    "task", "dependency", "baseline", "baseline_line", "risk", "issue", "budget_line", "cost", "time_entry", "comment", "link", "lesson",
)  # fmt: skip
#: Instants are written by hand: TOML's form with `T` and `Z`.
INSTANTS = ("created", "archived")


@cache
def project_kinds() -> tuple[str, ...]:
    """The kinds of records that belong to a project, in the order of the file: those of the first form, then the others by name."""
    declared = [*_FIRST, *registry.keys()]
    return tuple(key for key in dict.fromkeys(declared) if key != "project" and registry.get(key).has_project)


@cache
def shared_kinds() -> tuple[str, ...]:
    """The kinds of records without a project that projects refer to."""
    declared = ("person", "unit", *registry.keys())
    return tuple(key for key in dict.fromkeys(declared) if key != "project" and not registry.get(key).has_project)


@cache
def carried(register: Register) -> tuple[str, ...]:
    """The fields that a block of this kind carries, in declared order, without private ones."""
    if register.key != "project" and not register.has_project:
        wanted = (register.title_field, *register.model.referred)
        return tuple(name for name in register.fields if name in wanted)
    return tuple(name for name, field in register.fields.items() if name not in IMPLIED and not field.private)


@cache
def private(register: Register) -> tuple[str, ...]:
    """The private fields of the kind, which are carried only when asked for, and only to whom may read them."""
    return tuple(name for name, field in register.fields.items() if field.private)


@cache
def keys_of(register: Register) -> Mapping[str, str]:
    """The TOML key of every field that a block of this kind may carry → the field."""
    return {register.fields[name].value_type.json_name(name): name for name in (*carried(register), *private(register))}


def fault(place: str, message: str, *, field: str | None = None, hint: str | None = None) -> UsageError:
    """A refusal that names the place in the file."""
    return UsageError(f"{place}: {message}", field=field, hint=hint)


def plain_text(value: Any) -> str:
    """A value of a snapshot as people read it; `–` where there is none."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " ".join(plain_text(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {plain_text(part)}" for key, part in value.items())
    return str(value)
