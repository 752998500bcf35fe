"""What is done later: ids in, one service called."""

from procrastinate.contrib.django import app

from estafeta.recognition import services


@app.task(name="recognition.forget", retry=5)
def forget(person_id: int) -> None:
    services.forget(person_id)


@app.task(name="recognition.thank_everybody", retry=5)
def thank_everybody(campaign_id: int, after: int = 0) -> None:
    services.thank_everybody(campaign_id, after=after)


@app.task(name="recognition.tell_of_next", retry=5)
def tell_of_next(campaign_id: int, after: int = 0) -> None:
    services.tell_of_next(campaign_id, after=after)


@app.task(name="recognition.thank_for", retry=5)
def thank_for(deed_id: int) -> None:
    services.thank_for(deed_id)


@app.periodic(cron="17 4 * * *", periodic_id="recognition.release_told")
@app.task(name="recognition.release_told", queueing_lock="recognition.release_told")
def release_told(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.release_told()
