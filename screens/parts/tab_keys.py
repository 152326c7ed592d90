"""The screens of the tab line, and their keys: of the app, and of what is read over a screen and covers the app's keys."""

from textual.binding import Binding, BindingType

#: Key and title.
TABS = (
    ("0", "Today"), ("1", "Portfolio"), ("2", "Tasks"), ("3", "Risks"), ("4", "Budget"), ("5", "Team"), ("6", "More"), ("7", "Close"),
)  # fmt: skip

TAB_BINDINGS: list[BindingType] = [
    Binding(key, f"app.open_tab('{key}')", title, id=f"screen.{title.lower()}", tooltip=f"Go to the screen {title}", show=False)
    for key, title in TABS
]
