import pytest
from django.db import connection

from estafeta.ops import health


def beat(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s * interval '1 second')",
            [seconds_ago],
        )


def test_alive_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"alive\n")


def test_ready_when_database_and_jobs_answer(client):
    beat(seconds_ago=5)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "jobs": "ok"})


@pytest.mark.parametrize(
    ("seconds_ago", "sentence"),
    [
        (None, "No worker for jobs is running; letters and reminders wait."),
        (300, "The worker for jobs was last seen 300 seconds ago."),
    ],
)
def test_not_ready_without_a_worker(client, seconds_ago, sentence):
    if seconds_ago:
        beat(seconds_ago)

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "jobs": sentence})


def test_not_ready_without_the_database(client, settings):
    connection.close()
    there = connection.settings_dict["HOST"]
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        answer = client.get("/readyz")
        fault = health.database_fault()
    finally:
        connection.settings_dict["HOST"] = there

    assert answer.status_code == 503
    assert answer.json()["jobs"] == "unknown"
    assert fault.startswith("The database can't be reached: ")


def test_metrics_tell_this_machine_what_waits(client):
    beat(seconds_ago=5)

    answer = client.get("/metrics")

    assert answer.status_code == 200
    names = {line.split("{")[0].split()[0] for line in answer.text.splitlines() if not line.startswith("#")}
    assert names == {
        "estafeta_rows",
        "estafeta_oldest_due_job_seconds",
        "estafeta_worker_silent_seconds",
        "estafeta_database_bytes",
        "estafeta_database_connections",
    }


@pytest.mark.parametrize(
    ("headers", "address", "status"),
    [
        ({}, "127.0.0.1", 200),
        ({}, "::1", 200),
        ({}, "203.0.113.9", 404),
        ({"X-Forwarded-For": "203.0.113.9"}, "127.0.0.1", 404),
        ({"Authorization": "Bearer right"}, "203.0.113.9", 200),
        ({"Authorization": "Bearer wrong"}, "203.0.113.9", 404),
        ({"Authorization": "Bearer "}, "203.0.113.9", 404),
        ({"Authorization": "Bearer қате"}, "203.0.113.9", 404),
    ],
)
def test_metrics_open_to_a_token_or_the_machine_itself(client, settings, headers, address, status):
    settings.METRICS_TOKEN = "right"

    assert client.get("/metrics", headers=headers, REMOTE_ADDR=address).status_code == status


def test_an_empty_token_opens_nothing(client, settings):
    settings.METRICS_TOKEN = ""

    answer = client.get("/metrics", headers={"Authorization": "Bearer "}, REMOTE_ADDR="203.0.113.9")

    assert answer.status_code == 404
