from procrastinate.contrib.django import app

from estafeta.journal import services


@app.task(name="journal.record")
def record(act: str, thing: str, actor_id: int) -> None:
    services.record_once(actor_id or None, act, thing)
