from procrastinate.contrib.django import app

from estafeta.campaigns.models import Campaign
from estafeta.deeds.models import Deed
from estafeta.participation.models import SignUp
from estafeta.people.models import Person
from estafeta.relay import services


@app.periodic(cron="*/10 * * * *", periodic_id="relay.lapse")
@app.task(name="relay.lapse", queueing_lock="relay.lapse")
def lapse(timestamp: int) -> None:  # noqa: ARG001 -- the scheduler's argument
    services.lapse()


@app.task(name="relay.hand_out", retry=5)
def hand_out(deed_id: int) -> None:
    services.hand_out(Deed.objects.get(pk=deed_id))


@app.task(name="relay.carry_by_deed", retry=5)
def carry_by_deed(deed_id: int) -> None:
    services.carry_by_deed(Deed.objects.get(pk=deed_id))


@app.task(name="relay.carry_by_sign_up", retry=5)
def carry_by_sign_up(sign_up_id: int) -> None:
    services.carry_by_sign_up(SignUp.objects.select_related("shift__deed", "person").get(pk=sign_up_id))


@app.task(name="relay.let_go_of_sign_up", retry=5)
def let_go_of_sign_up(sign_up_id: int) -> None:
    services.let_go_of_sign_up(SignUp.objects.select_related("shift__deed").get(pk=sign_up_id))


@app.task(name="relay.deed_called_off", retry=5)
def deed_called_off(deed_id: int) -> None:
    services.deed_called_off(Deed.objects.get(pk=deed_id))


@app.task(name="relay.redraw", retry=5)
def redraw(campaign_id: int) -> None:
    services.redraw(Campaign.objects.get(pk=campaign_id))


@app.task(name="relay.forget", retry=5)
def forget(person_id: int) -> None:
    services.forget_giver(Person.objects.get(pk=person_id))
