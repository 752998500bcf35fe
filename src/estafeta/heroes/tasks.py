"""What is done later: ids in, one service called."""

from procrastinate.contrib.django import app

from estafeta.heroes import services


@app.task(name="heroes.forget", retry=5)
def forget(person_id: int) -> None:
    services.forget(person_id)
