import json
import logging
import logging.config

import pytest

from estafeta.project import logs

pytestmark = pytest.mark.no_database


@pytest.fixture
def log(capsys):
    """Writes to a logger set up as in production; returns what came out."""

    def write(message: str, *, as_json: bool, **more) -> str:
        made = logs.configuration("WARNING", as_json=as_json)
        formatter = logging.config.DictConfigurator(made).configure_formatter(made["formatters"]["line"])
        record = logging.getLogger("estafeta.try").makeRecord(
            "estafeta.try", logging.ERROR, "f", 1, message, (), **more
        )
        return formatter.format(record)

    return write


def test_a_line_of_json_says_when_where_and_what(log):
    line = json.loads(log("The letter was refused", as_json=True, exc_info=None))

    assert set(line) == {"event", "level", "logger", "timestamp"}
    assert (line["event"], line["level"], line["logger"]) == ("The letter was refused", "error", "estafeta.try")


@pytest.mark.parametrize("as_json", [True, False])
def test_nobodys_address_or_number_is_written(log, as_json):
    fault = ValueError("Key (email)=(vera@example.org) already exists; phone=+77011234567")

    line = log(
        "Refused aigul.s@mail.example.kz and 8 (701) 123-45-67", as_json=as_json, exc_info=(ValueError, fault, None)
    )

    assert "Refused [e-mail] and [phone]" in line
    assert "Key (email)=([e-mail]) already exists; phone=[phone]" in line
    assert "example" not in line.replace("examples", "")
    assert "701" not in line


def test_moments_and_versions_are_left_alone(log):
    assert "2026-11-24T06:33:53+00:00, PostgreSQL 18.4, 470 deeds, id 1234567" in log(
        "2026-11-24T06:33:53+00:00, PostgreSQL 18.4, 470 deeds, id 1234567", as_json=False, exc_info=None
    )
