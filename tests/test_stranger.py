"""A stranger looks everywhere that is open, in three languages, and finds no contact and no minor's name."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from estafeta.appeals import services as appeals
from estafeta.deeds import services as deeds
from estafeta.deeds.models import DeedAnswer
from estafeta.participation import services as participation
from estafeta.photos.services import add_photo
from estafeta.photos.tests.test_photos import picture
from estafeta.tally import services as tally
from tests import make
from tests.test_roles import TABLE, World, expected

# Every secret is told to the system somewhere, in every way in which it comes to know such a thing.
SECRETS = {
    "askers": "Zhanar Askerova", "givers": "Bolat Giverov", "child": "Maral Childova", "guardian": "Saule Guardova",
    "organiser": "Aigul Organiserova", "coordinator": "Kairat Deskov", "flat": "Flat 77, code 4321",
    "asker_mail": "zhanar@askers.example", "asker_phone": "7011112233", "giver_mail": "bolat@givers.example",
    "guardian_phone": "7014445566", "organiser_mail": "aigul@organisers.example",
}  # fmt: skip
PHONE = re.compile(r"(?<![\w.])\+?[78][\s(-]*7\d\d[\s)-]*\d{3}[\s-]*\d\d[\s-]*\d\d(?!\w)")  # not inside a root or a key
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
LANGUAGES = ("kk", "ru", "en")


@pytest.fixture
def world():
    """The country of the table of roles, with an appeal of a child, its givers, a reported deed and sign-ups."""
    made = World()
    town, campaign = made.town, made.deed.campaign
    organiser = make.person(SECRETS["organiser"], email=SECRETS["organiser_mail"])
    boss = make.coordinator(town, SECRETS["coordinator"])
    body = make.organisation("Youth of the town", owner=organiser, territory=town)
    asked = appeals.ask_without_account(
        SECRETS["askers"], email=SECRETS["asker_mail"], phone="", language="en", campaign=campaign, territory=town,
        kind="place", title="Swings for our yard", about="Nowhere to play", private_detail=SECRETS["flat"],
    )  # fmt: skip
    for_child = appeals.ask_without_account(
        SECRETS["guardian"], phone="+77014445566", language="en", child_name=SECRETS["child"],
        child_born_on=timezone.localdate() - timedelta(days=3650), campaign=campaign, territory=town, kind="things",
        title="Books for a pupil", about="A pupil needs books",
    )  # fmt: skip
    giver = make.person(SECRETS["givers"], email=SECRETS["giver_mail"])
    for appeal in (asked, for_child):
        add_photo(appeal.asker, appeal, picture(), alt="The yard", consent=True, is_public=False)
        appeals.publish(appeal, boss)
        need = appeals.add_need(appeal, boss, kind="material", what="boards", quantity=9)
        appeals.pledge(need, giver, quantity=4, client_key="k")
    at = timezone.now() - timedelta(days=1)
    held = make.deed("Swings", status="done", organisation=body, territory=town, campaign=campaign, starts_at=at)
    DeedAnswer.objects.create(deed=held, appeal=asked)
    child = for_child.asker
    tally.record(held, "attendance", grade="A", happened_at=at, person=child, minutes=90)
    deeds.report(held, organiser, amount=4, story="Four swings")
    ahead = make.shift(of=make.deed("Books", organisation=body, territory=town, campaign=campaign), capacity=9)
    participation.sign_up(giver, ahead)
    made.told = (asked, for_child, held, ahead.deed)
    return made


def addresses(world: World) -> list[str]:
    """Everything that answers a stranger: the table's open routes, and every page of what was told above."""
    found = [world.address(line) for line in TABLE if expected(line, "stranger").startswith("200")]
    asked, for_child, held, ahead = world.told
    for one in (asked, for_child):
        found += [reverse("web:appeal", args=[one.slug]), f"/api/v1/appeals/{one.slug}"]
    for one in (held, ahead):
        found += [reverse("web:deed", args=[one.slug]), f"/api/v1/deeds/{one.slug}"]
        found += [reverse("web:deed_poster", args=[one.slug]), reverse("web:deed_calendar", args=[one.slug])]
        found += [reverse("web:organisation", args=[one.organisation.slug])]
    found += [reverse("web:territory", args=[held.territory.code]), "/sitemap.xml", "/robots.txt"]
    for words in ("Askerova", "Childova", "zhanar", "7011112233"):
        found += [f"{reverse('web:appeals')}?q={words}", f"{reverse('web:deeds')}?q={words}"]
        found += [f"/api/v1/appeals?q={words}", f"/api/v1/organisations?q={words}"]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_contact_and_no_name_of_a_person_stands_on_anything_open(world, language):
    client, leaks = Client(), []
    with override(language):
        # Private links and the mailbox of the example are not open to strangers of a real installation.
        open_ones = [one for one in addresses(world) if not re.search(r"/(follow|places|mailbox|shared)/", one)]
    for address in open_ones:
        answer = client.get(address, headers={"Accept-Language": language})
        text = (
            b"".join(answer).decode(errors="replace") if answer.streaming else answer.content.decode(errors="replace")
        )
        typed = address.partition("?q=")[2]
        leaks += [
            (address, secret)
            for secret in SECRETS.values()
            for part in {secret, *secret.split()}
            if len(part) > 4 and part in text and part != typed
        ]
        leaks += [(address, found) for found in (*PHONE.findall(text), *MAIL.findall(text)) if not _known(found)]

    assert leaks == []
    assert len(open_ones) > 40


def _known(found: str) -> bool:
    """The calendar's made-up ids, and the examples of how an address is written."""
    return found.endswith(("@estafeta", "@testserver", "@localhost", "@127.0"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_secrets_are_seen_by_who_may_see_them_so_that_something_could_leak(world, language):
    client = Client()
    asked, for_child, *_rest = world.told
    client.force_login(world.people["coordinator"].user)
    with override(language):
        seen = [client.get(reverse("appeals:check", args=[one.slug])).content.decode() for one in (asked, for_child)]

    assert all(SECRETS[name] in seen[0] for name in ("askers", "asker_mail", "flat"))
    assert all(SECRETS[name] in seen[1] for name in ("child", "guardian"))
