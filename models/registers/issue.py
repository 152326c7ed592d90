"""What has happened and needs an answer."""

from __future__ import annotations

from models.core import fields
from models.core.record import ProjectRecord
from models.core.register import Column, Filter, Register


class Issue(ProjectRecord):
    """Something that has happened and that somebody must settle."""

    title = fields.TitleField("What has happened")
    severity = fields.ChoiceField(help_text="How bad it is", choices="low medium high critical")
    owner = fields.ReferenceField("person", help_text="Who settles it")
    needed_by = fields.DayField("Needed by", "When the answer is needed")
    state = fields.ChoiceField(help_text="Where it stands", choices="open doing", final="resolved withdrawn", required=True, default="open")
    resolution = fields.LongField(help_text="How it was settled")
    from_risk = fields.ReferenceField("risk", "From risk", "The risk that came true")


ISSUES = Register(
    Issue,
    key="issue",
    prefix="I",
    title="Issues",
    group="control",
    columns=("ref", Column("title", grow=True), "severity", "owner", "needed_by", Column("state", width=9)),
    search=("title", "resolution"),
    filters=(Filter("Open", "state:open"), Filter("Mine", "owner:me state:open"), Filter("Overdue", "needed_by<today state:open")),
    empty="No issue noted. {verb.new} notes one; {verb.issue} raises one from a task or risk.",
)
