"""Money: exact minor units inside, what people type and read outside."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.values import ParseError, money
from models.values.money import Money

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CLF"])
MINOR = st.integers(-(10**17), 10**17)


@pytest.mark.parametrize(
    ("typed", "currency", "minor", "meant"),
    [
        ("12.5k", "EUR", 1_250_000, "EUR"),
        ("12,5k", "EUR", 1_250_000, "EUR"),
        ("1,200.50", "EUR", 120_050, "EUR"),
        ("1.200,50", "EUR", 120_050, "EUR"),
        ("1 200,50", "EUR", 120_050, "EUR"),
        ("1\u202f200,50", "EUR", 120_050, "EUR"),
        ("1'200.50", "CHF", 120_050, "CHF"),
        ("1.2M EUR", None, 120_000_000, "EUR"),
        ("1.2m eur", "EUR", 120_000_000, "EUR"),
        ("EUR 500", None, 50_000, "EUR"),
        ("500EUR", None, 50_000, "EUR"),
        ("-40k", "EUR", -4_000_000, "EUR"),
        ("−40k", "EUR", -4_000_000, "EUR"),
        ("+40", "EUR", 4000, "EUR"),
        ("€ 12", None, 1200, "EUR"),
        ("12 €", "EUR", 1200, "EUR"),
        ("€-12", None, -1200, "EUR"),
        ("-€12", None, -1200, "EUR"),
        ("$5", None, 500, "USD"),
        ("$5", "AUD", 500, "AUD"),
        ("3bn", "EUR", 300_000_000_000, "EUR"),
        ("1,234", "EUR", 123_400, "EUR"),
        ("1,234,567", "EUR", 123_456_700, "EUR"),
        ("1.234.567", "EUR", 123_456_700, "EUR"),
        ("1.234k", "EUR", 123_400, "EUR"),
        ("0,125k", "EUR", 12_500, "EUR"),
        (".5M", "EUR", 50_000_000, "EUR"),
        ("12.3456k", "EUR", 1_234_560, "EUR"),
        ("1.50000", "EUR", 150, "EUR"),
        ("0", "EUR", 0, "EUR"),
        (".0", "EUR", 0, "EUR"),
        ("500", "JPY", 500, "JPY"),
        ("1,234", "JPY", 1234, "JPY"),
        ("1.234", "KWD", 1234, "KWD"),
        ("5 MKD", None, 500, "MKD"),
        ("5kmxn", None, 500_000, "MXN"),
    ],
)
def test_parsing(typed: str, currency: str | None, minor: int, meant: str) -> None:
    assert money.parse(typed, currency) == Money(minor, meant)


@pytest.mark.parametrize(
    ("typed", "currency", "words"),
    [
        ("500 USD", "EUR", ("USD", "EUR")),
        ("$5", "EUR", ("USD", "EUR")),
        ("500", None, ("500 EUR",)),
        ("500 ERU", None, ("ERU", "ISO 4217")),
        ("1.234", "EUR", ("1234", "1.234", "1.23")),
        ("1,234k", "EUR", ("1234k", "1.234k")),
        ("1,234", "KWD", ("1234", "1.234")),
        ("1.234", "JPY", ("1234", "1.234")),
        ("12.345678k", "EUR", ("2 decimals",)),
        ("0.125", "EUR", ("2 decimals",)),
        ("12.5", "JPY", ("no decimals",)),
        ("1,23,456", "EUR", ("threes",)),
        ("1234,567,890", "EUR", ("threes",)),
        ("1.200,500,300", "EUR", ("mixes",)),
        ("--5", "EUR", ("not an amount",)),
        ("-€-5", "EUR", ("not an amount",)),
        ("€5 EUR", "EUR", ("not an amount",)),
        ("1e5", "EUR", ("not an amount",)),
        ("٣", "EUR", ("not an amount",)),
        ("", "EUR", ("not an amount",)),
        ("12.5q", "EUR", ("not an amount",)),
        ("9" * 30, "EUR", ("too large",)),
        ("9" * 5000, "EUR", ("too many digits",)),
    ],
)
def test_refusals_name_the_cause(typed: str, currency: str | None, words: tuple[str, ...]) -> None:
    with pytest.raises(ParseError) as refused:
        money.parse(typed, currency)
    assert refused.value.hint
    for word in words:
        assert word in str(refused.value)


@pytest.mark.parametrize(("typed", "currency"), [("1.234", "EUR"), ("1,234k", "EUR"), ("1,234", "KWD"), ("1.234", "JPY")])
def test_every_spelling_offered_for_an_ambiguous_amount_is_accepted(typed: str, currency: str) -> None:
    with pytest.raises(ParseError) as refused:
        money.parse(typed, currency)
    offered = refused.value.hint.removeprefix("write ").split(" or ")
    assert len({money.parse(spelling, currency) for spelling in offered}) == len(offered)


@given(MINOR, CURRENCIES)
@example(1234, "JPY")
@example(1234, "KWD")
def test_what_is_written_is_read_back(minor: int, currency: str) -> None:
    assert money.parse(money.full(minor, currency), currency).minor == minor
    assert money.parse(f"{money.plain(minor, currency)} {currency}") == Money(minor, currency)
    assert money.parse(money.canonical(Money(minor, currency))) == Money(minor, currency)
    assert money.from_decimal(money.to_decimal(minor, currency), currency) == minor


@given(MINOR, CURRENCIES)
def test_short_keeps_its_meaning_within_half_a_step(minor: int, currency: str) -> None:
    shown = money.short(minor, currency)
    size = abs(minor) / 10 ** money.digits(currency)
    step = 1 if size < 999 else 100 if size < 99_900 else 1000 if size < 999_000 else 10_000 if size < 999_000_000 else 10_000_000
    assert abs(money.parse(shown, currency).minor - minor) <= step / 2 * 10 ** money.digits(currency) + 1


def test_plain_full_and_canonical() -> None:
    assert money.plain(120_050, "EUR") == "1200.50"
    assert money.plain(-5, "EUR") == "-0.05"
    assert money.plain(1200, "JPY") == "1200"
    assert money.full(120_050, "EUR") == "1,200.50"
    assert money.full(None, "EUR") == "–"
    assert money.canonical(Money(1250, "EUR")) == "12.50 EUR"


@pytest.mark.parametrize(
    ("major", "shown"),
    [
        ("0", "0"),
        ("950", "950"),
        ("-0.40", "0"),
        ("999.60", "1 k"),
        ("12500", "12.5 k"),
        ("96000", "96 k"),
        ("-7500", "-7.5 k"),
        ("99960", "100 k"),
        ("220400", "220 k"),
        ("999500", "1.00 M"),
        ("1200500", "1.20 M"),
        ("14204000", "14.20 M"),
        ("999999999", "1.00 bn"),
        ("3000000000", "3.00 bn"),
        ("4500000000000", "4,500.00 bn"),
    ],
)
def test_short(major: str, shown: str) -> None:
    assert money.short(money.from_decimal(Decimal(major), "EUR"), "EUR") == shown


def test_computed_money_is_rounded_half_even_once() -> None:
    assert money.from_decimal(Decimal("0.125"), "EUR") == 12
    assert money.from_decimal(Decimal("0.135"), "EUR") == 14
    assert money.from_decimal(Decimal("-0.125"), "EUR") == -12
    assert money.from_decimal(Decimal("0.1250000000000000000000000000000001"), "EUR") == 13
    assert money.from_decimal(Decimal("12.5"), "JPY") == 12


@given(st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=6), CURRENCIES)
def test_rounding_agrees_with_decimal(amount: Decimal, currency: str) -> None:
    step = Decimal(1).scaleb(-money.digits(currency))
    assert money.to_decimal(money.from_decimal(amount, currency), currency) == amount.quantize(step, "ROUND_HALF_EVEN")


@given(st.text() | st.text("0123456789.,' -+kmbnEUR€$", max_size=14), st.none() | CURRENCIES)
def test_any_text_is_an_amount_or_refused(text: str, currency: str | None) -> None:
    with suppress(ParseError):
        assert isinstance(money.parse(text, currency).minor, int)
