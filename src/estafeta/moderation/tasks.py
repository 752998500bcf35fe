from procrastinate.contrib.django import app

from estafeta.moderation import services


@app.periodic(cron="*/10 * * * *", periodic_id="moderation.escalate")
@app.task(name="moderation.escalate", queueing_lock="moderation.escalate")
def escalate(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.escalate()
