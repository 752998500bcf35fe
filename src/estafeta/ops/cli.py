"""The program `estafeta`: starts the embedded PostgreSQL where DATABASE_URL names no other, then calls a command."""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from estafeta.ops import embedded

COMMANDS = {
    "up": "start everything: database, web, jobs; Ctrl-C stops it",
    "demo": "load the example campaign of 2010",
    "import": "load territories, organisations, people, deeds, appeals or attendance from CSV or Excel",
    "tally": "show the campaign's figures, or verify them against the facts",
    "seal": "seal the days that are over; let witnesses sign them",
    "sketch": "count people together with campaigns that may not share lists",
    "report": "write the final report",
    "backup": "write the whole installation into one file, while it runs",
    "restore": "bring a backup into an empty installation, and verify it",
    "forget_person": "forget a person: estafeta forget_person WHO --yes",
    "operator": "let somebody into /admin/: estafeta operator EMAIL",
    "readonly": "let everybody read and nobody write for a while: estafeta readonly on|off|state",
    "doctor": "say what is wrong with this installation",
    "bench": "measure, and compare with the limit measured in the same run",
    "messages": "collect and compile the translations",
}
WITHOUT_DATABASE = {"readonly", "messages", "makemessages", "compilemessages", "collectstatic", "help", "version"}


def var_folder() -> Path:
    return Path(os.environ.get("ESTAFETA_VAR", Path(__file__).resolve().parents[3] / "var"))


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command. Exit status: 0 only on success, 1 when it failed, 2 when there is no such command."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in {"-h", "--help", "help"}:
        print(usage())
        sys.exit(0)
    signal.signal(signal.SIGTERM, _leave)
    try:
        sys.exit(_run(words))
    except embedded.Fault as fault:
        sys.exit(f"estafeta: {fault}")
    except KeyboardInterrupt:
        sys.exit(130)


def commands() -> dict[str, str]:
    """Those of ours that this version has. Asked of the disk: starting Django only to show a list would be slow."""
    there = {path.stem for path in Path(__file__).resolve().parents[1].glob("*/management/commands/*.py")} | {"up"}
    return {name: line for name, line in COMMANDS.items() if name in there}


def usage() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {line}" for name, line in commands().items()]
    return "\n".join(
        [
            "estafeta COMMAND [...]   (estafeta COMMAND --help tells more)",
            "",
            *lines,
            "",
            "Any command of Django (migrate, shell, ...) works too. docs/operating.md names the settings.",
        ]
    )


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + signal.SIGTERM)


def _run(words: list[str]) -> int:
    name, asks_help = words[0], bool({"-h", "--help"} & set(words[1:]))
    if name == "up":
        from estafeta.ops import supervisor  # noqa: PLC0415 -- only here; the other commands start faster without

        return supervisor.main(words[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "estafeta.project.settings")
    if os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE") or asks_help or name in WITHOUT_DATABASE:
        return _dispatch(words)
    server = embedded.Server(var_folder() / "postgres")
    os.environ["DATABASE_URL"] = server.acquire()
    try:
        return _dispatch(words)
    finally:
        server.release()


def _dispatch(words: list[str]) -> int:
    import django  # noqa: PLC0415 -- Django starts after DATABASE_URL is set
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 -- as above
    from django.core.management import execute_from_command_line, get_commands  # noqa: PLC0415 -- as above
    from django.db.utils import OperationalError  # noqa: PLC0415 -- as above

    try:
        django.setup()
        if words[0] not in get_commands():
            print(f"estafeta: there is no command {words[0]!r}; estafeta --help lists them.", file=sys.stderr)
            return 2
        execute_from_command_line(["estafeta", *words])
    except ImproperlyConfigured as fault:
        print(f"estafeta: {fault}", file=sys.stderr)
        return 1
    except OperationalError as fault:
        if "connection" not in str(fault):
            raise
        print(f"estafeta: the database can't be reached: {fault}", file=sys.stderr)
        return 1
    return 0
