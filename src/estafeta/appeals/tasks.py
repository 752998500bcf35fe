from procrastinate.contrib.django import app

from estafeta.appeals import services


@app.periodic(cron="*/10 * * * *", periodic_id="appeals.escalate")
@app.task(name="appeals.escalate", queueing_lock="appeals.escalate")
def escalate(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.escalate()


@app.periodic(cron="*/10 * * * *", periodic_id="appeals.lapse")
@app.task(name="appeals.lapse", queueing_lock="appeals.lapse")
def lapse(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.lapse()


@app.periodic(cron="15 4 * * *", periodic_id="appeals.tell_givers")  # 9:15 in Almaty: one letter a day, no flood
@app.task(name="appeals.tell_givers", queueing_lock="appeals.tell_givers")
def tell_givers(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.tell_givers()
