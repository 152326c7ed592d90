"""Where things lie: the database, the files of this account's settings and state, and the project chosen with `qd use`."""

from __future__ import annotations

import os
import sys

_NAME = "quarterdeck"
#: Kind of directory → the variable that names it and its place under the home directory (XDG Base Directory Specification).
_XDG = {
    "data": ("XDG_DATA_HOME", "~/.local/share"),
    "config": ("XDG_CONFIG_HOME", "~/.config"),
    "state": ("XDG_STATE_HOME", "~/.local/state"),
}


def directory(kind: str) -> str:
    """The account's directory for `data`, `config` or `state`: what platformdirs answers, on Linux without its 10 ms of import."""
    if sys.platform == "linux" and "ANDROID_ROOT" not in os.environ:
        variable, place = _XDG[kind]
        named = os.environ.get(variable, "").strip()
        home = os.path.expanduser(place)
        if (not named or os.path.isabs(named)) and os.path.isabs(home):
            return os.path.join(named or home, _NAME)
    import platformdirs

    return str(getattr(platformdirs, f"user_{kind}_dir")(_NAME, appauthor=False))


def database_path(given: str | None = None) -> str:
    """The portfolio's file: the one named with --db, else $QUARTERDECK_DB, else the account's own."""
    return given or os.environ.get("QUARTERDECK_DB") or os.path.join(directory("data"), "portfolio.db")


def demo_path() -> str:
    """The demo portfolio's own file."""
    return os.path.join(directory("data"), "demo.db")


def chosen_project(path: str) -> tuple[str, str] | None:
    """The code of the project chosen for the database at `path`, and where that was said; $QUARTERDECK_PROJECT wins over `qd use`."""
    code = os.environ.get("QUARTERDECK_PROJECT")
    if code:
        return code, "$QUARTERDECK_PROJECT"
    found = _choices().get(os.path.realpath(path))
    return (found, "qd use") if found else None


def choose_project(path: str, code: str) -> None:
    """Remember the project for bare numbers, for this account and this database."""
    import json

    from models.store.folders import make_folder

    folder = directory("state")
    make_folder(folder)
    fresh = f"{_choices_path()}.{os.getpid()}"
    with open(fresh, "w", encoding="utf-8") as file:
        json.dump({**_choices(), os.path.realpath(path): code}, file, ensure_ascii=False, indent=1)
    os.replace(fresh, _choices_path())


def _choices_path() -> str:
    return os.path.join(directory("state"), "chosen.json")


def _choices() -> dict[str, str]:
    try:
        with open(_choices_path(), encoding="utf-8") as file:
            text = file.read()
    except OSError:
        return {}
    import json

    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
