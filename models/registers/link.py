"""Web links of any record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.core import fields
from models.core.record import Record
from models.core.register import Column, Register
from models.registers.comment import project_of
from models.store.errors import UsageError

if TYPE_CHECKING:
    from models.core.access import Session


#: What an address may begin with; others could run something where it is opened.
_SCHEMES = ("https", "http", "mailto", "ftp", "file", "ssh")


class Link(Record):
    """Where more about a record can be read."""

    project = fields.ReferenceField("project", help_text="The project of the record")
    record = fields.ReferenceField(None, "About", "The record it belongs to", required=True)
    url = fields.TextField("Address", "Beginning with https:// or another scheme", required=True)
    title = fields.TextField(help_text="What is found there")

    @classmethod
    def prepare(cls, session: Session, values: dict[str, Any], current: dict[str, Any] | None) -> dict[str, Any]:
        """Takes the project of the record; the address needs a scheme."""
        if values.get("record") is not None:
            values["project"] = project_of(session, values["record"])
        url = values.get("url")
        if url is not None and (" " in url or url.partition(":")[0].lower() not in _SCHEMES or not url.partition(":")[2]):
            raise UsageError(
                f"“{url[:40]}” is no address that may be opened", field="url", hint="https://example.org/page; also " + ", ".join(_SCHEMES)
            )
        return values


LINKS = Register(
    Link,
    key="link",
    prefix="W",
    title="Links",
    group="control",
    columns=("ref", Column("record", width=12), Column("url", grow=True), Column("title", width=20)),
    search=("title", "url"),
    empty="No link yet. {verb.links} on a row shows and adds its links.",
)
