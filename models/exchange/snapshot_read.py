"""Reads a snapshot into plain values: the seal first, then the form; whatever does not fit is named by line and key."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from models.core import registry
from models.exchange import snapshot_form as form
from models.exchange.seal import verify_bytes
from models.store.errors import RefusedError, UsageError

_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_REF = re.compile(r"([A-Z][A-Z0-9]{1,9})-([A-Z]{0,3})([1-9][0-9]{0,8})|([A-Z])-([1-9][0-9]{0,8})")
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,9}")
_HANDLE = re.compile(r"@[a-z0-9][a-z0-9._-]{0,30}")
_FAR = f"[[{form.ELSEWHERE}]]"
_TABLES = ("meta", "project", "evm", "closure", "integrity")


class Block(NamedTuple):
    """One record: its kind, uid, reference, the keys as TOML gave them, and where it stands: under its `place`-th such header."""

    kind: str
    uid: str
    ref: str
    values: dict[str, Any]
    header: str
    place: int

    @property
    def is_elsewhere(self) -> bool:
        """Whether it belongs to another project and is only named here."""
        return self.header == _FAR

    @property
    def number(self) -> int | None:
        """The number that the reference carries; None for projects and people."""
        match = _REF.fullmatch(self.ref)
        return int(match[3] or match[5]) if match else None


class Snapshot(NamedTuple):
    """A snapshot as plain values: blocks by section, the tables beside them, and the head of the history it was made from."""

    meta: dict[str, Any]
    project: Block
    blocks: dict[str, list[Block]]
    elsewhere: list[Block]
    weeks: list[dict[str, Any]]
    evm: dict[str, Any]
    closure: dict[str, Any]
    head: str
    data: bytes

    def place(self, block: Block, key: str | None = None) -> str:
        """Where a block, or one of its keys, stands: `line 41, task FIN-3`."""
        return f"line {line_of(self.data, block.header, block.place, key)}, {_words(block.kind)} {block.ref}"


def read_snapshot(data: bytes) -> Snapshot:
    """The plain values of a sealed snapshot. Raises UsageError naming line and key, RefusedError for a form newer than this program."""
    verdict = verify_bytes(data)
    if verdict.fault:
        raise UsageError(f"this is no whole snapshot: {verdict.fault}", field="file", hint="ask for the file as qd snapshot wrote it")
    tables = _parse(data)
    meta = _table(tables, "meta")
    _check_schema(meta)
    kinds = (*form.project_kinds(), *form.shared_kinds())
    for section in tables:
        if section not in (*_TABLES, *kinds, form.ELSEWHERE, form.WEEKLY):
            raise form.fault(f"line {line_of(data, f'[[{section}]]', 0)}", f"the section {section[:40]} is unknown", field=section[:40])
    integrity = _table(tables, "integrity")
    lists = {section: _list(data, tables, section) for section in (*kinds, form.ELSEWHERE, form.WEEKLY)}
    _check_counts(integrity, lists)
    head = integrity.get("head")
    if not isinstance(head, str) or not re.fullmatch(r"[0-9a-f]{64}", head):
        raise form.fault("[integrity]", "head is no hash of 64 hexadecimal digits", field="head")
    project = _block(data, "[project]", "project", _table(tables, "project"), 0)
    blocks = {kind: [_block(data, f"[[{kind}]]", kind, values, index) for index, values in enumerate(lists[kind])] for kind in kinds}
    elsewhere = [_far(data, values, index) for index, values in enumerate(lists[form.ELSEWHERE])]
    found = Snapshot(meta, project, blocks, elsewhere, lists[form.WEEKLY], _table(tables, "evm"), _table(tables, "closure"), head, data)
    _refuse_doubles(found)
    return found


def _parse(data: bytes) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UsageError(f"the snapshot is not UTF-8 text (byte {error.start + 1})", field="file") from error
    except ValueError as error:  # the parser names line and column
        raise UsageError(f"the snapshot is no TOML: {error}", field="file") from error
    except RecursionError as error:
        raise UsageError("the snapshot is no TOML that can be read: its values are nested too deep", field="file") from error


def _table(tables: dict[str, Any], name: str) -> dict[str, Any]:
    found = tables.get(name)
    if not isinstance(found, dict):
        raise UsageError(f"the snapshot has no section [{name}]", field=name, hint="the file is not whole")
    return found


def _list(data: bytes, tables: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = tables.get(name, [])
    if not isinstance(found, list) or not all(isinstance(block, dict) for block in found):
        raise form.fault(f"line {line_of(data, f'[{name}]', 0)}", f"{name} must be blocks [[{name}]]", field=name)
    return found


def _check_schema(meta: dict[str, Any]) -> None:
    schema = meta.get("schema")
    if type(schema) is not int or schema < 1:
        raise form.fault("[meta]", "schema is no whole number from 1", field="schema")
    if schema > form.SCHEMA:
        raise RefusedError(f"the snapshot has the form {schema}, this program knows {form.SCHEMA}", hint="update the program")


def _check_counts(integrity: dict[str, Any], lists: dict[str, list[dict[str, Any]]]) -> None:
    counts = {section: len(blocks) for section, blocks in lists.items() if blocks}
    if integrity.get("rows") != counts:
        raise form.fault("[integrity]", "rows does not count the blocks that are there", field="rows", hint="the file is not whole")


def _block(data: bytes, header: str, kind: str, values: dict[str, Any], index: int) -> Block:
    """A block with its uid and reference checked, which are taken out of its values."""
    rest = dict(values)
    uid, ref = rest.pop("uid", None), rest.pop("ref", None)
    if not isinstance(uid, str) or not _UID.fullmatch(uid):
        raise form.fault(f"line {line_of(data, header, index, 'uid')}, {kind}", "uid is no UUID in small letters", field="uid")
    if not isinstance(ref, str) or not fits(kind, ref):
        raise form.fault(f"line {line_of(data, header, index, 'ref')}, {kind}", f"ref is no reference of a {_words(kind)}", field="ref")
    return Block(kind, uid, ref, rest, header, index)


def _far(data: bytes, values: dict[str, Any], index: int) -> Block:
    rest = dict(values)
    kind = rest.pop("kind", None)
    if kind != "project" and kind not in form.project_kinds():
        raise form.fault(f"line {line_of(data, _FAR, index, 'kind')}, {form.ELSEWHERE}", "kind is no kind of record", field="kind")
    return _block(data, _FAR, kind, rest, index)


def fits(kind: str, ref: str) -> bool:
    """Whether the reference has the form of its kind."""
    if kind == "project":
        return _CODE.fullmatch(ref) is not None
    if kind == "person":
        return _HANDLE.fullmatch(ref) is not None
    match = _REF.fullmatch(ref)
    if match is None or (match[1] is not None) != registry.get(kind).has_project:
        return False
    return registry.get(kind).prefix == (match[2] if match[1] else match[4])


def _words(kind: str) -> str:
    return kind.replace("_", " ")


def _refuse_doubles(found: Snapshot) -> None:
    uids: set[str] = set()
    refs: set[str] = set()
    shared = form.shared_kinds()
    for block in (found.project, *(block for blocks in found.blocks.values() for block in blocks), *found.elsewhere):
        if block.uid in uids:
            raise form.fault(found.place(block, "uid"), "its uid is used twice in the file", field="uid")
        if block.ref in refs:
            raise form.fault(found.place(block, "ref"), "its reference is used twice in the file", field="ref")
        is_own = block.ref.partition("-")[0] == found.project.ref
        if block.kind not in shared and is_own == block.is_elsewhere:
            where = "in another project than" if block.is_elsewhere else "in the project"
            raise form.fault(found.place(block, "ref"), f"its reference must be {where} {found.project.ref}", field="ref")
        uids.add(block.uid)
        refs.add(block.ref)


def line_of(data: bytes, header: str, index: int, key: str | None = None) -> int:
    """The line (from 1) of the `index`-th such header, or of a key in its block."""
    lines = data.split(b"\n")
    headers = [number for number, line in enumerate(lines, 1) if line.strip() == header.encode()]
    if len(headers) <= index:
        return 1
    start = headers[index]
    for number, line in enumerate(lines[start:] if key is not None else (), start + 1):
        if line.startswith(b"["):
            break
        if line.split(b"=")[0].strip() == str(key).encode():
            return number
    return start
