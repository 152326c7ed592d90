"""Reading the cells of foreign files: exact, or refused with a reason. Properties over random figures and texts."""

from __future__ import annotations

import contextlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.exchange import cells
from models.exchange.csv_file import open_table
from models.exchange.csv_out import plain_text
from models.exchange.drafts import minor_units
from models.exchange.map_file import read_map
from models.exchange.reader import read_csv
from models.store.errors import UsageError
from models.values import ParseError
from tests.exchange.files import HEADER, ROWS, plan_map, text_of, write

NUMBERS = st.decimals(min_value=-(10**15), max_value=10**15, allow_nan=False, allow_infinity=False, places=6)


@given(NUMBERS, st.sampled_from([(".", ","), (".", " "), (".", "'"), (",", "."), (",", " "), (",", "")]))
def test_numbers_are_read_exactly_in_every_notation(number: Decimal, marks: tuple[str, str]) -> None:
    decimal, group = marks
    written = f"{number:,}".replace(",", "\0").replace(".", decimal).replace("\0", group)
    assert cells.number_reader(decimal)(written) == number


@given(NUMBERS)
def test_numbers_in_scientific_notation(number: Decimal) -> None:
    assert cells.number_reader(".")(f"{number:E}") == number


@given(st.integers(min_value=0, max_value=10**14), st.sampled_from(["", "k", "M", "bn"]))
def test_amounts_in_units_are_exact(cents: int, unit: str) -> None:
    number = Decimal(cents).scaleb(-2 - cells.MONEY_UNITS[unit])
    assert minor_units(cells.amount_reader(".", unit)(f"{number:f}"), "USD") == cents


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("2.00E-06", 200), ("£ 1,200", 120_000_000_000), ("(0.5)", -50_000_000), ("-£2", -200_000_000), ("3 €", 300_000_000)],
)
def test_amounts_in_millions(cell: str, amount: int) -> None:
    read = cells.amount_reader(".", "M")(cell)
    assert minor_units(read, {"£": "GBP", "€": "EUR"}.get(read.sign, "USD")) == amount


def test_another_currencys_sign_and_more_decimals_than_there_are_refused() -> None:
    with pytest.raises(UsageError, match="not the sign of EUR"):
        minor_units(cells.amount_reader(".", "")("£5"), "EUR")
    with pytest.raises(UsageError, match="not exact in JPY"):
        minor_units(cells.amount_reader(".", "")("5.5"), "JPY")


@pytest.mark.parametrize("cell", ["1,23", "1.2.3", "abc", ".", "-", "", "1e999", "--1", "1 2", "12 34 567", "0x1f", "١٢", "1" * 40])
def test_what_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(ParseError):
        cells.number_reader(".")(cell)


@pytest.mark.parametrize("cell", ["$1$", "1$2", "5 dollars", "$"])
def test_what_is_no_amount_is_refused(cell: str) -> None:
    with pytest.raises(ParseError):
        cells.amount_reader(".", "")(cell)


@given(st.text(max_size=30))
def test_any_cell_is_read_or_refused(cell: str) -> None:
    for decimal in ".,":
        with contextlib.suppress(ParseError):
            assert cells.number_reader(decimal)(cell).is_finite()
        with contextlib.suppress(ParseError):
            assert cells.amount_reader(decimal, "M")(cell).number.is_finite()
    for formats in ((), ("%d/%b/%y %H:%M",)):
        with contextlib.suppress(ParseError):
            assert date.fromisoformat(cells.day_reader(formats)(cell))
    for unit in ("", "seconds"):
        with contextlib.suppress(ParseError):
            assert abs(cells.duration_reader(",", unit)(cell)) < 2**63
    for unit in ("", "fraction"):
        with contextlib.suppress(ParseError):
            assert 0 <= cells.percent_reader(".", unit)(cell) <= 10_000


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2999, 12, 31)))
def test_days_in_every_form(day: date) -> None:
    assert cells.day_reader(())(day.isoformat()) == day.isoformat()
    assert cells.day_reader(())(f"{day.isoformat()}T23:59:59.000+0000") == day.isoformat()
    assert cells.day_reader(("%d.%m.%Y", "%m/%d/%Y"))(f"{day.day}.{day.month}.{day.year}") == day.isoformat()
    assert cells.day_reader(("%d.%m.%Y", "%m/%d/%Y"))(f"{day.month}/{day.day}/{day.year}") == day.isoformat()


def test_days_that_do_not_exist_or_lie_far_off_are_refused() -> None:
    for cell, form in (("2026-02-30", ()), ("0202-01-01", ()), ("30.02.2026", ("%d.%m.%Y",)), ("01.01.0202", ("%d.%m.%Y",)), ("fri", ())):
        with pytest.raises(ParseError):
            cells.day_reader(form)(cell)


@pytest.mark.parametrize(
    ("cell", "unit", "minutes"),
    [
        ("864000.0", "seconds", 14400),
        ("30", "seconds", 0),
        ("90", "seconds", 2),
        ("1.5", "hours", 90),
        ("2", "days", 960),
        ("1", "weeks", 2400),
        ("3d4h", "", 1680),
    ],
)
def test_durations(cell: str, unit: str, minutes: int) -> None:
    assert cells.duration_reader(".", unit)(cell) == minutes


def test_percentages() -> None:
    assert [cells.percent_reader(".", "")(cell) for cell in ("37.5 %", "100", "0")] == [3750, 10000, 0]
    assert cells.percent_reader(".", "fraction")("0.375") == 3750
    for reader, cell in (
        (cells.percent_reader(".", ""), "101"),
        (cells.percent_reader(".", "fraction"), "37"),
        (cells.percent_reader(".", ""), "-1"),
    ):
        with pytest.raises(ParseError):
            reader(cell)


ACCENTS = [["Größe – “Ñandú”", "1", "Prüfung\nüber zwei Zeilen", "2026-12-01", "2026-12-04", "5"], ROWS[2]]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encoding_and_separator_are_found(tmp_path: Path, encoding: str, separator: str) -> None:
    reading = read_csv(write(tmp_path / "plan.csv", ACCENTS, encoding=encoding, separator=separator), plan_map())
    assert reading.errors == []
    assert [reading.rows[0].values[name] for name in ("project", "title")] == ACCENTS[0][0:3:2]
    assert [row.line for row in reading.rows] == [2, 4], "a cell of two lines counts as two"
    assert bool(reading.warnings) == (encoding == "cp1252")


def test_a_separator_is_not_taken_from_what_the_cells_hold(tmp_path: Path) -> None:
    rows = [["a, b, c, d, e, f, g, h", "1", "x, y, z", "", "", ""]]
    table = open_table(write(tmp_path / "plan.csv", rows, separator=";"), wanted=HEADER)
    assert (table.separator, table.rows[0].cells) == (";", rows[0])


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_line_end_and_idle_lines_and_cells(tmp_path: Path, ends: str) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes(text_of(ROWS).replace("\r\n", f",,{ends}").replace(f"Cost,,{ends}", f"Cost{ends},,,{ends}{ends}").encode())
    reading = read_csv(str(path), plan_map())
    assert reading.errors == []
    assert len(reading.rows) == 3


def test_a_first_line_may_name_the_separator_as_spreadsheets_do(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("sep=;\r\n" + text_of(ROWS, ";"), encoding="utf-8-sig")
    reading = read_csv(str(path), plan_map())
    assert [row.line for row in reading.rows] == [3, 4, 5]


def test_a_quote_that_never_closes_is_an_error_not_a_long_cell(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text(text_of(ROWS) + 'Data centre,9,"Open\nand more,,,\n', encoding="utf-8")
    with pytest.raises(UsageError, match="line 5"):
        read_csv(str(path), plan_map())


def test_files_that_are_no_text_or_empty_or_of_another_encoding_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    for data, words in ((b"", "empty"), (b"\n\n", "empty"), (bytes(range(256)) * 20, "no text")):
        path.write_bytes(data)
        with pytest.raises(UsageError, match=words):
            read_csv(str(path), plan_map())
    write(path, ACCENTS, encoding="cp1252")
    with pytest.raises(UsageError, match=r"line 2 of plan\.csv is not utf-8"):
        read_csv(str(path), plan_map(file={"encoding": "utf-8"}))
    with pytest.raises(UsageError, match="no encoding"):
        read_csv(str(path), plan_map(file={"encoding": "klingon"}))


def test_a_name_that_stands_twice_is_counted(tmp_path: Path) -> None:
    table = open_table(write(tmp_path / "a.csv", [["1", "2", "3"]], header=["Colour", " colour ", "Size"]))
    assert table.names == ["Colour", "colour (2)", "Size"]
    assert table.position("COLOUR (2)") == 1


def test_value_maps_empty_words_and_fallback_columns(tmp_path: Path) -> None:
    mapping = read_map(
        {
            "file": {"empty": ["n/a", "exempt*"], "decimal": ","},
            "columns": {
                "state": {"column": "Status", "values": {"Resolved": "done", "Later": ""}, "other": "todo"},
                "day": {"column": ["Late", "Early"], "type": "day", "format": ["%d.%m.%Y"]},
                "cost": {"column": "Cost", "type": "money", "unit": "k"},
            },
            "record": [{"kind": "project", "identity": ["title"], "fields": {"title": "state"}}],
        },
        "small",
    )
    rows = [
        ["Resolved", "N/A", "1.2.2026", "1,5"],
        ["Open", "03.04.2026", "x", "Exempt under\nSection 43"],
        ["Later", "", "", ""],
        ["", "", "", "1.200"],
    ]
    reading = read_csv(write(tmp_path / "a.csv", rows, header=["Status", "Late", "Early", "Cost"]), mapping)
    assert [tuple(row.values.values()) for row in reading.rows] == [
        ("done", "2026-02-01", cells.Amount(Decimal(1500))),
        ("todo", "2026-04-03", None),
        (None, None, None),
        (None, None, cells.Amount(Decimal(1_200_000))),
    ]


@given(st.text(alphabet=st.sampled_from("=+-@'\ta b"), max_size=6))
def test_texts_that_look_like_formulas_come_back(text: str) -> None:
    written = f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "'")) else text
    assert plain_text(written) == text
    assert not written.startswith(("=", "+", "-", "@", "\t"))
