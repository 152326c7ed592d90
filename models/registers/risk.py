"""What may happen: threats and opportunities."""

from __future__ import annotations

from models.core import fields, types
from models.core.record import ProjectRecord
from models.core.register import Column, Filter, Register
from models.planning.risk import CERTAIN, STEPS

#: Impact is the worst of the four where any is given.
_WORST = "max(coalesce(t.impact_time, 0), coalesce(t.impact_cost, 0), coalesce(t.impact_scope, 0), coalesce(t.impact_quality, 0))"
_IMPACT = f"(CASE WHEN {_WORST} > 0 THEN {_WORST} ELSE t.impact END)"
#: The policy's probability for each step of likelihood, in hundredths of a per cent.
_STEPS = " ".join(f"WHEN {step} THEN {likely}" for step, likely in enumerate(STEPS, 1))
_PROBABILITY = f"coalesce(t.probability, CASE t.likelihood {_STEPS} END)"
#: Probability × expected cost in minor units, and what is left of it; taken in two parts, for the product itself may be too large for SQL.
_WHOLE = f"(t.expected_cost / {CERTAIN} * {_PROBABILITY} + t.expected_cost % {CERTAIN} * {_PROBABILITY} / {CERTAIN})"
_REST = f"(t.expected_cost % {CERTAIN} * {_PROBABILITY} % {CERTAIN})"
_HALF_EVEN = f"(CASE WHEN abs({_REST}) * 2 + abs({_WHOLE} % 2) > {CERTAIN} THEN CASE WHEN t.expected_cost < 0 THEN -1 ELSE 1 END ELSE 0 END)"


class Risk(ProjectRecord):
    """Something uncertain that, if it happens, changes the project."""

    title = fields.TitleField("Because of …, … may happen, which would …")
    cause = fields.LongField(help_text="Because of what")
    event = fields.LongField(help_text="What may happen")
    effect = fields.LongField(help_text="What it would do to the project")
    kind = fields.ChoiceField(help_text="Does it harm or help", choices="threat opportunity", required=True, default="threat")
    likelihood = fields.ScaleField(help_text="1 rare to 5 almost certain", required=True, default=3)
    impact = fields.ScaleField(help_text="1 negligible to 5 severe", required=True, default=3)
    impact_time = fields.ScaleField("Impact on time", "1 to 5; the worst of the four counts")
    impact_cost = fields.ScaleField("Impact on cost", "1 to 5; the worst of the four counts")
    impact_scope = fields.ScaleField("Impact on scope", "1 to 5; the worst of the four counts")
    impact_quality = fields.ScaleField("Impact on quality", "1 to 5; the worst of the four counts")
    probability = fields.PercentField(help_text="If it is known better than by the scale")
    response = fields.ChoiceField(help_text="What is done about it", choices="avoid reduce transfer accept share exploit enhance")
    action = fields.LongField(help_text="The response in words: who does what by when")
    owner = fields.ReferenceField("person", help_text="Who watches it and answers for the response")
    state = fields.ChoiceField(
        help_text="Open until it cannot happen any more, or has", choices="open", final="closed occurred", required=True, default="open"
    )
    review_on = fields.DayField("Review on", "When to look at it again")
    expected_cost = fields.MoneyField("Expected cost", "What it would cost if it happened")
    expected_delay = fields.DurationField("Expected delay", "How long it would hold up the project")
    residual_likelihood = fields.ScaleField("Likelihood after", "After the response")
    residual_impact = fields.ScaleField("Impact after", "After the response")

    score = fields.Computed(
        f"t.likelihood * {_IMPACT}", types.Number(), "Score", "Likelihood × impact (the worst of the four where they are given)"
    )
    exposure = fields.Computed(
        f"({_WHOLE} + {_HALF_EVEN}) * (CASE t.kind WHEN 'threat' THEN 1 ELSE -1 END)",
        types.MONEY,
        "Exposure",
        "Probability × expected cost; the scale's probability where none is given",
    )


RISKS = Register(
    Risk,
    key="risk",
    prefix="R",
    title="Risks",
    group="control",
    columns=(
        "ref",
        Column("title", title="Risk", grow=True),
        Column("score", width=5),
        Column("owner", width=6),
        Column("response", title="Resp", width=8),
        Column("state", width=6),
        Column("review_on", title="Review"),
    ),
    search=("title", "cause", "event", "effect", "action"),
    filters=(
        Filter("Open", "state:open"),
        Filter("Critical", "state:open score>=15"),
        Filter("To review", "review_on<=today state:open"),
        Filter("Unanswered", "state:open response:none"),
    ),
    order=f"t.likelihood * {_IMPACT} DESC, t.number",
    empty="No risk noted. {verb.new} notes one; {verb.risk} raises one from a task.",
)
