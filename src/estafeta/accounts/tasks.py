from procrastinate.contrib.django import app

from estafeta.accounts import services


@app.periodic(cron="17 4 * * *", periodic_id="accounts.forget_answers")
@app.task(name="accounts.forget_answers", queueing_lock="accounts.forget_answers")
def forget_answers(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.forget_answers()
