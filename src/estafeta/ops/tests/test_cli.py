import pytest

from estafeta.ops.cli import commands

pytestmark = pytest.mark.no_database


def test_help_lists_every_command_of_ours_with_a_line(estafeta):
    told = estafeta("--help")

    listed = dict(line.split(maxsplit=1) for line in told.stdout.splitlines() if line.startswith("  "))
    assert (told.returncode, listed) == (0, commands())
    assert set(listed) >= {"up", "demo", "import", "backup", "restore", "doctor", "bench", "messages"}


@pytest.mark.parametrize("command", commands())
def test_every_command_explains_itself(estafeta, command):
    told = estafeta(command, "--help")

    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("usage:")


def test_an_unknown_command_is_a_sentence(estafeta):
    told = estafeta("nonsense", DATABASE_URL="postgresql://127.0.0.1:1/nowhere")

    assert told.returncode == 2
    assert told.stderr == "estafeta: there is no command 'nonsense'; estafeta --help lists them.\n"


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL must begin with postgresql://"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:1/nowhere"}, "the database can't be reached"),
        ({"DATABASE_URL": "postgresql:///x", "DEBUG": "perhaps"}, "DEBUG is 'perhaps'; say 1 or 0."),
        ({"DATABASE_URL": "postgresql:///x", "SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE points to /nowhere"),
    ],
)
def test_nonsense_in_the_environment_is_a_sentence(estafeta, environment, sentence):
    told = estafeta("migrate", **environment)

    assert told.returncode == 1
    assert sentence in told.stderr
    assert "Traceback" not in told.stderr
