"""The manual's page of each topic of `qd calc`: what it answers, how it is written, what its files hold, examples."""

from __future__ import annotations

_NETWORK = """\
Dates, floats and the critical path of a plan, and what holds each date.

qd calc network FILE [--start DATE] [--calendar five-day|24h|FILE.toml]
    [--status DATE|none] [--critical-slack DAYS] [--links-first] [--xml OUT.xml]

FILE is a table in CSV or Microsoft Project XML; - is standard input.
  --start DATE           when the plan begins; else the file says it; of a
                         table that is today
  --calendar             five-day: Monday to Friday, 08:00-12:00, 13:00-17:00;
                         24h: always; or a file as below
  --status DATE          what remains does not lie before it; else the file's
                         status date counts once work has begun; none: never
  --critical-slack DAYS  up to so much float a task is critical; else 0
  --links-first          links hold where constraint dates contradict them
  --xml OUT.xml          writes the plan with its dates for Microsoft Project

A table has a line for each task, and a name where wanted; here plan.csv:
  id,duration_days,predecessors
  A,4,
  B,2.5,A
  C,3,A BSS+1d
  D,1,CFS-50%
Durations are days. Predecessors stand with blanks, commas or semicolons
between them: an id, then FS, SS, FF or SF, then a lag as +2d, -1w, +50% of
the predecessor's duration or, in real time, +2ed. The units are min h d w mo;
1w is 5 days and 1mo is 20 days in every calendar.

All keys of a calendar may be left out; here site.toml:
  hours = ["08:00-12:00", "13:00-17:00"]
  saturday = ["09:00-13:00"]
  hours_per_day = 8
  country = "DE"
  region = "BY"
  [[exception]]
  first = 2026-12-24
  last = 2026-12-31
  hours = []
hours are those of Monday to Friday, a weekday's own name overrules them;
hours_per_day is what a day of duration means, else the hours of the weekdays
where all have the same, else 8. The public holidays of country and region are
off, and so are exceptions without hours.

Examples:
  qd calc network plan.csv --start 2026-01-05
  qd calc network plan.csv --calendar site.toml --critical-slack 1
  qd calc network plan.csv --xml plan.xml
"""

_DCMA = """\
The fourteen checks of a schedule (DCMA), with the tasks to look at.

qd calc dcma FILE [--start DATE] [--calendar five-day|24h|FILE.toml]
    [--status DATE|none] [--critical-slack DAYS] [--links-first]

FILE, --start, --calendar, --status, --critical-slack and --links-first are as
in qd help calc network. People, facts and the baseline are in XML alone: of a
table the checks that need them are open.

Examples:
  qd calc dcma plan.csv
"""

_SIMULATE = """\
When a plan ends, how likely, and which tasks decide it.

qd calc simulate FILE [--runs 10000] [--seed 1]
    [--law beta-pert|triangular|pert-moment] [--start DATE]
    [--calendar five-day|24h|FILE.toml] [--status DATE|none]

--start, --calendar and --status are as in qd help calc network. The same seed
gives the same answer.

A table has three estimates of each task in days; here estimates.csv:
  id,optimistic,likely,pessimistic,predecessors
  A,2,3,5,
  B,5,8,14,A
  C,4,6,9,AFS+1d
With a column duration_days beside them the plan counts on that, and a task
without estimates lasts so long.
In Microsoft Project XML work has no estimates: it lasts as long as planned.

Examples:
  qd calc simulate estimates.csv --runs 1000
  qd calc simulate estimates.csv --law triangular --start 2026-01-05
"""

_LEVEL = """\
A plan within the capacities, as short as it can be found.

qd calc level FILE [--iterations N] [--seconds 2] [--seed 1]

FILE is a .sm of PSPLIB or a .rcp of Patterson; - is standard input. The same
seed and --iterations give the same plan, unless the seconds are over before.

A .rcp has numbers: the jobs and the resources; how much there is of each
resource; then for each job its duration, its demand of each resource, how
many jobs follow it, and which; here plan.rcp:
  5 1
  2
  0 0 3 2 3 4
  3 2 1 5
  2 1 1 5
  4 1 1 5
  0 0 0

Examples:
  qd calc level plan.rcp --iterations 100
"""

_EVM = """\
Earned value: variances, indices and forecasts.

qd calc evm --bac N --pv N --ev N --ac N [--etc N]

  --bac  the budget at completion
  --pv   the planned value at the status date
  --ev   the earned value
  --ac   the actual cost
  --etc  an estimate of the rest from below

Examples:
  qd calc evm --bac 4000 --pv 3000 --ev 2500 --ac 2800
  qd calc evm --bac 4000 --pv 3000 --ev 2500 --ac 2800 --etc 1.6k
"""

_ES = """\
Earned schedule: earned value in time.

qd calc es --pv 0,N,N,… --ev N --at N

  --pv   the cumulative planned value at the end of each period, 0 first
  --ev   the earned value
  --at   the actual time in periods

Examples:
  qd calc es --pv 0,50,120,220,350,500,640 --ev 400 --at 5
"""

_NPV = """\
An investment: NPV, IRR, MIRR, paybacks, PI, BCR, ROI, sensitivity.

qd calc npv --rate R [--reinvest R] [--vary R] -- FLOW FLOWx5 …

  --rate      the rate a year, 10% or 0.1
  --reinvest  the rate at which what comes back is invested; else --rate
  --vary      moves each input by so much, 10%

The flows are those of year 0, 1, 2 …; 20000x6 comes six times.

Examples:
  qd calc npv --rate 10% -- -80000 20000x6
  qd calc npv --rate 8% --vary 20% -- -500k 100k 180k 220k 200k 150k
"""

_EMV = """\
Expected values of risks, or of the alternatives of a decision.

qd calc emv PROBABILITY:AMOUNT …
qd calc emv NAME=PROBABILITY:AMOUNT,PROBABILITY:AMOUNT NAME=…

Threats are negative, opportunities positive. The probabilities of one
alternative add up to 1.

Examples:
  qd calc emv 0.3:-40k 0.1:-150k 0.5:-8k 0.2:25k
  qd calc emv build=0.6:80M,0.4:-30M upgrade=0.6:70M,0.4:10M
"""

_PERT = """\
Three-point estimates along a path: the means add up, and the variances do.

qd calc pert O,M,P … [--law pert|beta-pert|triangular|pert-moment]

An estimate is optimistic,likely,pessimistic. pert is short for pert-moment:
sd = (P − O) / 6.

Examples:
  qd calc pert 2,3,5 5,8,14
  qd calc pert 2,3,5 --law triangular
"""

_THROUGHPUT = """\
In how many periods what is left is done, from what past periods finished.

qd calc throughput --sample N,N,… --left N [--runs 10000] [--seed 1]

  --sample  how many items each past period finished
  --left    how many items are left
  --runs, --seed  where the answer has to be drawn: how often, and from where

Examples:
  qd calc throughput --sample 2,4 --left 6
"""

_CAPACITY = """\
Hours at hand, and the load where hours are allocated.

qd calc capacity --days N [--holidays N] [--absences N] [--hours 8] [--fte 1]
    [--focus 0.8] [--allocated N]

  --days, --holidays, --absences  working days, and those that are off
  --hours      a day
  --fte        how much of a full job
  --focus      the part of the hours that goes into work on the project
  --allocated  hours that are planned already

Examples:
  qd calc capacity --days 20 --holidays 1 --absences 3 --fte 0.8 --allocated 100
"""

PAGES = {
    "network": _NETWORK, "dcma": _DCMA, "simulate": _SIMULATE, "level": _LEVEL, "evm": _EVM, "es": _ES, "npv": _NPV, "emv": _EMV, "pert": _PERT,
    "throughput": _THROUGHPUT, "capacity": _CAPACITY,
}  # fmt: skip


def form_of(topic: str) -> str:
    """How a topic is written, in one line."""
    first, _, _ = PAGES[topic].partition("\n\n")[2].partition("\n\n")
    return " ".join(first.partition("\nqd ")[0].split())
