"""Every verb of the command line: where it is written, which options it takes besides the common ones, and what it does in a line."""

from __future__ import annotations

#: Options that every verb knows; True: a value follows.
COMMON = {
    "--db": True,
    "--json": False,
    "--csv": False,
    "--dry-run": False,
    "-p": True,
    "--once": True,
    "--help": False,
    "-h": False,
    "--version": False,
}

#: Options of the topics of `qd calc`, each followed by a value; a topic refuses those of others.
CALC = (
    "--bac", "--pv", "--ev", "--ac", "--etc", "--at", "--rate", "--reinvest", "--vary", "--law",
    "--sample", "--left", "--runs", "--seed", "--days", "--holidays", "--absences", "--hours", "--fte", "--focus",
    "--allocated", "--start", "--calendar", "--status", "--critical-slack", "--xml", "--iterations", "--seconds",
)  # fmt: skip

#: verb → (module of tui.cli, its own options, what it does)
VERBS: dict[str, tuple[str, dict[str, bool], str]] = {
    "demo": ("demo", {"--projects": True, "--tasks": True, "--no-open": False}, "make the demo portfolio in its own file and open it"),
    "u": ("update", {"--if-version": True}, "the quick line: progress, hours, states and notes of one or more records"),
    "x": ("update", {"--if-version": True}, "done"),
    "s": ("update", {"--if-version": True}, "start"),
    "b": ("update", {"--if-version": True}, "blocked, with the reason"),
    "ok": ("update", {"--if-version": True}, "no change, still right: counts as an update"),
    "log": ("update", {"--if-version": True}, "hours"),
    "ls": ("lists", {"--sort": True, "--limit": True}, "list the records of one kind"),
    "find": ("lists", {"--limit": True}, "search titles, texts and comments of everything, open records first"),
    "show": ("records", {}, "one record, whole, with its version"),
    "new": ("create", {}, "create a record"),
    "set": ("change", {"--if-version": True}, "change fields of a record"),
    "archive": ("change", {"--if-version": True}, "take records out of sight"),
    "restore": ("change", {"--if-version": True}, "bring archived records back"),
    "undo": ("change", {}, "take back the last change, or a named one"),
    "redo": ("change", {}, "bring back what was undone"),
    "history": ("records", {}, "who changed what, when: before and after"),
    "status": ("figures", {}, "the portfolio, or one project, as text"),
    "why": ("figures", {}, "a figure's formula with its numbers, and the reasons"),
    "import": ("files", {"--map": True, "--skip-bad": False}, "read CSV by a map, or a TOML snapshot"),
    "export": ("files", {"-o": True}, "write CSV that import takes back"),
    "snapshot": ("snapshots", {"-o": True, "--include-private": False}, "write a project as sealed TOML"),
    "verify": ("snapshots", {}, "prove the history, or a snapshot by itself"),
    "diff": ("snapshots", {}, "compare two snapshots by record and field"),
    "backup": ("upkeep", {}, "copy the database"),
    "check": ("upkeep", {}, "prove the database"),
    "rebuild": ("upkeep", {}, "compute every derived figure anew"),
    "use": ("upkeep", {}, "choose the project for bare numbers"),
    "calc": ("calc", dict.fromkeys(CALC, True) | {"--links-first": False}, "arithmetic without a database: network, earned value, simulation, appraisal"),
    "help": ("manual", {}, "what the verbs do"),
}

#: Verbs that take filter words, where `-word` means: without the word.
FILTERS = frozenset(("ls", "find", "export"))
#: Verbs whose answer is a list and can be CSV.
LISTS = frozenset(("ls", "find", "history", "status", "diff"))


def function_of(verb: str) -> str:
    """The name of the verb's function; a verb that Python keeps for itself has a line after it."""
    return f"{verb}_" if verb == "import" else verb
