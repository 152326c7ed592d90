"""Writes a project as a snapshot: every record of it in a sealed TOML file that can be read, compared and imported elsewhere."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from models.core import registry, types
from models.core.access import and_readable, may_read_field, may_record
from models.core.lookup import context
from models.core.record import stored_references
from models.core.settings import setting, zone_of_machine
from models.core.shown import shown_rows
from models.exchange import snapshot_form as form
from models.exchange.seal import seal
from models.operations import closure, outside, refresh
from models.store.errors import NotFoundError
from models.store.hashes import chain_head

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register

Row = dict[str, Any]
_FORMS = {"closing": "completed", "closed": "completed", "stopped": "stopped"}


def write_snapshot(session: Session, project: int, *, include_private: bool = False, now: datetime | None = None) -> bytes:
    """The sealed snapshot of the project (by id) as it stands.

    Private fields are left out; with `include_private` those that the asker may read are in it. Raises NotFoundError.
    """
    database = session.database
    refresh.refresh_marked(session)
    with contextlib.nullcontext() if database.in_transaction else database.snapshot():
        lines = "\n".join(_Writer(session, project, include_private).sections(now or datetime.now(UTC)))
    return seal(lines.encode())


def figures(session: Session, project: int) -> dict[str, Any]:
    """The section [evm]: the status date and the sums of money that are known; what is not computed is absent."""
    sums = ("budget", "planned", "forecast", "actual")
    columns = ", ".join(f"s.{name}" for name in sums)
    sql = f"SELECT p.status_date, {columns} FROM project p LEFT JOIN project_totals s ON s.project = p.id WHERE p.id = ?"
    row = session.database.rows(sql, (project,))[0]
    surroundings = context(session, project=project)
    kinds: list[types.ValueType] = [types.DAY, *(types.MONEY for _ in sums)]
    known = zip(("status_date", *sums), kinds, row, strict=True)
    return {name: kind.toml(value, surroundings) for name, kind, value in known if value is not None}


class _Writer:
    """The rows of one project, and the references among them."""

    def __init__(self, session: Session, project: int, include_private: bool) -> None:
        self.session, self.project, self.include_private = session, project, include_private
        self.context = context(session, project=project)
        register = registry.get("project")
        found = self._rows(register, "t.id = ?", [project])
        if not found:
            raise NotFoundError(f"there is no project with the id {project}")
        self.row = found[0]
        self.rows = {kind: self._rows(registry.get(kind), "t.project = ?", [project]) for kind in form.project_kinds()}
        self.refs = {project: self.row["code"]}
        for kind, rows in self.rows.items():
            start = f"{self.row['code']}-{registry.get(kind).prefix}"
            self.refs.update((row["id"], f"{start}{row['number']}") for row in rows)
        self.aliases = self._aliases()
        self.shared, self.elsewhere = self._referred()
        self.counts: dict[str, int] = {}

    # -- reading

    def _rows(self, register: Register, where: str, params: list[Any]) -> list[Row]:
        where = f"{where}{and_readable(self.session, register.key)} ORDER BY t.number"
        return list(shown_rows(self.session.database, register, where, params, {"uid": "(SELECT uid FROM record WHERE id = t.id)"}))

    def _aliases(self) -> dict[int, list[str]]:
        sql = "SELECT a.record, a.ref FROM alias a JOIN record r ON r.id = a.record WHERE r.project = ? OR r.id = ? ORDER BY a.ref"
        found: dict[int, list[str]] = {}
        for record, ref in self.session.database.rows(sql, (self.project, self.project)):
            if ref != self.refs.get(record):  # a code that came back is no former one
                found.setdefault(record, []).append(ref)
        return found

    def _referred(self) -> tuple[dict[str, list[Row]], list[Row]]:
        """What the rows refer to outside the project: records without a project by kind, and those of other projects."""
        wanted = self._outside("project", [self.row])
        for kind, rows in self.rows.items():
            wanted |= self._outside(kind, rows)
        shared: dict[str, list[Row]] = {kind: [] for kind in form.shared_kinds()}
        far: dict[int, str] = {}
        while wanted:
            kinds = self._kinds(wanted)
            self.refs.update(self._references(list(kinds)))
            for record, (kind, _) in kinds.items():
                if kind not in shared:
                    far[record] = kind
            for kind, held in shared.items():
                ids = [record for record, (found, _) in kinds.items() if found == kind]
                held += [row for start in range(0, len(ids), 500) for row in self._by_id(kind, ids[start : start + 500])]
            wanted = {owner for kind, owner in kinds.values() if kind not in shared and owner is not None and owner not in self.refs}
            for kind, held in shared.items():
                wanted |= self._outside(kind, held)
        shared["person"].sort(key=lambda row: str(row["handle"]))
        for kind, held in shared.items():
            if kind != "person":
                held.sort(key=lambda row: int(row["number"]))
        rows = [self._far(record, kind) for record, kind in far.items()]
        return shared, sorted(rows, key=lambda row: (row["kind"] != "project", row["ref"]))

    def _outside(self, kind: str, rows: list[Row]) -> set[int]:
        fields = registry.get(kind).fields
        names = [name for name in form.carried(registry.get(kind)) if isinstance(fields[name].value_type, types.Reference)]
        return {row[name] for row in rows for name in names if row[name] is not None and row[name] not in self.refs}

    def _kinds(self, ids: Iterable[int]) -> dict[int, tuple[str, int | None]]:
        found: dict[int, tuple[str, int | None]] = {}
        ordered = sorted(ids)
        for start in range(0, len(ordered), 500):
            part = ordered[start : start + 500]
            marks = ", ".join("?" * len(part))
            for record, kind, project in self.session.database.rows(f"SELECT id, kind, project FROM record WHERE id IN ({marks})", part):
                found[record] = kind, project
        return found

    def _references(self, ids: list[int]) -> dict[int, str]:
        found: dict[int, str] = {}
        for start in range(0, len(ids), 500):
            found.update(stored_references(self.session, ids[start : start + 500]))
        return found

    def _by_id(self, kind: str, ids: list[int]) -> list[Row]:
        return self._rows(registry.get(kind), f"t.id IN ({', '.join('?' * len(ids))})", list(ids))

    def _far(self, record: int, kind: str) -> Row:
        title = registry.get(kind).title_field
        sql = f'SELECT r.uid, t."{title}", t.created FROM "{kind}" t JOIN record r ON r.id = t.id WHERE t.id = ?'
        uid, text, created = self.session.database.rows(sql, (record,))[0]
        shown = may_record(self.session, "read", kind, record)
        row = {"kind": kind, "uid": uid, "ref": self.refs[record], "title": (text or "") if shown else ""}
        if kind == "task":
            held = outside.ends(self.session.database, [record])
            found = zip(form.FAR, held[0][1:] if held else (None,) * len(form.FAR), strict=True)
            row |= {form.FAR[name].json_name(name): form.FAR[name].toml(value, self.context) for name, value in found if value is not None}
        return row | {"created": _instant(created)}

    # -- writing

    def sections(self, now: datetime) -> Iterator[str]:
        """The text section by section, up to the seal."""
        yield _section("meta", self._meta(now), {"conventions": {"labour": "none", "lag": "successor calendar"}})
        yield "[project]\n" + self._block(registry.get("project"), self.row)
        for kind, rows in {**self.rows, **self.shared}.items():
            yield from self._blocks(kind, (self._block(registry.get(kind), row) for row in rows))
        yield from self._blocks(form.ELSEWHERE, (_dumps(row) for row in self.elsewhere))
        yield from self._blocks(form.WEEKLY, self._weeks())
        yield _section("evm", figures(self.session, self.project))
        gate = {row.key: row.state for row in closure.gate(self.session, self.project)}
        ending = _FORMS.get(self.row["state"])
        yield _section("closure", {"form": ending} if ending else {}, {"gate": gate})
        head = f'head = "{chain_head(self.session.database)}"\n'
        yield f"[integrity]\nrows = {_inline(self.counts)}\n{head}"

    def _blocks(self, key: str, blocks: Iterable[str]) -> Iterator[str]:
        for block in blocks:
            self.counts[key] = self.counts.get(key, 0) + 1
            yield f"[[{key}]]\n{block}"

    def _meta(self, now: datetime) -> Row:
        """What made the file, when, for whom, and in which zone its days are meant."""
        database = self.session.database
        handle = database.value("SELECT handle FROM person WHERE id = ?", (self.session.me,))
        return {
            "schema": form.SCHEMA,
            "tool": f"quarterdeck {_version()}",
            "generated_at": now.astimezone(UTC).replace(microsecond=0),
            "author": handle or self.session.login,
            "timezone": setting(database, "zone") or zone_of_machine(),
        }

    def _block(self, register: Register, row: Row) -> str:
        """One record: uid, reference, its fields in declared order, labels, former references, instants."""
        reduced = register.key != "project" and not register.has_project
        values: Row = {"uid": row["uid"], "ref": self.refs[row["id"]]}
        names = form.carried(register)
        if self.include_private:
            names += tuple(name for name in form.private(register) if may_read_field(self.session, register, register.fields[name], row))
        for name in names:
            if row[name] is not None:
                kind, value = register.fields[name].value_type, row[name]
                values[kind.json_name(name)] = self.refs[value] if isinstance(kind, types.Reference) else kind.toml(value, self.context)
        if not reduced:
            if row["labels"]:
                values["labels"] = row["labels"].split()
            if row["id"] in self.aliases:
                values["aliases"] = self.aliases[row["id"]]
            values["created"] = _instant(row["created"])
        if row["archived"]:
            values["archived"] = _instant(row["archived"])
        return _dumps(values)

    def _weeks(self) -> Iterator[str]:
        names = list(form.WEEKLY_TYPES)
        sql = f"SELECT {', '.join(names)} FROM weekly_fact WHERE project = ? ORDER BY week"
        for row in self.session.database.rows(sql, (self.project,)):
            figures_of_week = dict(zip(names, row, strict=True)).items()
            yield _dumps({name: form.WEEKLY_TYPES[name].toml(value, self.context) for name, value in figures_of_week if value is not None})


def _section(name: str, values: Row, tables: dict[str, dict[str, Any]] | None = None) -> str:
    """One table with its header; inner tables stand on one line each."""
    return f"[{name}]\n{_dumps(values)}" + "".join(f"{key} = {_inline(table)}\n" for key, table in (tables or {}).items())


def _dumps(values: Row) -> str:
    """Keys and values, one a line; instants in TOML's form with `T` and `Z`."""
    import tomli_w

    text = ""
    for is_instant, items in groupby(values.items(), lambda item: isinstance(item[1], datetime)):
        part = dict(items)
        text += "".join(f"{key} = {_instant_text(value)}\n" for key, value in part.items()) if is_instant else tomli_w.dumps(part)
    return text


def _inline(table: dict[str, Any]) -> str:
    """A table of plain names on one line; its texts are words of this program."""
    return "{" + ", ".join(f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}" for key, value in table.items()) + "}"


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _instant_text(instant: datetime) -> str:
    """UTC to the millisecond; whole seconds without decimals."""
    return instant.isoformat(timespec="milliseconds" if instant.microsecond else "seconds").replace("+00:00", "Z")


def _version() -> str:
    """The version of this program, as it was installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("quarterdeck")
    except PackageNotFoundError:
        return "from source"
