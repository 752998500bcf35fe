"""The caretaker's rounds."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

SILENT_WORKER_S = 60


@app.periodic(cron="* * * * *", periodic_id="ops.take_up_orphans")
@app.task(name="ops.take_up_orphans", queueing_lock="ops.take_up_orphans", pass_context=True)
async def take_up_orphans(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    """Put jobs whose worker died back into the queue."""
    manager = context.app.job_manager
    await manager.prune_stalled_workers(SILENT_WORKER_S)
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_WORKER_S):
        await manager.retry_job(job)


@app.periodic(cron="17 3 * * *", periodic_id="ops.forget_old_jobs")
@app.task(name="ops.forget_old_jobs", queueing_lock="ops.forget_old_jobs", pass_context=True)
async def forget_old_jobs(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    """Remove finished and failed jobs after a month; until then they can be looked at."""
    await context.app.job_manager.delete_old_jobs(nb_hours=30 * 24, include_failed=True)
