"""Figures for the operator's monitoring, asked of the database, so that every web worker tells the same."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection
from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

ROWS = (
    "deeds.Deed",
    "deeds.Shift",
    "participation.SignUp",
    "tally.Fact",
    "people.Person",
    "organisations.Organisation",
)


def exposition() -> bytes:
    registry = CollectorRegistry()
    registry.register(_House())
    return generate_latest(registry)


class _House(Collector):
    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield _rows()
        yield from _jobs()
        yield from _database()

    def describe(self) -> list[GaugeMetricFamily]:
        return []  # spares a first collection at registration


def _rows() -> GaugeMetricFamily:
    """Estimates of the planner's: a count of millions on every scrape would cost more than it tells."""
    family = GaugeMetricFamily("estafeta_rows", "Rows, as PostgreSQL estimates them.", labels=["noun"])
    with connection.cursor() as cursor:
        for noun in ROWS:
            model = apps.get_model(noun)
            cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [model._meta.db_table])  # noqa: SLF001 -- Django's documented Meta
            (rows,) = cursor.fetchone() or (0,)
            family.add_metric([model._meta.model_name or noun], max(rows, 0))  # noqa: SLF001 -- as above
    return family


def _jobs() -> Iterator[GaugeMetricFamily]:
    now = timezone.now()
    states = ProcrastinateJob.objects.values("status").annotate(jobs=Count("id")).values_list("status", "jobs")
    family = GaugeMetricFamily("estafeta_jobs", "Jobs by state.", labels=["state"])
    for state, number in sorted(states):
        family.add_metric([state], number)
    yield family
    due = Q(status="todo") & (Q(scheduled_at=None) | Q(scheduled_at__lte=now))
    oldest = ProcrastinateJob.objects.filter(due, procrastinateevent__type="deferred").aggregate(
        since=Min("procrastinateevent__at")
    )["since"]
    waiting_s = (now - oldest).total_seconds() if oldest else 0
    yield GaugeMetricFamily("estafeta_oldest_due_job_seconds", "How long the oldest due job waits.", waiting_s)
    seen = ProcrastinateWorker.objects.aggregate(seen=Max("last_heartbeat"))["seen"]
    silent_s = (now - seen).total_seconds() if seen else float("inf")
    yield GaugeMetricFamily("estafeta_worker_silent_seconds", "Since the jobs' worker was last seen.", silent_s)


def _database() -> Iterator[GaugeMetricFamily]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_database_size(current_database()),"
            " (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())"
        )
        size, connections = cursor.fetchone() or (0, 0)
    yield GaugeMetricFamily("estafeta_database_bytes", "Size of the database.", size)
    yield GaugeMetricFamily("estafeta_database_connections", "Open connections.", connections)
