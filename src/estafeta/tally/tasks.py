from procrastinate.contrib.django import app

from estafeta.tally import services


@app.periodic(cron="* * * * *", periodic_id="tally.settle_people")
@app.task(name="tally.settle_people", queueing_lock="tally.settle_people")
def settle_people(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.settle_all()
