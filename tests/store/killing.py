"""Many writers on one file, each killed again and again in the middle of its work, and what must be true afterwards."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

from models.operations.refresh import rebuild
from store.support import assert_sound, derived, make, new_portfolio, opened, project

TESTS = Path(__file__).resolve().parent.parent


class Writer(threading.Thread):
    """One writer: started anew after each kill, at the first write that was not acknowledged."""

    def __init__(self, path: Path, name: str, writes: int, kills: int, seed: int) -> None:
        super().__init__()
        self.path, self.writer, self.writes, self.kills = path, name, writes, kills
        self.random = random.Random(f"{seed}-{name}")
        self.acknowledged = 0
        self.killed = 0
        self.complaints: list[str] = []

    def run(self) -> None:
        """Write everything, with as many kills as were asked for on the way."""
        while self.acknowledged < self.writes and not self.complaints:
            self._one_life()

    def _one_life(self) -> None:
        command = [sys.executable, "-m", "store.writer", str(self.path), self.writer, str(self.acknowledged + 1), str(self.writes)]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(TESTS), str(TESTS.parent)])}
        process = subprocess.Popen(command, cwd=TESTS, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stderr is not None
        dies_after = self.random.randint(0, 2 * self.writes // (self.kills + 1)) if self.killed < self.kills else None
        for line in process.stdout:
            self.acknowledged = int(line)
            if dies_after == 0:
                time.sleep(self.random.random() * 0.02)  # somewhere inside one of the next writes
                process.kill()
                self.killed += 1
                dies_after = None
            elif dies_after is not None:
                dies_after -= 1
        text = process.stderr.read()
        if process.wait() not in (0, -9) or text:
            self.complaints.append(text or f"exit {process.returncode}")
        process.stdout.close()
        process.stderr.close()


def kill_and_check(path: Path, *, writers: int, writes: int, kills: int, seed: int) -> int:
    """Run the writers; assert that nothing acknowledged is lost or doubled and nothing is torn. The number of kills there were."""
    session = new_portfolio(path)
    make(session, "task", project=project(session), title="Shared", duration=480)
    session.database.close()
    running = [Writer(path, f"w{number}", writes, kills, seed) for number in range(writers)]
    for writer in running:
        writer.start()
    for writer in running:
        writer.join()
    assert [writer.complaints for writer in running if writer.complaints] == []
    database = opened(path).database
    found = Counter(title for (title,) in database.rows("SELECT title FROM lesson"))
    assert found == Counter(f"{writer.writer}-{number}" for writer in running for number in range(1, writes + 1))
    assert_sound(database)
    before = derived(database)
    rebuild(database)
    assert derived(database) == before
    database.close()
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name]
    return sum(writer.killed for writer in running)
