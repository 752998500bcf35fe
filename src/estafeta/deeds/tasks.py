from procrastinate.contrib.django import app

from estafeta.deeds import services


@app.periodic(cron="* * * * *", periodic_id="deeds.move_by_the_clock")
@app.task(name="deeds.move_by_the_clock", queueing_lock="deeds.move_by_the_clock")
def move_by_the_clock(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.move_by_the_clock()


@app.periodic(cron="*/10 * * * *", periodic_id="deeds.chase_reports")
@app.task(name="deeds.chase_reports", queueing_lock="deeds.chase_reports")
def chase_reports(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.chase_reports()
