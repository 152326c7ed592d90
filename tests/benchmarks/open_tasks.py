"""Opens the app on its list of tasks, which is what the floor is compared with: `python open_tasks.py --db FILE`."""

from __future__ import annotations

import tui.modes
from tui.__main__ import run

tui.modes.first_mode = lambda session: "2"
run()
