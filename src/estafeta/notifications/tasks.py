from datetime import UTC, datetime

from procrastinate.contrib.django import app

from estafeta.notifications import services


@app.task(name="notifications.deliver")
def deliver(letter_id: int) -> None:
    services.deliver(letter_id)


@app.periodic(cron="*/2 * * * *", periodic_id="notifications.sweep")
@app.task(name="notifications.sweep", queueing_lock="notifications.sweep")
def sweep(timestamp: int) -> None:
    services.sweep(now=datetime.fromtimestamp(timestamp, tz=UTC))
