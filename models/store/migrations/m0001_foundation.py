"""Step 1: the directory of records, the history, the registers of the foundation, the derived tables, the search."""

from __future__ import annotations

from models.store.database import Database
from models.store.engine import CONTENTLESS_DELETE

VERSION = 1

#: What every record's own table begins with.
_HEAD = """
    id INTEGER PRIMARY KEY REFERENCES record(id),
    version INTEGER NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    archived TEXT,
    labels TEXT,
    number INTEGER NOT NULL,
"""

_CORE = """
CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    uid TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    project INTEGER REFERENCES record(id),
    number INTEGER NOT NULL
);
CREATE UNIQUE INDEX record_number ON record(kind, coalesce(project, 0), number);
CREATE TABLE kind (
    key TEXT PRIMARY KEY,
    prefix TEXT NOT NULL UNIQUE
) WITHOUT ROWID;
CREATE TABLE alias (
    ref TEXT PRIMARY KEY,
    record INTEGER NOT NULL REFERENCES record(id)
);
CREATE TABLE former_number (
    kind TEXT NOT NULL,
    project INTEGER NOT NULL,
    number INTEGER NOT NULL,
    record INTEGER NOT NULL REFERENCES record(id),
    PRIMARY KEY (kind, project, number)
) WITHOUT ROWID;
CREATE TABLE batch (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    by INTEGER REFERENCES record(id),
    login TEXT NOT NULL,
    session TEXT NOT NULL,
    source TEXT NOT NULL,
    label TEXT NOT NULL,
    undoes INTEGER REFERENCES batch(id),
    once TEXT,
    result TEXT
);
CREATE UNIQUE INDEX batch_once ON batch(login, once) WHERE once IS NOT NULL;
CREATE INDEX batch_session ON batch(session, id);
CREATE INDEX batch_undoes ON batch(undoes) WHERE undoes IS NOT NULL;
CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    batch INTEGER NOT NULL REFERENCES batch(id),
    record INTEGER NOT NULL REFERENCES record(id),
    version INTEGER NOT NULL,
    verb TEXT NOT NULL,
    changes TEXT NOT NULL,
    personal TEXT,
    salt BLOB,
    digest BLOB,
    hash BLOB NOT NULL
);
CREATE INDEX entry_batch ON entry(batch);
CREATE INDEX entry_record ON entry(record, version);
CREATE TABLE anchor (
    head TEXT NOT NULL,
    project INTEGER NOT NULL REFERENCES record(id),
    at TEXT NOT NULL,
    source TEXT NOT NULL
);
CREATE TRIGGER batch_is_final BEFORE DELETE ON batch BEGIN SELECT RAISE(ABORT, 'history cannot be deleted'); END;
CREATE TRIGGER batch_is_fixed BEFORE UPDATE OF id, at, by, login, session, source, label, undoes, once ON batch
    BEGIN SELECT RAISE(ABORT, 'history cannot be changed'); END;
CREATE TRIGGER batch_answer_is_fixed BEFORE UPDATE OF result ON batch WHEN OLD.result IS NOT NULL OR OLD.id <> (SELECT max(id) FROM batch)
    BEGIN SELECT RAISE(ABORT, 'history cannot be changed'); END;
CREATE TRIGGER entry_is_final BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'history cannot be deleted'); END;
CREATE TRIGGER entry_is_fixed BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'history cannot be changed'); END;
"""

_REGISTERS = {
    "unit": "title TEXT NOT NULL, lead INTEGER REFERENCES person(id)",
    "person": """handle TEXT NOT NULL UNIQUE, title TEXT NOT NULL, login TEXT UNIQUE, email TEXT, role TEXT, unit INTEGER REFERENCES unit(id),
        hours_per_day INTEGER, active_from TEXT, active_to TEXT, notes TEXT""",
    "project": """code TEXT NOT NULL UNIQUE, title TEXT NOT NULL, objective TEXT, scope_in TEXT, scope_out TEXT, sponsor TEXT,
        manager INTEGER REFERENCES person(id), lead INTEGER REFERENCES person(id), methodology TEXT, sourcing TEXT, state TEXT NOT NULL,
        programme INTEGER REFERENCES project(id), start TEXT, finish TEXT, status_date TEXT, status_pinned INTEGER, currency TEXT NOT NULL,
        budget INTEGER, tolerance_time INTEGER, tolerance_cost INTEGER, priority INTEGER, external_id TEXT, warnings TEXT""",
    "task": """project INTEGER NOT NULL REFERENCES project(id), parent INTEGER REFERENCES task(id), position TEXT NOT NULL, title TEXT NOT NULL,
        kind TEXT NOT NULL, state TEXT NOT NULL, owner INTEGER REFERENCES person(id), duration INTEGER, effort INTEGER, optimistic INTEGER,
        likely INTEGER, pessimistic INTEGER, progress INTEGER, remaining INTEGER, start TEXT, finish TEXT, actual_start TEXT, actual_finish TEXT,
        due TEXT, "constraint" TEXT, constraint_day TEXT, priority INTEGER, blocked_reason TEXT, blocked_since TEXT, blocked_by TEXT,
        blocked_days INTEGER, chase_on TEXT, description TEXT, external_id TEXT, warnings TEXT""",
    "dependency": """project INTEGER NOT NULL REFERENCES project(id), predecessor INTEGER NOT NULL REFERENCES task(id),
        successor INTEGER NOT NULL REFERENCES task(id), type TEXT NOT NULL, lag INTEGER, lag_unit TEXT""",
    "baseline": """project INTEGER NOT NULL REFERENCES project(id), title TEXT NOT NULL, approved_by INTEGER REFERENCES person(id), approved_on TEXT,
        reason TEXT""",
    "baseline_line": """project INTEGER NOT NULL REFERENCES project(id), baseline INTEGER NOT NULL REFERENCES baseline(id),
        task INTEGER NOT NULL REFERENCES task(id), start TEXT, finish TEXT, duration INTEGER, cost INTEGER""",
    "risk": """project INTEGER NOT NULL REFERENCES project(id), title TEXT NOT NULL, cause TEXT, event TEXT, effect TEXT, kind TEXT NOT NULL,
        likelihood INTEGER NOT NULL, impact INTEGER NOT NULL, impact_time INTEGER, impact_cost INTEGER, impact_scope INTEGER, impact_quality INTEGER,
        probability INTEGER, response TEXT, action TEXT, owner INTEGER REFERENCES person(id), state TEXT NOT NULL, review_on TEXT,
        expected_cost INTEGER, expected_delay INTEGER, residual_likelihood INTEGER, residual_impact INTEGER""",
    "issue": """project INTEGER NOT NULL REFERENCES project(id), title TEXT NOT NULL, severity TEXT, owner INTEGER REFERENCES person(id), needed_by TEXT,
        state TEXT NOT NULL, resolution TEXT, from_risk INTEGER REFERENCES risk(id)""",
    "budget_line": """project INTEGER NOT NULL REFERENCES project(id), task INTEGER REFERENCES task(id), title TEXT NOT NULL, category TEXT, kind TEXT,
        planned INTEGER NOT NULL, forecast INTEGER, from_day TEXT, to_day TEXT""",
    "cost": """project INTEGER NOT NULL REFERENCES project(id), line INTEGER REFERENCES budget_line(id), task INTEGER REFERENCES task(id),
        title TEXT NOT NULL, posted_on TEXT NOT NULL, amount INTEGER NOT NULL, document TEXT""",
    "time_entry": """project INTEGER NOT NULL REFERENCES project(id), person INTEGER NOT NULL REFERENCES person(id),
        task INTEGER NOT NULL REFERENCES task(id), day TEXT NOT NULL, minutes INTEGER NOT NULL, note TEXT""",
    "comment": "project INTEGER REFERENCES project(id), record INTEGER NOT NULL REFERENCES record(id), text TEXT NOT NULL, by INTEGER REFERENCES person(id)",
    "link": "project INTEGER REFERENCES project(id), record INTEGER NOT NULL REFERENCES record(id), url TEXT NOT NULL, title TEXT",
    "setting": "name TEXT NOT NULL UNIQUE, value TEXT NOT NULL",
    "lesson": "project INTEGER NOT NULL REFERENCES project(id), title TEXT NOT NULL, what_happened TEXT, recommendation TEXT, category TEXT",
}

#: Kind → prefix of its references; those of projects and people are not numbered.
_PREFIXES = {
    "task": "", "dependency": "D", "baseline": "B", "baseline_line": "BL", "unit": "U", "risk": "R", "issue": "I", "budget_line": "L",
    "cost": "K", "time_entry": "H", "comment": "N", "link": "W", "lesson": "LL", "setting": "G",
}  # fmt: skip

_INDEXES = """
CREATE INDEX task_project ON task(project, state);
CREATE INDEX task_parent ON task(parent, position);
CREATE INDEX task_owner ON task(owner, state);
CREATE INDEX task_due ON task(due) WHERE due IS NOT NULL;
CREATE INDEX task_milestone ON task(project) WHERE kind = 'milestone';
CREATE INDEX task_external ON task(project, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX project_external ON project(external_id) WHERE external_id IS NOT NULL;
CREATE INDEX dependency_project ON dependency(project);
CREATE INDEX dependency_predecessor ON dependency(predecessor);
CREATE INDEX dependency_successor ON dependency(successor);
CREATE INDEX baseline_project ON baseline(project);
CREATE INDEX baseline_line_baseline ON baseline_line(baseline);
CREATE INDEX baseline_line_task ON baseline_line(task);
CREATE INDEX baseline_line_project ON baseline_line(project);
CREATE INDEX risk_project ON risk(project, state);
CREATE INDEX issue_project ON issue(project, state);
CREATE INDEX budget_line_project ON budget_line(project);
CREATE INDEX budget_line_task ON budget_line(task);
CREATE INDEX cost_project ON cost(project);
CREATE INDEX time_entry_task ON time_entry(task);
CREATE INDEX time_entry_person ON time_entry(person, day);
CREATE INDEX time_entry_project ON time_entry(project);
CREATE INDEX comment_record ON comment(record);
CREATE INDEX link_record ON link(record);
CREATE INDEX lesson_project ON lesson(project);
"""

_DERIVED = """
CREATE TABLE weekly_fact (
    project INTEGER NOT NULL REFERENCES project(id),
    week TEXT NOT NULL,
    overall TEXT, schedule TEXT, cost TEXT, risk TEXT, unconfirmed INTEGER NOT NULL,
    finish TEXT, planned_finish TEXT, progress INTEGER, planned INTEGER, forecast INTEGER, actual INTEGER, open_tasks INTEGER, top_score INTEGER,
    PRIMARY KEY (project, week)
) WITHOUT ROWID;
CREATE TRIGGER weekly_fact_is_final BEFORE DELETE ON weekly_fact BEGIN SELECT RAISE(ABORT, 'weekly facts cannot be deleted'); END;
CREATE TRIGGER weekly_fact_is_fixed BEFORE UPDATE ON weekly_fact BEGIN SELECT RAISE(ABORT, 'weekly facts cannot be changed'); END;
CREATE TRIGGER weekly_fact_is_first BEFORE INSERT ON weekly_fact
    WHEN EXISTS (SELECT 1 FROM weekly_fact WHERE project = NEW.project AND week = NEW.week) BEGIN SELECT RAISE(IGNORE); END;
CREATE TABLE stale (project INTEGER PRIMARY KEY REFERENCES project(id));
CREATE TABLE task_schedule (
    task INTEGER PRIMARY KEY REFERENCES task(id),
    project INTEGER NOT NULL REFERENCES project(id),
    row INTEGER NOT NULL,
    depth INTEGER NOT NULL,
    children INTEGER NOT NULL,
    start TEXT, finish TEXT, late_start TEXT, late_finish TEXT,
    total_float INTEGER, free_float INTEGER, critical INTEGER NOT NULL, conflict INTEGER NOT NULL, driver INTEGER,
    duration INTEGER, remaining INTEGER, progress INTEGER, open INTEGER NOT NULL, baseline_finish TEXT, state TEXT
);
CREATE INDEX task_schedule_order ON task_schedule(project, row, open);
CREATE TABLE project_totals (
    project INTEGER PRIMARY KEY REFERENCES project(id),
    rows INTEGER NOT NULL, open_rows INTEGER NOT NULL,
    tasks INTEGER NOT NULL, open INTEGER NOT NULL, done INTEGER NOT NULL, blocked INTEGER NOT NULL, critical INTEGER NOT NULL,
    progress INTEGER, remaining INTEGER, start TEXT, finish TEXT, planned_finish TEXT, baseline_finish TEXT, first_finish TEXT,
    planned_days INTEGER,
    budget INTEGER, planned INTEGER, forecast INTEGER, actual INTEGER, minutes INTEGER,
    risks INTEGER NOT NULL, top_score INTEGER, exposure INTEGER, issues INTEGER NOT NULL
);
CREATE TABLE project_health (
    project INTEGER PRIMARY KEY REFERENCES project(id),
    overall TEXT, schedule TEXT, cost TEXT, risk TEXT, reasons TEXT NOT NULL, severity INTEGER NOT NULL
);
"""


def statements() -> list[str]:
    """Every statement of this step, in order."""
    script = [_CORE]
    script += [f'CREATE TABLE "{name}" ({_HEAD} {columns});' for name, columns in _REGISTERS.items()]
    script += [_INDEXES, _DERIVED]
    script += [f"INSERT INTO kind(key, prefix) VALUES ('{key}', '{prefix}');" for key, prefix in _PREFIXES.items()]
    options = "content='', contentless_delete=1, " if CONTENTLESS_DELETE else ""
    script.append(f"CREATE VIRTUAL TABLE search USING fts5(title, body, {options}tokenize='unicode61 remove_diacritics 2', prefix='2 3');")
    return split(script)


def split(scripts: list[str]) -> list[str]:
    """Scripts cut into statements; a trigger's body keeps its semicolons."""
    found: list[str] = []
    for script in scripts:
        part = ""
        for piece in script.split(";"):
            part += piece + ";"
            if "CREATE TRIGGER" in part and not part.rstrip(";").rstrip().endswith("END"):
                continue
            if part.strip(" \n;"):
                found.append(part.strip())
            part = ""
    return found


def up(database: Database) -> None:
    """Make the tables."""
    for statement in statements():
        database.execute(statement)
