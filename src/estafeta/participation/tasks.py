"""What is done later and by the clock: ids in, one service called."""

from procrastinate.contrib.django import app

from estafeta.participation import services
from estafeta.people.models import Person


@app.periodic(cron="* * * * *", periodic_id="participation.settle")
@app.task(name="participation.settle", queueing_lock="participation.settle")
def settle(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.settle()


@app.periodic(cron="*/5 * * * *", periodic_id="participation.write_on_the_eve")
@app.task(name="participation.write_on_the_eve", queueing_lock="participation.write_on_the_eve")
def write_on_the_eve(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.write_on_the_eve()


@app.periodic(cron="*/5 * * * *", periodic_id="participation.remind_in_the_morning")
@app.task(name="participation.remind_in_the_morning", queueing_lock="participation.remind_in_the_morning")
def remind_in_the_morning(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.remind_in_the_morning()


@app.periodic(cron="41 3 * * *", periodic_id="participation.forget_unconfirmed")
@app.task(name="participation.forget_unconfirmed", queueing_lock="participation.forget_unconfirmed")
def forget_unconfirmed(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.forget_unconfirmed()


@app.periodic(cron="17 5 * * *", periodic_id="participation.ask_who_was_there")
@app.task(name="participation.ask_who_was_there", queueing_lock="participation.ask_who_was_there")
def ask_who_was_there(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.ask_who_was_there()


@app.task(name="participation.offer_freed_places", retry=5)
def offer_freed_places(shift_id: int) -> None:
    services.offer_freed_places(shift_id)


@app.task(name="participation.tell_cancelled", retry=5)
def tell_cancelled(deed_id: int) -> None:
    services.tell_cancelled(deed_id)


@app.task(name="participation.tell_changed", retry=5)
def tell_changed(deed_id: int) -> None:
    services.tell_changed(deed_id)


@app.task(name="participation.forget", retry=5)
def forget(person_id: int) -> None:
    services.forget(Person.objects.get(pk=person_id))


@app.periodic(cron="23 * * * *", periodic_id="participation.find_pairs")
@app.task(name="participation.find_pairs", queueing_lock="participation.find_pairs")
def find_pairs(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.find_pairs()


@app.periodic(cron="*/10 * * * *", periodic_id="participation.escalate_farewells")
@app.task(name="participation.escalate_farewells", queueing_lock="participation.escalate_farewells")
def escalate_farewells(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.escalate_farewells()
