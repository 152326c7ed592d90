"""An app that says what goes wrong, and goes on: what is refused in its own words, a fault of the program with a number."""

from __future__ import annotations

import time

from models.store.errors import QuarterdeckError
from screens.parts.guard import Guarded
from screens.parts.key_order import OrderedKeys
from tui.fault_log import note_fault

#: How long a message stands that belongs to no screen.
TOLD_SECONDS = 6
#: So many errors within so many seconds are no accident: then it is no use going on.
ERRORS_BORNE, ERRORS_WITHIN_SECONDS = 8, 4.0


class MendingApp(OrderedKeys[int], Guarded):
    """Outlives errors: says them, and ends only where they follow each other without end."""

    def __init__(self, *, ansi_color: bool) -> None:
        super().__init__(ansi_color=ansi_color)
        self.errors: list[tuple[float, Exception]] = []

    def mended(self, error: Exception) -> bool:
        """Say an error that nobody expected, and go on; not where errors follow each other without end.

        What is refused is said in its own words; a fault of the program gets a number, under which its details are logged.
        """
        if isinstance(error, QuarterdeckError):
            self.complain(error)
            return True
        now = time.monotonic()
        self.errors = [*self.errors, (now, error)][-ERRORS_BORNE:]
        if len(self.errors) == ERRORS_BORNE and now - self.errors[0][0] < ERRORS_WITHIN_SECONDS:
            return False
        number, place = note_fault(error)
        self.notify(f"internal error {number}: a fault of this program, not yours; {place}", severity="error", timeout=TOLD_SECONDS, markup=False)
        return True

    def late_fault(self, error: Exception) -> None:
        """Say an error of work for which nobody waits any longer; the app ends where it is no use going on."""
        if not self.mended(error):
            self._handle_exception(error)

    def complain(self, error: QuarterdeckError) -> None:
        """Say what is wrong on the screen that is open."""
        if hasattr(self.screen, "complain"):
            self.screen.complain(error)
        else:
            self.notify(str(error), severity="warning", markup=False)

    def _print_error_renderables(self) -> None:
        """A crash prints no locals: they hold what people wrote. `run_app` reports it with a number."""
        self._exit_renderables.clear()
