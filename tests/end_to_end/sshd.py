"""A real SSH server on localhost for one test: keys, configuration and port of its own, ended with it."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
SSH = shutil.which("ssh")
KEYGEN = shutil.which("ssh-keygen")

_CONFIGURATION = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile {folder}/pid
AuthorizedKeysFile {folder}/allowed
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
AcceptEnv TERM COLORTERM LANG
PrintMotd no
PrintLastLog no
"""


def what_is_missing() -> str | None:
    """Why there can be no server here; None where there can be one."""
    missing = [name for name, found in (("sshd", SSHD), ("ssh", SSH), ("ssh-keygen", KEYGEN)) if found is None]
    return f"{', '.join(missing)} not installed (apt-get install openssh-server openssh-client)" if missing else None


class Server:
    """The running server; `command` reaches it as the account that runs the tests."""

    def __init__(self, folder: Path) -> None:
        assert SSHD is not None
        self.folder = folder
        folder.chmod(0o755)
        for name in ("host", "mine"):
            subprocess.run([str(KEYGEN), "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
        shutil.copy(folder / "mine.pub", folder / "allowed")
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)  # where the server separates its privileges
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        configuration = folder / "configuration"
        configuration.write_text(_CONFIGURATION.format(port=self.port, folder=folder))
        self.log = (folder / "log").open("wb")
        self.process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(configuration)], stderr=self.log, stdin=subprocess.DEVNULL)
        self._wait()

    def _wait(self) -> None:
        for _ in range(100):
            if self.process.poll() is not None:
                break
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the SSH server does not start: {(self.folder / 'log').read_text()}")

    def command(self, *words: str, terminal: bool = True) -> list[str]:
        """`ssh` to the server, with a terminal there or without, running the words."""
        options = ["UserKnownHostsFile=/dev/null", "StrictHostKeyChecking=no", "LogLevel=ERROR", "IdentitiesOnly=yes", "ControlPath=none"]
        return [
            str(SSH), "-F", "none", *(["-tt"] if terminal else ["-T"]), "-p", str(self.port), "-i", str(self.folder / "mine"),
            *[part for option in options for part in ("-o", option)], f"{getpass.getuser()}@127.0.0.1", *words,
        ]  # fmt: skip

    def close(self) -> None:
        """End the server."""
        self.process.terminate()
        self.process.wait(5)
        self.log.close()
