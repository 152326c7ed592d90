"""The program `qd`: runs one command, or the app, and leaves at once when it is done."""

import contextlib
import gc
import os
import sys


def run() -> None:
    """The console script. Collecting garbage and taking the interpreter down cost more than a command: neither is done."""
    gc.disable()
    code = main(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # whoever was reading has gone
            stream.flush()
    os._exit(code)


def main(arguments: list[str]) -> int:
    """Run one command line; its exit code. Whatever goes wrong is said in words, never as a traceback."""
    try:
        from tui.cli.command_line import carry_out

        code = carry_out(arguments)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # `qd ls task | head -1`: what nobody reads is no failure
        return 0
    except BaseException as error:
        from tui.cli.failure import report

        return report(error, arguments)


if __name__ == "__main__":
    run()
