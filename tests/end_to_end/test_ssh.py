"""Through a real SSH server: the morning of a lead is typed, the line drops, the program is gone within two seconds, nothing is lost."""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from end_to_end.conftest import QD
from end_to_end.sshd import Server, what_is_missing
from end_to_end.terminal import Terminal

SECONDS_TO_LEAVE = 2.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    reason = what_is_missing()
    if reason:
        warnings.warn(f"SKIPPED, nothing was tested over SSH: {reason}", stacklevel=1)
        pytest.skip(reason)
    server = Server(tmp_path_factory.mktemp("sshd"))
    yield server
    server.close()


def shown(deck: Path, reference: str) -> Any:
    output = subprocess.run([QD, "show", reference, "--json", "--db", str(deck)], check=True, capture_output=True, text=True).stdout
    return json.loads(output)


def programs(deck: Path) -> list[psutil.Process]:
    """The Quarterdecks that run on the portfolio (ssh itself names it too)."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if str(deck) in words and any(Path(word).name == "qd" for word in words[:2]):
            found.append(process)
    return found


def has_left(program: psutil.Process) -> bool:
    """Whether the program ends in time (whoever inherits it may take longer to notice)."""
    end = time.monotonic() + SECONDS_TO_LEAVE
    while time.monotonic() < end:
        try:
            if program.status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def drop_the_client(terminal: Terminal, program: psutil.Process) -> None:
    terminal.process.send_signal(signal.SIGKILL)


def drop_the_server(terminal: Terminal, program: psutil.Process) -> None:
    """The server's process of this connection dies: nobody is left to say goodbye."""
    session = next(parent for parent in program.parents() if parent.name().startswith("sshd"))
    session.kill()


@pytest.mark.parametrize("drop", [drop_the_client, drop_the_server], ids=["the client dies", "the server's session dies"])
def test_the_morning_of_a_lead_over_a_line_that_drops(server: Server, deck: Path, drop: Callable[[Terminal, psutil.Process], None]) -> None:
    with Terminal(server.command(shlex.join([QD, "--db", str(deck)]))) as terminal:
        terminal.wait_for("❯CRM-101", 60)
        terminal.send("x")
        terminal.wait_for(r"CRM-101: .*done")
        terminal.wait_for("❯CRM-102")
        terminal.send("u60% 2h API stubbed<enter>")
        terminal.wait_for(r"CRM-102: done 30 → 60 %")
        terminal.wait_for("❯CRM-103")
        terminal.send("bwaiting on VPN<enter>")
        terminal.wait_for(r"CRM-103: .*blocked")
        (program,) = programs(deck)
        drop(terminal, program)
        assert has_left(program)
    assert programs(deck) == []
    one, two, three = (shown(deck, f"CRM-{number}") for number in (101, 102, 103))
    assert (one["state"], one["progress"]) == ("done", 100)
    assert (two["progress"], three["state"], three["blocked_reason"]) == (60, "blocked", "waiting on VPN")
    verified = subprocess.run([QD, "verify", "--db", str(deck)], capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_a_line_that_drops_while_a_form_is_open_leaves_nothing_half(server: Server, deck: Path) -> None:
    with Terminal(server.command(shlex.join([QD, "--db", str(deck)]))) as terminal:
        terminal.wait_for("❯CRM-101", 60)
        before = shown(deck, "CRM-101")
        terminal.send("u60% never sent")
        terminal.wait_for("never sent")
        (program,) = programs(deck)
        terminal.process.send_signal(signal.SIGKILL)
        assert has_left(program)
    assert shown(deck, "CRM-101") == before


def test_without_a_terminal_over_ssh_it_prints_the_portfolio(server: Server, deck: Path) -> None:
    command = server.command(shlex.join([QD, "--db", str(deck)]), terminal=False)
    result = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    assert result.returncode == 0, result.stderr
    assert "CRM" in result.stdout
    assert "\x1b" not in result.stdout
