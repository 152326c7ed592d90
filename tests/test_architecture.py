"""The laws of the house, held by machine: who imports whom, who writes, where colours and keys stand, and that schema and models agree."""

from __future__ import annotations

import ast
import io
import json
import re
import shutil
import subprocess
import sys
import tokenize
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from models.core import declaration, registry
from models.core.access import Session
from models.operations.check import check
from models.operations.portfolio import portfolio
from models.store import migrations
from models.store.database import Database

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [path for folder in ("models", "screens", "tui") for path in sorted((ROOT / folder).rglob("*.py"))]
GOLDEN = sorted((ROOT / "tests" / "golden").glob("schema-*.db"))
COLOUR = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b|\brgba?\(|\bhsla?\(")
ANSI_COLOUR = re.compile(r"((bold|dim|on|reverse) )*(ansi_|bright_)?(red|green|blue|yellow|magenta|cyan|white|black)( on \w+)?")
#: Stands for what an f-string puts in.
UNKNOWN = "?"
KEY_FILES = {"tui/keys.py", "screens/parts/key_names.py"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(code: str) -> list[ast.AST]:
    return [*ast.walk(ast.parse(code))]


def nodes(path: Path) -> list[ast.AST]:
    """Everything in the code."""
    return parsed(path.read_text())


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Every text in the code that is no docstring, with its line."""
    found = nodes(path)
    spoken = {id(node.value) for node in found if isinstance(node, ast.Expr)}
    for node in found:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken:
            yield node.lineno, node.value
        elif isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(str(part.value) if isinstance(part, ast.Constant) else UNKNOWN for part in node.values)


@cache
def imports(path: Path) -> set[str]:
    """The modules that a file imports, anywhere in it."""
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


# -- who imports whom


def test_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout[-3000:] + result.stderr[-1000:]


def test_planning_imports_values_alone() -> None:
    for path in (ROOT / "models" / "planning").rglob("*.py"):
        own = {module for module in imports(path) if module.split(".")[0] in ("models", "screens", "tui", "peewee")}
        assert all(module.startswith(("models.planning", "models.values")) for module in own), f"{name_of(path)}: {own}"


def test_planning_has_no_clock_and_no_chance_but_from_a_given_seed() -> None:
    for path in (ROOT / "models" / "planning").rglob("*.py"):
        assert not imports(path) & {"time", "secrets", "uuid"}, name_of(path)
        calls = {ast.unparse(node) for node in nodes(path) if isinstance(node, ast.Call)}
        drawn = {call for call in calls if re.match(r"(np\.)?random\.", call)}
        seeded = r"random\.Random\(seed\)|np\.random\.Generator\(np\.random\.PCG64\(seed\)\)|np\.random\.PCG64\(seed\)"
        assert all(re.fullmatch(seeded, call) for call in drawn), f"{name_of(path)}: {drawn}"
        assert not re.search(r"\b(today|now|utcnow)\(\)", path.read_text()), name_of(path)


def test_only_the_simulation_imports_numpy() -> None:
    for path in SOURCES:
        if "numpy" in imports(path):
            assert name_of(path).startswith("models/planning/simulation"), name_of(path)


def test_values_import_the_standard_library_alone() -> None:
    for path in (ROOT / "models" / "values").glob("*.py"):
        outside = {module.split(".")[0] for module in imports(path)} - sys.stdlib_module_names - {"models"}
        assert not outside, f"{name_of(path)}: {outside}"
        assert all(module.startswith("models.values") for module in imports(path) if module.startswith("models")), name_of(path)


def test_a_part_names_no_register() -> None:
    keys = set(registry.keys()) - {"link", "comment", "unit", "cost", "issue", "task", "risk"}  # words with other meanings too
    for path in (ROOT / "screens" / "parts").glob("*.py"):
        assert not {module for module in imports(path) if module.startswith(("models.registers", "models.operations"))}, name_of(path)
        named = {text for _, text in strings(path) if text in keys}
        assert not named, f"{name_of(path)}: {named}"


# -- who writes


def test_only_the_journal_writes_record_tables() -> None:
    for path in SOURCES:
        if name_of(path) == "models/store/journal.py":
            continue
        for line, text in strings(path):
            assert not writes_records(text), f"{name_of(path)}:{line} writes a record table: {text[:80]}"


def writes_records(text: str) -> bool:
    """Whether the text is SQL that writes a record table, or one that is not known here."""
    tables = "|".join([*registry.keys(), "record", "batch", "entry", "alias", "anchor"])
    return bool(re.search(rf'\b(INSERT\s+(OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(({tables})\b|\?)', text))


def test_sql_that_is_put_together_is_looked_at_too(tmp_path: Path) -> None:
    source = tmp_path / "source.py"
    lines = ["f'UPDATE \"{register.key}\" SET title = 1'", 'f"DELETE FROM {kind}"', 'f"INSERT OR IGNORE INTO task({names}) VALUES (1)"']
    for line in lines:
        source.write_text(f"sql = {line}\n")
        assert any(writes_records(text) for _, text in strings(source)), line
    for line in ['f"SELECT {names} FROM task"', 'f"UPDATE project_totals SET {names}"', '"INSERT INTO task_schedule VALUES (?)"']:
        source.write_text(f"sql = {line}\n")
        assert not any(writes_records(text) for _, text in strings(source)), line


def test_peewee_never_writes() -> None:
    for path in SOURCES:
        for node in nodes(path):
            if isinstance(node, ast.Attribute) and node.attr in (
                "delete_instance",
                "bulk_create",
                "insert_many",
                "create_table",
                "create_tables",
            ):
                pytest.fail(f"{name_of(path)}:{node.lineno} writes past the journal: {node.attr}")


def test_the_history_holds_no_floats(demo: Session) -> None:
    for public, personal in demo.database.rows("SELECT changes, personal FROM entry"):
        for text in (public, personal or "{}"):
            fields = json.loads(text, parse_float=lambda number: pytest.fail(f"a float in the history: {number}"))
            assert text == json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


# -- colours, keys, words


def test_colours_stand_in_themes_and_style_sheets_alone() -> None:
    for path in SOURCES:
        if name_of(path) == "tui/themes.py":
            continue
        for line, text in strings(path):
            assert not COLOUR.search(text), f"{name_of(path)}:{line} names a colour: {text[:60]}"
            styled = ANSI_COLOUR.fullmatch(text) if imports(path) & {"rich.style", "textual.content", "textual.style"} else None
            assert not styled, f"{name_of(path)}:{line} names a colour: {text}"


def test_keys_stand_in_bindings_alone() -> None:
    """No handler compares a pressed key with a letter: that would be a key that help does not list and keys.toml cannot change."""
    pressed = re.compile(r"\bevent\.(key|character)\b")
    for path in SOURCES:
        if name_of(path) in KEY_FILES:
            continue
        for node in nodes(path):
            if isinstance(node, ast.Compare) and pressed.search(ast.unparse(node.left)):
                letters = [other for other in node.comparators if isinstance(other, ast.Constant) and isinstance(other.value, str)]
                assert not [each for each in letters if len(each.value) == 1], f"{name_of(path)}:{node.lineno} {ast.unparse(node)}"


def test_forbidden_keys_are_bound_nowhere() -> None:
    from tui.keys import FORBIDDEN

    for path in SOURCES:
        for node in nodes(path):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "Binding"
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                keys = {key.strip() for key in str(node.args[0].value).split(",")}
                banned = {key for key in keys if key in FORBIDDEN or key.startswith("alt+")}
                assert not banned, f"{name_of(path)}:{node.lineno} binds {banned}"


def test_every_binding_has_an_id_and_a_tooltip() -> None:
    for path in SOURCES:
        for node in nodes(path):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Binding":
                given = {keyword.arg for keyword in node.keywords}
                assert {"id", "tooltip"} <= given, f"{name_of(path)}:{node.lineno} a binding without id or tooltip"


def test_nothing_is_left_to_do() -> None:
    marks = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")))
    for path in SOURCES:
        for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline):
            if token.type == tokenize.COMMENT:
                assert not marks.search(token.string), f"{name_of(path)}:{token.start[0]} {token.string}"


def test_every_package_is_listed_for_the_wheel() -> None:
    import tomllib

    listed = set(tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"])
    there = {path.parent.relative_to(ROOT).as_posix().replace("/", ".") for path in SOURCES if path.name == "__init__.py"}
    assert listed == there


def test_every_pattern_of_package_data_has_a_file() -> None:
    import tomllib

    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["*"]
    packages = {path.parent for path in SOURCES}
    assert [pattern for pattern in patterns if not any(True for package in packages for _ in package.glob(pattern))] == []


#: Names that others call: Textual, and the command line's table of verbs.
CALLED_FROM_OUTSIDE = {"render_line", "get_default_screen", "_print_error_renderables", "import_"}


def test_nothing_is_defined_that_the_program_does_not_name() -> None:
    """The arithmetic of planning is a whole of its own and stands for itself."""
    words = Counter(word for path in SOURCES for word in re.findall(r"\w+", path.read_text()))
    for path in SOURCES:
        if name_of(path).startswith("models/planning/"):
            continue
        for node in nodes(path):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and words[node.name] == 1:
                called = node.name in CALLED_FROM_OUTSIDE or node.name.startswith(("on_", "_on_", "action_", "watch_", "__"))
                assert called, f"{name_of(path)}:{node.lineno} {node.name} is named nowhere else"


# -- schema and models


@pytest.mark.parametrize("key", registry.keys())
def test_models_are_where_the_migrations_end(session: Session, key: str) -> None:
    register = registry.get(key)
    columns = {row[1]: (row[2], bool(row[3])) for row in session.database.rows(f'PRAGMA table_info("{key}")')}
    fields = {field.column_name: field for field in register.model._meta.sorted_fields}
    assert columns.keys() == fields.keys()
    for name, field in register.fields.items():
        kind, not_null = columns[name]
        assert kind == field.field_type, f"{key}.{name} is {kind} in the schema and {field.field_type} in the model"
        assert not_null == field.required or field.hidden, f"{key}.{name} is required in one of the two alone"


@pytest.mark.parametrize("key", registry.keys())
def test_references_are_foreign_keys(session: Session, key: str) -> None:
    known = {row[3]: row[2] for row in session.database.rows(f'PRAGMA foreign_key_list("{key}")')}
    for name, field in registry.get(key).fields.items():
        if field.value_type.name == "reference":
            assert known.get(name) == (field.value_type.kind or "record"), f"{key}.{name}"  # type: ignore[attr-defined]
    assert known["id"] == "record"


def test_declarations_are_without_fault() -> None:
    assert declaration.faults() == []


def schema_of(database: Database) -> list[tuple[str, str]]:
    """The schema as text, blanks evened out."""
    rows = database.rows("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'search_%' ORDER BY name")
    return [(name, " ".join(sql.split())) for name, sql in rows]


def test_there_is_a_golden_file_of_every_schema() -> None:
    assert [path.name for path in GOLDEN] == [f"schema-{number}.db" for number in range(1, migrations.LATEST + 1)]


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: path.stem)
def test_golden_file_opens_and_is_sound(golden: Path, tmp_path: Path, session: Session) -> None:
    path = shutil.copy(golden, tmp_path / "golden.db")
    with portfolio(str(path)) as old:
        assert [finding for finding in check(old) if finding.faults] == []
        assert schema_of(old.database) == schema_of(session.database)
        for name, sql in schema_of(old.database):
            if sql.startswith("CREATE TABLE"):
                assert old.database.value(f'SELECT count(*) FROM "{name}"') > 0, f"the golden file has no row in {name}"
