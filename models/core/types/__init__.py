"""The types of values: how each is read from what people type, shown, edited again, and carried in JSON and TOML.

Stored values are text, integers or null: days are ISO text, durations minutes, percentages hundredths, money minor units, references ids.
`edit` gives the text that `parse` takes back; `show` the short text that lists display. `value_type.py` says what all types can do,
`words.py` and `quantities.py` hold them.
"""

from __future__ import annotations

from models.core.types.quantities import Day, Duration, Effort, Instant, Lag, Money, Number, Percent, Scale, Share, Variance, Wait
from models.core.types.value_type import Context, Lookup, ValueType
from models.core.types.words import Choice, Flag, Labels, LongText, Pattern, Reference

__all__ = [
    "CODE", "CURRENCY", "DAY", "DURATION", "EFFORT", "FLAG", "HANDLE", "INSTANT", "LABELS", "LAG", "LONG", "MONEY", "PERCENT", "SCALE",
    "TEXT", "VARIANCE", "WAIT", "Choice", "Context", "Day", "Duration", "Effort", "Flag", "Instant", "Labels", "Lag", "LongText", "Lookup",
    "Money", "Number", "Pattern", "Percent", "Reference", "Scale", "Share", "ValueType", "Variance", "Wait",
]  # fmt: skip

TEXT, LONG, DAY, INSTANT, DURATION, EFFORT, LAG, WAIT = ValueType(), LongText(), Day(), Instant(), Duration(), Effort(), Lag(), Wait()
MONEY, PERCENT, VARIANCE, SCALE, FLAG, LABELS = Money(), Percent(), Variance(), Scale(), Flag(), Labels()
CURRENCY = Pattern("[A-Z]{3}", "three letters: EUR, USD, CHF", upper=True)
CODE = Pattern("[A-Z][A-Z0-9]{1,9}", "a letter, then one to nine letters or digits: CRM, NET2", upper=True)
HANDLE = Pattern(r"[a-z0-9][a-z0-9._-]{0,30}", "small letters, digits, dot, dash: ana, j.orr", strip="@")
