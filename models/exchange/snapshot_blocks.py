"""What the database is to hold of each block of a snapshot: stored values, references as ids, amounts in the project's currency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from models.core import registry, types
from models.core.lookup import context
from models.exchange import snapshot_form as form
from models.exchange.snapshot_values import instant, stored, stored_block
from models.store.errors import UsageError
from models.values import fraction

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.register import Register
    from models.exchange.snapshot_read import Block, Snapshot

Values = dict[str, Any]


class StoredBlocks:
    """The blocks of one snapshot as stored values; `ids` are those of its references here, `at` the instant of the import."""

    def __init__(self, session: Session, found: Snapshot, ids: Mapping[str, int], at: str) -> None:
        self.file, self.ids, self.at, self.database = found, ids, at, session.database
        self.context = self._context(session)

    def _context(self, session: Session) -> types.Context:
        """Amounts are in the currency that the file's project names."""
        currency = self.file.project.values.get("currency")
        if not isinstance(currency, str) or not currency:
            raise form.fault(self.file.place(self.file.project), "currency is missing", field="currency")
        return context(session, currency=currency)

    def of(self, block: Block) -> Values:
        """What the database is to hold of a block, by field."""
        register = registry.get(block.kind)
        if block.is_elsewhere:
            return self._stub(block)
        values = stored_block(self.file, block, register, self.ids, self.context)
        if block.kind == "project":
            values["code"] = block.ref
        elif block.kind == "person":
            values["handle"] = block.ref[1:]
        elif register.has_project:
            values["project"] = self.ids[self.file.project.ref]
        if "position" in register.fields:
            values.setdefault("position", fraction.between(None, None))
        return values

    def _stub(self, block: Block) -> Values:
        """A record of another project, as far as the file names it: kept archived until its own project is imported."""
        register = registry.get(block.kind)
        required = {name: field for name, field in register.fields.items() if field.required and name not in form.IMPLIED}
        if any(isinstance(field.value_type, types.Reference) for field in required.values()):
            raise form.fault(self.file.place(block, "kind"), f"a {block.kind.replace('_', ' ')} cannot stand elsewhere", field="kind")
        values: Values = {name: 0 if field.field_type == "INTEGER" else "" for name, field in required.items()}
        values.update({name: field.default for name, field in register.fields.items() if field.default is not None})
        values |= self._far_values(block, register)
        if "position" in register.fields:
            values["position"] = fraction.between(None, None)
        if block.kind == "project":
            return {**values, "code": block.ref, "archived": self.at}
        owner = self.ids.get(block.ref.partition("-")[0])
        if owner is None:
            raise form.fault(self.file.place(block, "ref"), "its project is not in the file", field="ref")
        together = self.database.value("SELECT archived FROM project WHERE id = ?", (owner,)) or self.at
        return {**values, "project": owner, "archived": together}

    def renewed(self, block: Block) -> Values:
        """What the file says anew of a task elsewhere that is known from a file only: whose own project was never imported."""
        names = ("title", *form.FAR)
        sql = (
            f"SELECT {', '.join(f't.{name}' for name in names)} FROM task t JOIN project p ON p.id = t.project"
            " WHERE t.id = ? AND t.archived = p.archived"
        )
        here = self.database.row(sql, (self.ids[block.ref],)) if block.kind == "task" else None
        told = self._far_values(block, registry.get(block.kind)) if here is not None else {}
        return {name: told.get(name) for name, value in zip(names, here or (), strict=False) if told.get(name) != value}

    def _far_values(self, block: Block, register: Register) -> Values:
        """What the file says of a record elsewhere: its title, when it was made, and of a task the dates and the duration."""
        kinds = {"title": (register.title_field, register.fields[register.title_field].value_type)}
        if block.kind == "task":
            kinds |= {kind.json_name(name): (name, kind) for name, kind in form.FAR.items()}
        values: Values = {}
        for key, value in block.values.items():
            try:
                if key == "created":
                    values[key] = instant(value)
                elif key not in kinds:
                    raise UsageError(f"a record elsewhere has no {key[:40]}")
                else:
                    name, kind = kinds[key]
                    values[name] = stored(kind, value, self.context)
            except (UsageError, ValueError) as error:
                message = getattr(error, "message", error)
                raise form.fault(self.file.place(block, key), f"{key}: {message}", field=key) from error
        return values

    def week(self, number: int, week: Values) -> Values:
        """One weekly fact, figures as they are stored."""
        values: Values = dict.fromkeys(form.WEEKLY_TYPES)
        for key, value in week.items():
            kind = form.WEEKLY_TYPES.get(key)
            try:
                if kind is None:
                    raise UsageError("a weekly fact has no such figure")
                values[key] = stored(kind, value, self.context)
            except (UsageError, ValueError) as error:
                message = getattr(error, "message", error)
                raise form.fault(f"[[{form.WEEKLY}]] number {number + 1}", f"{key[:40]}: {message}", field=key) from error
        for needed in ("week", "unconfirmed"):
            if values[needed] is None:
                raise form.fault(f"[[{form.WEEKLY}]] number {number + 1}", f"{needed} is missing", field=needed)
        return values
