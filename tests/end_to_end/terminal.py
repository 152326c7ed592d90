"""A real terminal for tests: starts a program in a pty, answers what terminals are asked, and shows the screen as people see it."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence

import pyte

KEYS = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "backtab": "\x1b[Z", "space": " ", "backspace": "\x7f", "up": "\x1b[A", "down": "\x1b[B",
    "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F", "pageup": "\x1b[5~", "pagedown": "\x1b[6~", "delete": "\x1b[3~",
    "f1": "\x1bOP",
}  # fmt: skip
_KNOWN_MODES = frozenset((1, 6, 7, 12, 25, 1000, 1002, 1003, 1004, 1006, 1049, 2004, 2026))
_QUERY = re.compile(
    rb"\x1b\[(?P<attributes>[>=]?0?)c|\x1b\[(?P<status>\??[56])n|\x1b\[\?(?P<mode>\d+)\$p|(?P<keyboard>\x1b\[\?u)"
    rb"|\x1b\](?P<colour>1[0-2]);\?(?:\x07|\x1b\\)|(?P<version>\x1b\[>0?q)|\x1b\[(?P<size>14|16|18)t"
)
#: What pyte does not know and would print: device control strings, private sequences of keyboards and modes.
_UNKNOWN = re.compile(
    rb"\x1b[P_^].*?\x1b\\|\x1b\[[<=>][0-9;:]*[ -/]*[@-~]|\x1b\[\?[0-9;:]*[usmqc]|\x1b\[[0-9;:?]*[ -/]+[@-~]|\x1b[=>78]", re.DOTALL
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[P\]^_](?:(?!\x1b\\|\x07).)*)?$", re.DOTALL)
_ALTERNATE = re.compile(rb"\x1b\[\?(?:1049|1047|47)[hl]")


class Terminal:
    """One program in one terminal of `size` columns and rows."""

    def __init__(
        self, command: Sequence[str], size: tuple[int, int] = (120, 40), env: Mapping[str, str] | None = None, *, cwd: str | None = None
    ) -> None:
        self.columns, self.rows = size
        self.output = b""
        self.ended = False
        self._rest = b""
        self._asked = b""
        self._screen = pyte.Screen(self.columns, self.rows)
        self._stream = pyte.ByteStream(self._screen)
        environment = {name: value for name, value in os.environ.items() if name not in ("LINES", "COLUMNS", "TMUX", "NO_COLOR", "TERM")}
        environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", **(env or {})}
        self._master, slave = os.openpty()
        self._set_size()
        self.process = subprocess.Popen(
            list(command), stdin=slave, stdout=slave, stderr=slave, env=environment, cwd=cwd, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(slave)
        os.set_blocking(self._master, False)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    # -- what a person does

    def send(self, keys: str) -> None:
        """Type: names of keys in angle brackets (`<enter>`, `<ctrl+c>`), everything else as it stands."""
        for piece in re.findall(r"<[a-z0-9+]+>|[^<]+|<", keys):
            os.write(self._master, self._bytes(piece))

    @staticmethod
    def _bytes(piece: str) -> bytes:
        name = piece[1:-1]
        if not piece.startswith("<") or not name:
            return piece.encode()
        if name.startswith("ctrl+"):
            return bytes([ord(name[-1].upper()) & 0x1F])
        return KEYS[name].encode()

    def resize(self, columns: int, rows: int) -> None:
        """Another size of the window."""
        self.columns, self.rows = columns, rows
        self._screen.resize(rows, columns)
        self._set_size()
        self.process.send_signal(signal.SIGWINCH)

    def wait_for(self, text: str, timeout: float = 20.0) -> str:
        """Read until the text (a regular expression) stands on the screen; the screen. Fails with the screen when it does not come."""
        return self._wait(lambda screen: re.search(text, screen) is not None, f"no “{text}”", timeout)

    def wait_until_gone(self, text: str, timeout: float = 20.0) -> str:
        """Read until the text is not on the screen any more."""
        return self._wait(lambda screen: re.search(text, screen) is None, f"“{text}” is still there", timeout)

    def _wait(self, holds, complaint: str, timeout: float) -> str:  # type: ignore[no-untyped-def]
        end = time.monotonic() + timeout
        while not holds(self.screen()):
            if self.ended or time.monotonic() > end:
                raise AssertionError(f"{complaint} after {timeout} s{' (the program has ended)' if self.ended else ''}:\n{self.screen()}")
            self._read(0.05)
        return self.screen()

    def settle(self, quiet: float = 0.3) -> str:
        """Read until the program is silent for a while; the screen."""
        while self._read(quiet):
            continue
        return self.screen()

    def screen(self) -> str:
        """What stands on the screen now, line by line, without the blanks at the ends."""
        while self._read(0):
            continue
        return "\n".join(line.rstrip() for line in self._screen.display)

    def wait_for_end(self, timeout: float = 10.0) -> int:
        """Read until the program has ended; its exit code."""
        end = time.monotonic() + timeout
        while self.process.poll() is None:
            if time.monotonic() > end:
                raise AssertionError(f"still running after {timeout} s:\n{self.screen()}")
            self._read(0.05)
        self.screen()
        return self.process.returncode

    def hang_up(self) -> None:
        """The line drops: the terminal is gone from one moment to the next."""
        os.close(self._master)
        self.ended = True

    def close(self) -> None:
        """End whatever is still running."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(3)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if not self.ended:
            self.hang_up()

    # -- the terminal's side

    def _set_size(self) -> None:
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", self.rows, self.columns, self.columns * 10, self.rows * 20))

    def _read(self, seconds: float) -> bool:
        if self.ended or not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # the program's end of the line is closed
            data = b""
        if not data:
            os.close(self._master)
            self.ended = True
            return False
        self.output += data
        self._show(data)
        self._answer(data)
        return True

    def _show(self, data: bytes) -> None:
        data = self._rest + data
        unfinished = _UNFINISHED.search(data)
        cut = unfinished.start() if unfinished else len(data)
        data, self._rest = data[:cut], data[cut:]
        for part in re.split(rb"(\x1b\[\?(?:1049|1047|47)[hl])", _UNKNOWN.sub(b"", data)):
            if _ALTERNATE.fullmatch(part):
                self._screen.erase_in_display(2)
            elif part:
                self._stream.feed(part)

    def _answer(self, data: bytes) -> None:
        asked = self._asked + data
        end = 0
        for question in _QUERY.finditer(asked):
            end = question.end()
            os.write(self._master, self._reply(question))
        rest = asked[end:]
        begun = rest.rfind(b"\x1b")
        self._asked = rest[begun:] if begun >= 0 and len(rest) - begun < 40 else b""

    def _reply(self, question: re.Match[bytes]) -> bytes:
        kind = question.lastgroup
        if kind == "attributes":
            return {b">": b"\x1b[>41;388;0c", b"=": b"\x1bP!|00000000\x1b\\"}.get(question["attributes"][:1], b"\x1b[?64;1;2;6;9;15;22c")
        if kind == "status":
            cursor = self._screen.cursor
            return b"\x1b[0n" if question["status"] == b"5" else b"\x1b[%d;%dR" % (cursor.y + 1, cursor.x + 1)
        if kind == "mode":
            return b"\x1b[?%s;%d$y" % (question["mode"], 2 if int(question["mode"]) in _KNOWN_MODES else 0)
        if kind == "keyboard":
            return b"\x1b[?0u"
        if kind == "colour":
            return b"\x1b]%s;rgb:%s\x1b\\" % (question["colour"], b"0000/0000/0000" if question["colour"] == b"11" else b"e5e5/e5e5/e5e5")
        if kind == "version":
            return b"\x1bP>|XTerm(388)\x1b\\"
        return {b"14": b"\x1b[4;800;1200t", b"16": b"\x1b[6;20;10t", b"18": b"\x1b[8;%d;%dt" % (self.rows, self.columns)}[question["size"]]
