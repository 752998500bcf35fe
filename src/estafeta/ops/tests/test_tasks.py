import pytest
from django.core.management import call_command
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from estafeta.base import jobs

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_a_job_whose_worker_died_is_done_after_all():
    jobs.defer("ops.forget_old_jobs", timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        (dead,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [dead])
    jobs.defer("ops.take_up_orphans", timestamp=0)

    call_command("jobs", once=True)
    call_command("jobs", once=True)

    assert list(ProcrastinateJob.objects.values_list("task_name", "status")) == []
