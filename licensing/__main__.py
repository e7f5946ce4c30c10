"""The command line: `counterfoil COMMAND`; results on standard output, all else on standard error."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence

from domain.kernel.errors import DomainError
from licensing import settings as known
from licensing.commands import FROM_INPUT, commands
from licensing.watch.roles import watched

_DEBUG = "COUNTERFOIL_DEBUG"


def main(words: Sequence[str] | None = None) -> int:
    """Runs one command: 0 for success, 2 for a mistake in the call, 1 for a failure told in a sentence.

    An order that is refused, lawfully and on record, is 3.
    """
    _show_every_letter()
    try:
        if words is None:
            words = sys.argv[1:]
            if (ended := watched(words, os.environ)) is not None:
                return ended
        arguments = _parsed(words)
        options = {
            name.removeprefix("setting_"): value
            for name, value in vars(arguments).items()
            if name.startswith("setting_")
        }
        return _run(arguments, known.settings(options, os.environ))
    except known.BadSetting as why:
        return _failed(why, 2)
    except BrokenPipeError:
        # Whoever read our output has enough: nothing is wrong, and nothing more can be written there.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return _failed("interrupted", 1)
    except (DomainError, OSError) as why:
        return _failed(why, 1)
    except Exception as why:
        return _failed(f"{type(why).__name__}: {why}; set {_DEBUG}=1 to see where", 1)


def _show_every_letter() -> None:
    """A letter that a terminal lacks is shown by its number: no finding is lost to an encoding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _run(arguments: argparse.Namespace, settings: known.Settings) -> int:
    """Runs a command; what it logs goes to standard error. Nothing of that is loaded for a call of the help."""
    from licensing.logs import log_handler, logging_to

    with logging_to(log_handler(arguments.role_of_process, settings.log_form), settings.log_level):
        return int(arguments.run(arguments, settings))


def parser(called: str | None = None) -> argparse.ArgumentParser:
    """The command line of the command that is called, or the whole of it."""
    made = argparse.ArgumentParser(
        prog="counterfoil", description="Import and export licensing and diversion control for firearms."
    )
    choices = made.add_subparsers(metavar="COMMAND", required=True)
    for command in commands(called):
        one = choices.add_parser(command.NAME, help=command.HELP, description=command.HELP)
        command.arguments(one)
        known.offer(one, command.NAME)
        one.set_defaults(run=command.run, role_of_process=command.NAME)
    return made


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    whole = parser(words[0] if words else None)
    arguments, left = whole.parse_known_args(words)
    if not _file_came_last(arguments, left):
        whole.error(f"unrecognized arguments: {' '.join(left)}")
    return arguments


def _file_came_last(arguments: argparse.Namespace, left: Sequence[str]) -> bool:
    """True when nothing is left over, or only FILE, which then is taken.

    Before 3.12.8 and 3.13.1 argparse settles an optional FILE together with the word before it: it gets its default
    when options stand between the two, and what was meant is left over.
    """
    if len(left) == 1 and getattr(arguments, "file", None) == FROM_INPUT and _is_file(left[0]):
        arguments.file = left[0]
        return True
    return not left


def _is_file(word: str) -> bool:
    return word == FROM_INPUT or not word.startswith("-")


def _failed(why: BaseException | str, code: int) -> int:
    if os.environ.get(_DEBUG) and isinstance(why, BaseException):
        raise why
    sentence = " ".join(str(why).split())
    print(f"counterfoil: {sentence}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
