"""`qd calc`: arithmetic without a database, one module per family of topics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tui.cli.call import Call

_PLAN = ("--start", "--calendar", "--status")
_DATES = (*_PLAN, "--critical-slack", "--links-first")
#: topic → (module of this package, the options it takes)
TOPICS: dict[str, tuple[str, frozenset[str]]] = {
    "network": ("network", frozenset((*_DATES, "--xml"))),
    "dcma": ("dcma", frozenset(_DATES)),
    "simulate": ("simulation", frozenset(("--runs", "--seed", "--law", *_PLAN))),
    "level": ("levelling", frozenset(("--iterations", "--seconds", "--seed"))),
    "evm": ("earned_value", frozenset(("--bac", "--pv", "--ev", "--ac", "--etc"))),
    "es": ("earned_value", frozenset(("--pv", "--ev", "--at"))),
    "npv": ("investment", frozenset(("--rate", "--reinvest", "--vary"))),
    "emv": ("expected", frozenset()),
    "pert": ("estimates", frozenset(("--law",))),
    "throughput": ("estimates", frozenset(("--sample", "--left", "--runs", "--seed"))),
    "capacity": ("capacity", frozenset(("--days", "--holidays", "--absences", "--hours", "--fte", "--focus", "--allocated"))),
}


def calc(call: Call) -> int:
    """Computes a figure without a database, with its formula and its numbers.

    qd calc TOPIC …; qd help calc TOPIC shows its options, files and examples

      network FILE   dates, floats and the critical path of a plan
      dcma FILE      the fourteen checks of a schedule
      simulate FILE  when a plan ends, how likely
      level FILE     a plan within the capacities (.sm, .rcp)
      evm            earned value
      es             earned schedule
      npv            an investment: NPV, IRR, paybacks, sensitivity
      emv            expected values of risks, or of alternatives
      pert           three-point estimates along a path
      throughput     periods until what is left is done
      capacity       hours at hand, and the load

    FILE is a table in CSV, or Microsoft Project XML. Amounts are written 4000,
    12.5k, 1.2M; rates 10% or 0.1. Words that begin with a dash stand after --.

    Examples:
      qd calc network plan.csv --start 2026-01-05
      qd calc dcma plan.csv
      qd calc simulate plan.csv --runs 1000
      qd calc level plan.rcp --iterations 100
      qd calc evm --bac 4000 --pv 3000 --ev 2500 --ac 2800
      qd calc es --pv 0,50,120,220,350,500,640 --ev 400 --at 5
      qd calc npv --rate 10% -- -80000 20000x6
      qd calc emv 0.3:-40k 0.1:-150k 0.5:-8k 0.2:25k
      qd calc pert 2,3,5 5,8,14
      qd calc throughput --sample 2,4 --left 6
      qd calc capacity --days 20 --holidays 1 --absences 3 --allocated 100
    """
    from tui.cli.call import usage

    if not call.words:
        raise usage("what is to be calculated?", field="topic", hint="one of " + " ".join(TOPICS) + "; qd help calc shows examples")
    topic = checked(call.words[0])
    module, own = TOPICS[topic]
    every = frozenset().union(*(options for _, options in TOPICS.values()))
    for option in call.options:
        if option in every and option not in own:
            from tui.cli.calc.pages import form_of

            raise usage(f"{option} does not belong to qd calc {topic}", field=option.lstrip("-"), hint=form_of(topic))
    function: Any = getattr(__import__(f"tui.cli.calc.{module}", fromlist=["*"]), topic)
    function(call)
    return 0


def checked(topic: str) -> str:
    """The topic. Raises UsageError naming the nearest where there is none of that name."""
    if topic in TOPICS:
        return topic
    from difflib import get_close_matches

    from tui.cli.call import usage

    close = get_close_matches(topic, TOPICS, 1)
    raise usage(f"there is nothing to calculate called “{topic[:40]}”", field="topic", hint="one of " + " ".join(close or TOPICS))
