import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import TaskNotFound

from estafeta.base import jobs


def waiting() -> list[str]:
    return list(ProcrastinateJob.objects.order_by("id").values_list("task_name", flat=True))


def test_a_job_is_a_row():
    jobs.defer("ops.forget_old_jobs", timestamp=0)

    assert waiting() == ["ops.forget_old_jobs"]


def test_a_job_is_rolled_back_with_its_transaction():
    def act_that_fails():
        with transaction.atomic():
            jobs.defer("ops.forget_old_jobs", timestamp=0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act_that_fails()

    assert waiting() == []


def test_an_unknown_name_is_an_error_where_it_is_written():
    with pytest.raises(TaskNotFound):
        jobs.defer("nobody.does_this")


def test_once_as_queues_one_job_and_leaves_the_transaction_whole():
    told = [jobs.defer("ops.take_up_orphans", once_as="one", timestamp=0) for _ in range(3)]

    assert told == [True, False, False]
    assert waiting() == ["ops.take_up_orphans"]
