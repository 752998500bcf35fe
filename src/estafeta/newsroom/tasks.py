from procrastinate.contrib.django import app

from estafeta.newsroom import queries, services


@app.task(name="newsroom.appear", retry=5)
def appear(story_id: int) -> None:
    if story := queries.story_of(story_id):
        services.appear(story)


@app.periodic(cron="40 1 * * *", periodic_id="newsroom.offer")
@app.task(name="newsroom.offer", queueing_lock="newsroom.offer")
def offer(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.offer_all()


@app.periodic(cron="50 * * * *", periodic_id="newsroom.build_kits")
@app.task(name="newsroom.build_kits", queueing_lock="newsroom.build_kits")
def build_kits(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.build_kits()
