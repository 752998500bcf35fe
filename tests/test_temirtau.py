"""The campaign's first line: pupils of Temirtau ask for a sports ground, and it stands.

From the appeal through the coordinator, the needs, the promises, the deed and its report to the asker's last word,
by the pages that people use.
"""

import re
from datetime import timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from estafeta.appeals.models import Appeal, Pledge
from estafeta.deeds import services as deeds
from estafeta.deeds.models import Deed
from estafeta.journal.queries import story_of
from estafeta.notifications.models import Letter
from tests import make

ASKED = {
    "kind": "place",
    "title": "A sports ground for our school",
    "about": "We have nowhere to play after the lessons.",
    "meeting_point": "School 5, the yard",
    "for_whom": "pupils of School 5",
    "language": "en",
    "name": "Class teacher",
    "contact": "teacher@example.org",
    "child_name": "Arman Serikov",
    "child_born_in": "2014",
    "send": "1",
}


def test_from_the_appeal_to_the_askers_word(client):  # noqa: PLR0915 -- one line from its beginning to its end
    region = make.region()
    town = make.town("Temirtau", parent=region)
    make.campaign(territory=make.country())
    coordinator, partner, organiser = make.coordinator(region), make.user("Partner").person, make.user("Bolat").person
    works = make.organisation("Metal works", kind="business", owner=partner, territory=town)
    alliance = make.organisation("Civic Alliance", owner=organiser, territory=town)
    make.deed_type("playground")

    # asked
    client.post(reverse("appeals:new"), ASKED | {"territory": town.code})
    appeal = Appeal.objects.get()
    follow = reverse("appeals:follow", args=[appeal.token])
    assert "A coordinator reads it" in client.get(follow).content.decode()

    # checked, and split into needs
    client.force_login(coordinator.user)
    words = {name: ASKED[name] for name in ("title", "about", "meeting_point", "for_whom")}
    client.post(reverse("appeals:check_act", args=[appeal.slug, "publish"]), words)
    for what, quantity in (("sand", 10), ("gates", 2)):
        need = {"kind": "material", "what": what, "quantity": quantity, "unit": "t"}
        client.post(reverse("appeals:check_act", args=[appeal.slug, "need"]), need)

    # answered
    client.force_login(partner.user)
    for need in appeal.needs.all():
        page = client.get(reverse("appeals:pledge", args=[need.pk])).content.decode()
        said = {name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', page)[1] for name in ("client_key", "until")}
        said |= {"quantity": need.quantity, "organisation": works.slug}
        client.post(reverse("appeals:pledge", args=[need.pk]), said)
    assert Pledge.objects.filter(organisation=works).count() == 2
    assert state(appeal) == "answered"
    assert "Metal works" in client.get(appeal.get_absolute_url()).content.decode()

    # a deed in one step: kind and time are asked, words, place and needs are carried over
    client.force_login(organiser.user)
    client.get(reverse("deeds:for_appeal", args=[appeal.slug]))
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    client.post(reverse("deeds:step", args=["type"]), {"type": "playground"})
    client.post(reverse("deeds:step", args=["when"]), {"rows": 1, "day_0": day, "from_0": "10:00", "to_0": "13:00"})
    client.post(reverse("deeds:step", args=["places"]), {"places_0": "30"})
    client.post(reverse("deeds:step", args=["who"]), {"organisation": alliance.slug})
    assert appeal.title in client.get(reverse("deeds:preview")).content.decode()
    client.post(reverse("deeds:preview"))
    deed = Deed.objects.get()
    assert (deed.title, deed.territory, deed.meeting_point) == (appeal.title, town, "School 5, the yard")
    assert "sand: 10 t" in deed.about
    assert (deed.status, state(appeal)) == ("announced", "under_way")
    assert appeal.title in client.get(deed.get_absolute_url()).content.decode()
    assert deed.get_absolute_url() in client.get(appeal.get_absolute_url()).content.decode()

    # done, and every giver is told
    deeds.move_by_the_clock(timezone.now() + timedelta(days=5))
    deed.refresh_from_db()
    deeds.report(deed, organiser, amount=Decimal(1), story="The ground stands, the first match is played.")
    assert state(appeal) == "done"
    assert Letter.objects.filter(kind="appeal_outcome", person=partner).count() == 1

    # the asker has the last word
    client.logout()
    assert "Is it as you hoped?" in client.get(follow).content.decode()
    client.post(reverse("appeals:follow_act", args=[appeal.token, "confirm"]))
    assert state(appeal) == "confirmed"

    assert [step.status for step in appeal.steps.all()] == [
        "sent", "published", "answered", "under_way", "done", "confirmed",
    ]  # fmt: skip
    told = Letter.objects.filter(person__email="teacher@example.org").values_list("kind", flat=True)
    assert sorted(told) == ["appeal_code", "appeal_sent"] + ["appeal_step"] * 5
    assert {entry.act for entry in story_of(appeal)} >= {"asked", "published", "need_added", "pledged", "confirmed"}
    for path in (appeal.get_absolute_url(), deed.get_absolute_url(), "/en/", "/en/appeals/", "/en/deeds/"):
        page = client.get(path).content.decode()
        assert not re.search(r"Arman|Serikov|teacher@|Class teacher", page), path


def state(appeal):
    appeal.refresh_from_db()
    return appeal.status
