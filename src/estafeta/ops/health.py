"""Whether the house lives: the database answers, the jobs' worker was seen lately."""

from datetime import timedelta

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Max
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateWorker

WORKER_SILENT_AFTER = timedelta(seconds=60)  # its heart beats every ten


def database_fault() -> str:
    """A sentence when the database can't be reached, else nothing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError) as fault:
        connection.close()
        return f"The database can't be reached: {str(fault).strip().splitlines()[0]}"
    return ""


def jobs_fault() -> str:
    """A sentence when no worker was seen lately, else nothing. The database must answer."""
    try:
        seen = ProcrastinateWorker.objects.aggregate(seen=Max("last_heartbeat"))["seen"]
    except DatabaseError:
        return "The jobs' tables are missing; run the migrations."
    if seen is None:
        return "No worker for jobs is running; letters and reminders wait."
    silence = timezone.now() - seen
    if silence > WORKER_SILENT_AFTER:
        return f"The worker for jobs was last seen {round(silence.total_seconds())} seconds ago."
    return ""
