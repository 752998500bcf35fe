"""Work that is done later, outside the request: queued by name, as a row, in the transaction that asks for it.

A package writes its jobs into its `tasks.py`, which is found by itself:

    from procrastinate.contrib.django import app

    @app.task(name="notifications.deliver", retry=5)
    def deliver(letter_id: int) -> None:
        services.deliver(letter_id)

    @app.periodic(cron="* * * * *", periodic_id="participation.expire_offers")
    @app.task(name="participation.expire_offers")
    def expire_offers(timestamp: int) -> None:
        services.expire_offers()

A job is one call of a service, is given ids only, and may run twice: it is run again when its worker died in it.
"""

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


def defer(
    name: str,
    *,
    run_at: datetime | None = None,
    once_as: str | None = None,
    **ids: int | str,
) -> bool:
    """Queue the job `name` for the moment when this transaction is committed.

    Takes:   ids -- what the job is called with; `run_at` -- aware moment, default at once;
             `once_as` -- while a job with this mark waits, no second one is queued.
    Returns: whether it was queued; False only where `once_as` already waits.
    Raises:  procrastinate.exceptions.TaskNotFound when no package has a job of that name.
    Writes:  one job; it is rolled back with its transaction.
    """
    job = app.configure_task(name, allow_unknown=False, schedule_at=run_at, queueing_lock=once_as)
    if once_as is None:
        job.defer(**ids)
        return True
    try:
        with transaction.atomic():
            job.defer(**ids)
    except AlreadyEnqueued:
        return False
    return True
