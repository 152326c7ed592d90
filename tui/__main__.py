"""The program `qd`: runs one command, or the app, and leaves at once when it is done."""

import contextlib
import gc
import os
import sys


def run() -> None:
    """The console script. Collecting garbage and taking the interpreter down cost more than a command: neither is done."""
    gc.disable()
    _open_closed_streams()
    code = main(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # whoever was reading has gone
            stream.flush()
    os._exit(code)


def _open_closed_streams() -> None:
    """Give a stream that came closed (`>&-`) something to stand on: no input, an output that refuses, messages that nobody reads."""
    for name, access, mode in (("stdin", os.O_RDONLY, "r"), ("stdout", os.O_RDONLY, "w"), ("stderr", os.O_WRONLY, "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, access), mode, encoding="utf-8"))


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
