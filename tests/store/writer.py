"""A process that writes and says each write on its standard output once it is acknowledged; made to be killed.

python -m store.writer FILE NAME FIRST LAST
"""

from __future__ import annotations

import sys

from models.operations.command import command
from models.store.journal import AlreadyDone
from store.support import opened, project


def main() -> None:
    """Write FIRST to LAST: a lesson of its own and a field that everybody writes, in one command each."""
    path, name, first, last = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    session = opened(path, name)
    shared = session.database.value("SELECT min(id) FROM task")
    for number in range(first, last + 1):
        try:
            with command(session, "write", once=f"{name}-{number}") as work:
                work.create("lesson", {"project": project(session), "title": f"{name}-{number}"})
                work.change(shared, {"description": f"{name}-{number}"})
        except AlreadyDone:
            pass
        print(number, flush=True)
    session.database.close()


if __name__ == "__main__":
    main()
