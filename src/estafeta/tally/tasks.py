from datetime import timedelta

from procrastinate.contrib.django import app

from estafeta.tally import services


@app.periodic(cron="* * * * *", periodic_id="tally.settle_people")
@app.task(name="tally.settle_people", queueing_lock="tally.settle_people")
def settle_people(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.settle_all()


@app.periodic(cron="7 * * * *", periodic_id="tally.seal_days")
@app.task(name="tally.seal_days", queueing_lock="tally.seal_days")
def seal_days(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.seal_all()


@app.periodic(cron="*/10 * * * *", periodic_id="tally.look_for_alarms")
@app.task(name="tally.look_for_alarms", queueing_lock="tally.look_for_alarms")
def look_for_alarms(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.look_for_alarms(since=timedelta(hours=1))


@app.periodic(cron="23 2 * * *", periodic_id="tally.look_again_for_alarms")
@app.task(name="tally.look_again_for_alarms", queueing_lock="tally.look_for_alarms")
def look_again_for_alarms(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    """What stood still by day, such as the jobs themselves."""
    services.look_for_alarms(since=timedelta(days=2))
