"""The keys of the screens in the tab line: of the app, and of pages that cover its keys."""

from textual.binding import Binding, BindingType

TABS: list[BindingType] = [
    Binding(key, f"app.open_tab('{key}')", title, id=f"screen.{title.lower()}", tooltip=f"Go to the screen {title}", show=False)
    for key, title in zip("01234567", ("Today", "Portfolio", "Tasks", "Risks", "Budget", "Team", "More", "Close"), strict=True)
]
