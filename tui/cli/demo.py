"""The demo portfolio: `demo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.cli.call import Call


def demo(call: Call) -> int:
    """Makes the demo portfolio, always the same, in a file of its own, and opens it. Your own portfolio is not touched.

    qd demo [--db FILE] [--projects N --tasks M] [--no-open]

    A demo that is there already is opened as it is; remove its file for a fresh one. --projects and --tasks make a large one.

    Examples:
      qd demo
      qd demo --no-open
      qd demo --db large.db --projects 1000 --tasks 100000 --no-open
    """
    from models.store.folders import is_there
    from tui.config import demo_path

    call.take(0, "")
    path = call.options.get("--db") or demo_path()
    sizes = {name: call.number(f"--{name}") for name in ("projects", "tasks")}
    there = is_there(path)
    if there and any(size is not None for size in sizes.values()):
        from models.store.errors import StorageError

        raise StorageError(f"{path} is there already", field="db", hint="name a file that does not exist with --db")
    if not there and call.dry_run:
        from tui.cli.call import note

        note(f"dry run: the demo would be made in {path}; nothing was written")
        if call.json:
            call.out.answer({"file": path, "made": False})
        return 0
    if not there:
        from models.operations.demo import make_demo

        make_demo(path, projects=24 if sizes["projects"] is None else sizes["projects"], tasks=sizes["tasks"])
    if "--no-open" not in call.options:
        from tui.cli.start import open_app

        return open_app(call, path)
    if call.json:
        call.out.answer({"file": path, "made": not there})
    else:
        call.out.line(f"{path}{' was there already' if there else ''}")
        call.out.line(f"qd --db {path} opens it")
    return 0
