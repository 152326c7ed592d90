"""A computed plan as a Microsoft Project file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tui.cli.call import note, usage

if TYPE_CHECKING:
    from models.planning.dated.plan import DatedPlan
    from tui.cli.calc.plan_file import PlanFile
    from tui.cli.call import Call


def written(call: Call, plan: DatedPlan, file: PlanFile) -> str | None:
    """Write the plan where --xml says, whole or not at all; the name of the file, None where none was written.

    Raises UsageError where the plan cannot be written so, or would take the place of the file that it was read from; StorageError.
    """
    target = call.options.get("--xml")
    if target is None:
        return None
    from models.exchange.msproject import write_project
    from models.exchange.msproject_export import project_of
    from models.exchange.msproject_plan import Network
    from models.store.folders import write_file

    if os.path.realpath(target) == os.path.realpath(file.path):
        raise usage(f"{target} is the file that the plan was read from", field="xml", hint="give another name")
    names = {key: label.name for key, label in file.labels.items()}
    try:
        network = Network(file.tasks, file.links, file.calendars, file.project)
        data = write_project(project_of(network, names, plan, minutes_a_day=file.minutes_a_day))
    except ValueError as error:
        raise usage(f"{file.path}: {error}", field="xml") from None
    if call.dry_run:
        note(f"dry run: {len(data)} bytes would go to {target}; nothing was written")
        return None
    write_file(target, data)
    return target
