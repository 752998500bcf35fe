from procrastinate.contrib.django import app

from estafeta.web.desk import digest


@app.periodic(cron="7 * * * *", periodic_id="web.send_digests")
@app.task(name="web.send_digests", queueing_lock="web.send_digests")
def send_digests(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    digest.send_digests()
