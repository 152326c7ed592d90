"""Reads a command line, finds its verb, and calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tui.cli.call import Call, usage
from tui.cli.verbs import COMMON, FILTERS, LISTS, VERBS, function_of

if TYPE_CHECKING:
    from collections.abc import Iterable


def carry_out(arguments: list[str]) -> int:
    """Read the command line and do what it says; the exit code."""
    call = read(arguments)
    if "--version" in call.options:
        from tui.cli.manual import version

        return version(call)
    if "--help" in call.options:
        call = Call("help", _title(call.verb, call.words).split(), [], call.options)
    if call.csv and call.verb not in LISTS:
        raise usage(
            f"qd {call.verb} has no CSV form", field="csv", hint="--csv goes with " + ", ".join(sorted(LISTS)) + "; qd export writes files"
        )
    module = VERBS[call.verb][0] if call.verb else "start"
    function = getattr(__import__(f"tui.cli.{module}", fromlist=["*"]), function_of(call.verb) if call.verb else "start")
    result: Any = function(call)
    return int(result or 0)


def read(arguments: list[str]) -> Call:
    """The command line as a Call. Raises UsageError naming the word that does not fit."""
    verb, words, literal, options = "", [], [], dict[str, str]()
    position = 0
    for word in arguments:
        if not word.isascii():
            _refuse_unreadable(word)
    while position < len(arguments):
        word = arguments[position]
        position += 1
        if word == "--":
            literal = arguments[position:]
            break
        name, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        takes = _option(verb, name)
        if takes is None:
            if not word.startswith("-") or word == "-" or (verb in FILTERS and not word.startswith("--")):
                if verb:
                    words.append(word)
                else:
                    verb = _verb(word)
                continue
            raise _unknown(verb, words, word)
        if takes and not equals:
            if position == len(arguments) or arguments[position] == "--" or _is_long_option(verb, arguments[position]):
                raise usage(f"{name} wants a value after it", field=name.lstrip("-"), hint=f"qd help {_title(verb, words)}".rstrip())
            value = arguments[position]
            position += 1
        elif equals and not takes:
            raise usage(f"{name} takes no value", field=name.lstrip("-"))
        if takes and not value.strip():
            raise usage(f"{name} wants a value after it, not an empty one", field=name.lstrip("-"))
        if takes and name in options:
            raise usage(f"{name} stands there twice", field=name.lstrip("-"), hint="one of them")
        options["--help" if name == "-h" else name] = value
    if literal and not verb:
        verb, literal = _verb(literal[0]), literal[1:]
    return Call(verb, words, literal, options)


def _refuse_unreadable(word: str) -> None:
    """Bytes that are no text cannot be kept, and nothing is called so."""
    try:
        word.encode()
    except UnicodeEncodeError as error:
        shown = word.encode(errors="replace").decode()
        raise usage(f"“{shown[:40]}” is no text in UTF-8", hint="type it again; a file with such a name wants another one") from error


def _option(verb: str, name: str) -> bool | None:
    """Whether the option takes a value; None for what is no option here."""
    own = VERBS[verb][1] if verb else {}
    return own.get(name, COMMON.get(name))


def _is_long_option(verb: str, word: str) -> bool:
    return word.startswith("--") and _option(verb, word.partition("=")[0]) is not None


def _verb(word: str) -> str:
    if word in VERBS:
        return word
    from difflib import get_close_matches

    from models.values import quote

    close = get_close_matches(word, VERBS, 3)
    hint = "did you mean " + " or ".join(f"qd {each}" for each in close) + "?" if close else "qd help lists the verbs"
    raise usage(f"there is no verb {quote(word)}", field="verb", hint=hint)


def _unknown(verb: str, words: list[str], word: str) -> Exception:
    from models.values import quote

    known = [*_own_options(verb, words), *COMMON]
    hint = "-- before words that begin with a dash; options here: " + " ".join(known)
    of = f" of qd {_title(verb, words)}" if verb else ""
    return usage(f"there is no option {quote(word)}{of}", field="option", hint=hint)


def _title(verb: str, words: list[str]) -> str:
    """What the manual calls a command: the verb, with the topic where there is one."""
    return " ".join((verb, *words[: verb == "calc"]))


def _own_options(verb: str, words: list[str]) -> Iterable[str]:
    """The options of the verb alone, those of the topic where there is one."""
    if verb == "calc" and words:
        from tui.cli.calc import TOPICS, checked

        return sorted(TOPICS[checked(words[0])][1])
    return VERBS[verb][1] if verb else ()
