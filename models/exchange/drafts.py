"""From the plain rows of a file to the records they ask for: one draft for each, with stored values, its lines and what is odd about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from models.core import registry, settings, types
from models.core.lookup import context
from models.exchange.cells import Amount, Value
from models.exchange.draft import PARTS, Draft, identity_key
from models.exchange.mapping import DATA_DATE, Mapping, RecordMap, RowTest, Source
from models.exchange.oddities import note, note_dates, note_missing_costs, note_projects, posted_later
from models.exchange.reader import PlainRow, Problem
from models.planning import workweek
from models.store.errors import UsageError
from models.values import currencies, money, quote

if TYPE_CHECKING:
    from models.core.access import Session
    from models.core.fields import QuarterdeckField
    from models.core.register import Register


class Drafts(NamedTuple):
    """All drafts of a file by the part of the map they come from, in the order in which they can be written, and what is wrong."""

    parts: list[tuple[RecordMap, list[Draft]]]
    errors: list[Problem]
    warnings: list[Problem]


def draft_records(session: Session, mapping: Mapping, rows: Iterable[PlainRow]) -> Drafts:
    """The records that the rows ask for; errors name the rows that break the map's rules."""
    return _Drafting(session, mapping).whole(list(rows))


class _Drafting:
    """One pass over the rows for each part of the map."""

    def __init__(self, session: Session, mapping: Mapping) -> None:
        self.session, self.mapping = session, mapping
        self.context = context(session)
        self.data_date = mapping.data_date or session.today.isoformat()
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []
        self.made: dict[str, list[Draft | None]] = {}
        self.currencies: dict[int, str] = {}
        self.fixed: dict[tuple[str, str, str, str], Any] = {}

    def whole(self, rows: list[PlainRow]) -> Drafts:
        """The drafts of all parts, with what is odd about them."""
        parts = [(part, self.part(part, rows)) for part in self.mapping.records]
        for part, drafts in parts:
            note_dates(part, drafts)
        note_missing_costs(parts, self.made)
        note_projects(parts)
        for part, drafts in parts:
            is_kept = "warnings" in registry.get(part.kind).fields
            for draft in drafts:
                if later := posted_later(part.kind, draft.values, self.session.today):
                    note(draft, "posted later", later)
                if is_kept:
                    draft.values["warnings"] = "; ".join(oddity.text for oddity in draft.oddities) or None
                own = [oddity.text for oddity in draft.oddities if oddity.sort != PARTS]
                if own:
                    self.warnings.append(Problem(draft.lines[0], str(draft.get("title") or ""), "; ".join(own)))
        return Drafts(parts, self.errors, sorted(self.warnings))

    def part(self, part: RecordMap, rows: list[PlainRow]) -> list[Draft]:
        """The drafts of one part of the map; `made` remembers which row made which."""
        register = registry.get(part.kind)
        found: dict[tuple[Any, ...], Draft] = {}
        seen: dict[tuple[Any, ...], int] = {}
        made: list[Draft | None] = []
        for position, row in enumerate(rows):
            draft = None
            if all(row.values[column] is not None for column in part.only):
                faults = len(self.errors)
                draft = self.draft(part, register, position, row)
                if len(self.errors) == faults:
                    draft = self.identified(part, register, draft, found, seen)
            made.append(draft)
        self.made[part.name] = made
        return list(found.values())

    def draft(self, part: RecordMap, register: Register, position: int, row: PlainRow) -> Draft:
        """What one row asks of one part of the map; what cannot be stored is noted as an error."""
        case = next((case.fields for case in part.cases if all(self.holds(test, row) for test in case.when)), {})
        draft = Draft(part.kind, {}, {}, row.line)
        # amounts come last: their currency follows from the other fields
        for is_money in (False, True):
            for into, sources in ((draft.values, {**part.fields, **case}), (draft.new, part.new)):
                for name, source in sources.items():
                    field = register.fields[name] if name in register.fields else register.form_fields[name]
                    if isinstance(field.value_type, types.Money) == is_money:
                        try:
                            into[name] = self.stored(part, name, field, source, position, row, draft)
                        except (UsageError, ValueError) as error:
                            self.fault(row.line, self.field_name(source, field), error)
        return draft

    def identified(
        self, part: RecordMap, register: Register, draft: Draft, found: dict[tuple[Any, ...], Draft], seen: dict[tuple[Any, ...], int]
    ) -> Draft | None:
        """The draft under its identity: a new one, the one of an earlier row, or one with a number."""
        line = draft.lines[0]
        for name in part.identity:
            if draft.get(name) is None:
                source = {**part.fields, **part.new}[name]
                if source.record is not None and any(problem.line == line for problem in self.errors):
                    return None  # the record it belongs to was refused, which is told
                label = self.field_name(source, register.fields[name])
                self.errors.append(Problem(line, label, f"is empty, but it tells one {register.key.replace('_', ' ')} from another"))
                return None
        key = identity_key(part, draft)
        first = found.get(key)
        if first is None:
            found[key] = draft
            return draft
        if part.duplicates == "merge":
            self.merge(register, first, draft)
            return first
        if part.duplicates == "refuse":
            kind = register.key.replace("_", " ")
            self.errors.append(Problem(line, part.identity[-1], f"is the same {kind} as in line {first.lines[0]}"))
            return None
        holder = draft.values if part.identity[-1] in draft.values else draft.new
        text = holder[part.identity[-1]]
        base = key
        while key in found:
            seen[base] = seen.get(base, 1) + 1
            holder[part.identity[-1]] = f"{text} #{seen[base]}"
            key = identity_key(part, draft)
        found[key] = draft
        return draft

    def merge(self, register: Register, first: Draft, draft: Draft) -> None:
        """A further row of the same record: fills what is empty; what differs stays as it was and is told."""
        for into, other in ((first.values, draft.values), (first.new, draft.new)):
            for name, value in other.items():
                if into.get(name) is None:
                    into[name] = value
                elif value is not None and value != into[name]:
                    label = register.fields[name].label if name in register.fields else name
                    self.warnings.append(Problem(draft.lines[0], label, f"differs from line {first.lines[0]}, which counts"))
        first.lines.append(draft.lines[0])

    # -- values

    def holds(self, test: RowTest, row: PlainRow) -> bool:
        """Whether a condition holds; a comparison with nothing never does."""
        left: Any = row.values[test.left]
        if test.op in ("given", "empty"):
            return (left is None) == (test.op == "empty")
        right: Any = test.right if test.is_text else self.data_date if test.right == DATA_DATE else row.values[test.right]
        if left is None or right is None:
            return False
        return bool({
            "<=": left <= right, "<": left < right, ">=": left >= right, ">": left > right, "=": left == right, "!=": left != right,
        }[test.op])  # fmt: skip

    def stored(
        self, part: RecordMap, name: str, field: QuarterdeckField, source: Source, position: int, row: PlainRow, draft: Draft
    ) -> Any:
        """The stored value of a field, from wherever the map takes it."""
        if source.record is not None:
            return self.made[source.record][position]
        if source.span is not None:
            start, end = (self.data_date if each == DATA_DATE else row.values[each] for each in source.span)
            return workweek.minutes_between(date.fromisoformat(str(start)), date.fromisoformat(str(end))) if start and end else None
        if source.value is not None:
            currency = self.currency(draft) if isinstance(field.value_type, types.Money) else ""
            key = (part.name, name, source.value, currency)
            if key not in self.fixed:
                self.context.currency = currency or self.context.currency
                self.fixed[key] = field.value_type.parse(source.value, self.context)
            return self.fixed[key]
        return self.typed(field, row.values[source.column or ""], draft)

    def typed(self, field: QuarterdeckField, value: Value, draft: Draft) -> Any:
        """A plain value as the field stores it."""
        if value is None or isinstance(value, int):
            return value
        if isinstance(value, Amount):
            return minor_units(value, self.currency(draft))
        if isinstance(value, Decimal):
            return field.value_type.parse(_plain_number(value), self.context)
        if isinstance(field.value_type, types.Day):
            return value
        return field.value_type.parse(value, self.context)

    def currency(self, draft: Draft) -> str:
        """The currency of a draft's amounts: its project's, which the file says or the database knows."""
        project = draft if draft.kind == "project" else draft.get("project")
        if isinstance(project, Draft):
            return str(project.get("currency") or settings.currency(self.session.database))
        if project is not None and project not in self.currencies:
            self.currencies[project] = self.session.database.value("SELECT currency FROM project WHERE id = ?", (project,))
        return self.currencies.get(project, "") or str(self.context.currency)

    def field_name(self, source: Source, field: QuarterdeckField) -> str:
        """What the file calls a field: its column, else the field's own label."""
        return self.mapping.columns[source.column].names[0] if source.column else field.label

    def fault(self, line: int, field: str, error: Exception) -> None:
        """Note what is wrong in a line."""
        hint = getattr(error, "hint", None)
        self.errors.append(Problem(line, field, f"{getattr(error, 'message', error)}{f', {hint}' if hint else ''}"))


def minor_units(amount: Amount, currency: str) -> int:
    """Whole minor units of an amount (cents), exact. Raises ParseError where it has more decimals, or the sign of another currency."""
    if amount.sign and currencies.of_sign(amount.sign, currency) != currency:
        raise UsageError(f"{amount.sign} is not the sign of {currency}", hint=f"an amount in {currency}")
    scaled = amount.number.scaleb(money.digits(currency))
    if scaled != scaled.to_integral_value():
        raise UsageError(f"{quote(_plain_number(amount.number))} is not exact in {currency}", hint=f"{money.digits(currency)} decimals")
    return int(scaled)


def _plain_number(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
