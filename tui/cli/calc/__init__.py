"""`qd calc`: arithmetic without a database, one module per family of topics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tui.cli.call import Call

#: topic → (module of this package, the options it takes, how it is written)
TOPICS: dict[str, tuple[str, frozenset[str], str]] = {
    "evm": ("earned_value", frozenset(("--bac", "--pv", "--ev", "--ac", "--etc")), "--bac N --pv N --ev N --ac N [--etc N]"),
    "es": ("earned_value", frozenset(("--pv", "--ev", "--at")), "--pv 0,N,N,… --ev N --at N"),
    "npv": ("investment", frozenset(("--rate", "--reinvest", "--vary")), "--rate 10% [--vary 10%] -- FLOW FLOWx5 …"),
    "emv": ("expected", frozenset(), "0.3:-40k 0.1:-150k …  or  build=0.6:80M,0.4:-30M upgrade=…"),
    "pert": ("estimates", frozenset(("--law",)), "2,3,5 5,8,14 …"),
    "throughput": ("estimates", frozenset(("--sample", "--left", "--runs", "--seed")), "--sample 2,4 --left 6"),
    "capacity": (
        "capacity",
        frozenset(("--days", "--holidays", "--absences", "--hours", "--fte", "--focus", "--allocated")),
        "--days 20 [--holidays N --absences N --hours 8 --fte 1 --focus 0.8 --allocated N]",
    ),
    "network": (
        "network",
        frozenset(("--start", "--calendar", "--status", "--critical-slack", "--links-first")),
        "FILE.csv|FILE.xml [--start DATE] [--calendar five-day|24h|FILE.toml] [--status DATE|none] [--critical-slack DAYS] [--links-first]",
    ),
    "dcma": ("dcma", frozenset(("--start", "--calendar", "--status", "--critical-slack", "--links-first")), "FILE.csv|FILE.xml"),
    "level": (
        "levelling",
        frozenset(("--iterations", "--seconds", "--seed")),
        "FILE.sm|FILE.rcp [--iterations N] [--seconds 2] [--seed 1]",
    ),
    "simulate": (
        "simulation",
        frozenset(("--runs", "--seed", "--law", "--start", "--calendar", "--status")),
        "FILE.csv|FILE.xml [--runs 10000] [--seed 1] [--law beta-pert] [--start DATE] [--calendar five-day|24h|FILE.toml] "
        "[--status DATE|none]",
    ),
}


def calc(call: Call) -> int:
    """Computes a figure without a database, with its formula and its numbers.

    qd calc TOPIC …, where TOPIC is one of
      network FILE  dates, floats and the critical path of a plan in CSV
                    (id,duration_days,predecessors) or Microsoft Project XML;
                    --start DATE, --calendar five-day, 24h or a TOML file,
                    --status DATE, before which no remaining work lies (none:
                    not even that of the file), --critical-slack DAYS of float
                    that still are critical, --links-first where constraint
                    dates that contradict links are not to be kept
      dcma FILE     the fourteen checks of a schedule; options as network
      level FILE    a plan within the capacities, as short as it can be found, of
                    a PSPLIB file (.sm, .rcp); --iterations N, --seconds 2, --seed 1
      simulate FILE when it ends, how likely: percentiles, criticality (CSV
                    id,optimistic,likely,pessimistic,predecessors, or XML);
                    --runs 10000, --seed 1, --law beta-pert, triangular or
                    pert-moment; options as network
      evm           earned value from --bac --pv --ev --ac, with --etc an
                    estimate from below
      es            earned schedule from the cumulative --pv 0,N,N, --ev, --at
      npv           an investment at --rate, reinvested at --reinvest;
                    --vary 10% moves each input
      emv           expected values of risks, or of alternatives
      pert          three-point estimates along a path; --law pert, beta-pert,
                    triangular or pert-moment
      throughput    periods until what is --left is done, from a --sample of past
                    periods; --runs and --seed where it is drawn
      capacity      hours at hand: --days --holidays --absences --hours --fte
                    --focus, against --allocated

    Amounts are written 4000, 12.5k, 1.2M; rates 10% or 0.1. Words that begin
    with a dash stand after --. qd calc TOPIC --help shows one topic.

    Examples:
      qd calc network plan.csv --start 2026-01-05
      qd calc dcma plan.csv
      qd calc level plan.rcp --iterations 100
      qd calc simulate plan.csv --runs 1000
      qd calc evm --bac 4000 --pv 3000 --ev 2500 --ac 2800
      qd calc es --pv 0,50,120,220,350,500,640 --ev 400 --at 5
      qd calc npv --rate 10% -- -80000 20000x6
      qd calc npv --rate 8% --vary 20% -- -500k 100k 180k 220k 200k 150k
      qd calc emv 0.3:-40k 0.1:-150k 0.5:-8k 0.2:25k
      qd calc emv build=0.6:80M,0.4:-30M upgrade=0.6:70M,0.4:10M
      qd calc pert 2,3,5 5,8,14
      qd calc pert 2,3,5 --law triangular
      qd calc throughput --sample 2,4 --left 6
      qd calc capacity --days 20 --holidays 1 --absences 3 --fte 0.8 --allocated 100
    """
    from tui.cli.call import usage

    if not call.words:
        raise usage("what is to be calculated?", field="topic", hint="one of " + " ".join(TOPICS) + "; qd help calc shows examples")
    topic = checked(call.words[0])
    module, own, form = TOPICS[topic]
    every = frozenset().union(*(options for _, options, _ in TOPICS.values()))
    for option in call.options:
        if option in every and option not in own:
            raise usage(f"{option} does not belong to qd calc {topic}", field=option.lstrip("-"), hint=f"qd calc {topic} {form}")
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


def help_of(topic: str) -> str:
    """What the help of calc says of one topic: what it does, its options, its examples."""
    import inspect
    import re

    text = inspect.getdoc(calc) or ""
    says = re.findall(rf"^  {topic} .*(?:\n {{9,}}.*)*", text, re.MULTILINE)
    examples = re.findall(rf"^  qd calc {topic} .*", text, re.MULTILINE)
    return "\n".join((*says, "", "Examples:", *examples))


def form_of(topic: str) -> str:
    """How a topic is written."""
    return f"qd calc {topic} {TOPICS[topic][2]}"
