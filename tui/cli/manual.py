"""The manual: `help`, `--help`, `--version`. A verb's docstring is its help; a kind's fields are those of its declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.cli.calc import TOPICS, checked
from tui.cli.verbs import VERBS, function_of

if TYPE_CHECKING:
    from models.core.register import AnyField
    from tui.cli.call import Call

_OPTIONS = """Options of every verb, before or after it:
  --db FILE    the database; else $QUARTERDECK_DB, else your own
  -p CODE      the project; else $QUARTERDECK_PROJECT, else what qd use chose, else the only running one
  --json       the answer as JSON; errors too, on standard error
  --csv        lists as CSV
  --dry-run    show what would happen, write nothing
  --once KEY   a repeat with the same key prints the first result and changes nothing
  --           what follows are no options
  --help, --version

Exit codes: 0 done, 1 no such record, 2 wrong use, 3 refused, 4 conflict, 5 failed, 130 interrupted.
qd help VERB shows a verb with examples, qd help KIND the fields of a kind, qd help kinds all kinds."""


def help(call: Call) -> None:
    """Says what the verbs do.

    qd help [VERB | KIND | kinds | calc TOPIC]

    Examples:
      qd help
      qd help new
      qd help risk
      qd help calc evm
    """
    words = call.take(2 if call.all_words[:1] == ["calc"] else 1, "[VERB | KIND | kinds | calc TOPIC]")
    if not words:
        _overview(call)
    elif len(words) == 2:
        _topic(call, words[1])
    elif words[0] in VERBS:
        _answer(call, f"qd {words[0]}", text_of(words[0]))
    elif words[0] == "kinds":
        _kinds(call)
    elif words[0] in TOPICS:
        _topic(call, words[0])
    else:
        _kind(call, words[0])


def _overview(call: Call) -> None:
    out = call.out
    if call.json:
        out.answer({verb: says for verb, (_, _, says) in VERBS.items()})
        return
    out.line(("qd", "bold"), "  a project portfolio in the terminal; without a verb it opens the app")
    out.line()
    for verb, (_, _, says) in VERBS.items():
        out.line(f"  {verb.ljust(9)} {says}")
    out.line()
    out.line(_OPTIONS)


def text_of(verb: str) -> str:
    """The help of a verb: its docstring."""
    import inspect

    module = __import__(f"tui.cli.{VERBS[verb][0]}", fromlist=["*"])
    return inspect.getdoc(getattr(module, function_of(verb))) or ""


def _topic(call: Call, topic: str) -> None:
    from tui.cli.calc.pages import PAGES

    _answer(call, f"qd calc {checked(topic)}", PAGES[topic].rstrip())


def _answer(call: Call, title: str, text: str) -> None:
    if call.json:
        call.out.answer({"verb": " ".join(call.all_words), "help": text})
    else:
        call.out.line((title, "bold"))
        call.out.line(text)


def _kinds(call: Call) -> None:
    from models.core import registry

    if call.json:
        call.out.answer({register.key: register.title for register in registry.every()})
        return
    for register in registry.every():
        first = (register.model.__doc__ or "").split("\n")[0]
        call.out.line(f"  {register.key.ljust(14)} {register.title.ljust(16)} {first}")


def _kind(call: Call, word: str) -> None:
    from difflib import get_close_matches

    from models.core import registry, types
    from models.store.errors import UsageError
    from tui.cli.call import usage

    try:
        register = registry.resolve(word)
    except UsageError:
        close = get_close_matches(word, [*VERBS, *registry.keys()], 3)
        hint = "one of " + ", ".join(close) if close else "qd help lists the verbs, qd help kinds the kinds"
        raise usage(f"there is neither a verb nor a kind “{word[:40]}”", hint=hint) from None
    fields: dict[str, AnyField] = {**register.form_fields, **register.computed}
    if call.json:
        call.out.answer(
            {name: {"type": field.value_type.name, "required": field.required, "help": field.help_text} for name, field in fields.items()}
        )
        return
    call.out.line((register.title, "bold"), f"  {(register.model.__doc__ or '').split(chr(10))[0]}")
    for name, field in fields.items():
        mark = "=" if name in register.computed else "*" if field.required and field.default is None else " "
        choices = f" [{' '.join(field.value_type.choices)}]" if isinstance(field.value_type, types.Choice) else ""
        default = getattr(field, "default", None)
        unless = "" if default is None else f" ({default} unless said)"
        call.out.line(f"  {mark} {name.ljust(20)} {field.value_type.name.ljust(10)} {field.help_text}{choices}{unless}")
    call.out.line("* required   = computed")
    for saved in register.filters:
        call.out.line(f"  qd ls {register.key} '{saved.words}'".ljust(44), f"  {saved.title}")


def version(call: Call) -> int:
    """Print the program's version."""
    from importlib.metadata import version as installed

    number = installed("quarterdeck")
    if call.json:
        call.out.answer({"version": number})
    else:
        call.out.line(f"quarterdeck {number}")
    return 0
