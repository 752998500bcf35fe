"""Acts on many rows of the desk: what the preview says is what happens; once, each row by itself, none of others."""

from datetime import timedelta

import pytest
from django.utils import timezone

from estafeta.appeals.models import Appeal
from estafeta.deeds.models import Deed
from estafeta.journal.models import Entry
from estafeta.notifications.models import Letter
from estafeta.organisations.models import Organisation
from estafeta.web.desk.bulk import ACTS, BY_SLUG
from tests import make


@pytest.fixture
def town():
    return make.town(parent=make.region("Karaganda region"))


@pytest.fixture
def boss(town, client):
    human = make.coordinator(town.parent)
    client.force_login(human.user)
    return human


@pytest.fixture
def next_door():
    return make.town(parent=make.region("Abai region"))


def preview(client, kind, act, rows, **told):
    return client.get("/en/desk/bulk/", {"kind": kind, "act": act, "row": [row.pk for row in rows], **told})


def do(client, kind, act, rows, **told):
    """The press on the preview's button, followed to the result."""
    sent = {"kind": kind, "act": act, "row": [row.pk for row in rows], "once": "one-press", **told}
    return client.post("/en/desk/bulk/act/", sent, follow=True)


def fates(answer):
    return [(fate["title"], fate["words"], fate["fault"]) for fate in answer.context["fates"]]


def foretold(answer):
    return [(fate.said.title, str(fate.words), str(fate.fault)) for fate in answer.context["fates"]]


def states(things):
    return [type(thing).objects.values_list("status", flat=True).get(pk=thing.pk) for thing in things]


def test_several_appeals_are_published_and_the_one_with_a_phone_number_is_not(client, boss, town):
    good = make.appeal("A slide", status="sent", territory=town)
    telling = make.appeal("Ring +7 701 123 45 67", status="sent", territory=town)
    no_contact = "The public text holds an e-mail address or a phone number. Take it out first."

    shown = preview(client, "appeal", "publish", [good, telling])

    assert foretold(shown) == [
        ("A slide", "Everybody will be able to read it.", ""),
        ("Ring +7 701 123 45 67", "", no_contact),
    ]
    assert states([good, telling]) == ["sent", "sent"]
    assert (Entry.objects.count(), Letter.objects.count()) == (0, 0)

    done = do(client, "appeal", "publish", [good, telling])

    assert fates(done) == [("A slide", "Published.", ""), ("Ring +7 701 123 45 67", "", no_contact)]
    assert states([good, telling]) == ["published", "sent"]
    assert list(Entry.objects.values_list("actor", "act", "thing")) == [
        (boss.pk, "published", f"appeals.appeal:{good.pk}")
    ]


def test_several_appeals_are_refused_with_one_reason_and_never_without(client, boss, town):
    asked = [make.appeal(f"Appeal {n}", status="sent", territory=town) for n in range(3)]

    assert do(client, "appeal", "refuse", asked, told="").status_code == 422
    assert states(asked) == ["sent"] * 3
    do(client, "appeal", "refuse", asked, told="It is a matter of the police.")

    assert states(asked) == ["refused"] * 3
    assert {step.words for one in asked for step in one.steps.all()} == {"It is a matter of the police."}
    assert Entry.objects.filter(act="refused").count() == 3


def test_several_appeals_are_joined_to_one(client, boss, town):
    target = make.appeal("The slide", territory=town)
    asked = [make.appeal(f"Appeal {n}", status="sent", territory=town) for n in range(2)]

    first = preview(client, "appeal", "merge", asked)
    assert (first.context["fates"], [said.title for said in first.context["waiting"]]) == ([], ["Appeal 0", "Appeal 1"])
    assert [fate[2] for fate in foretold(preview(client, "appeal", "merge", asked, told=target.pk))] == ["", ""]
    do(client, "appeal", "merge", asked, told=target.pk)

    assert list(target.merged_here.order_by("pk")) == asked


def test_several_deeds_are_announced_and_several_are_given_back(client, boss, town):
    body = make.organisation(territory=town, verified=False)
    ready, over = (
        make.deed("Ready", status="review", organisation=body),
        make.deed("Too late", status="review", organisation=body, starts_at=timezone.now() - timedelta(days=1)),
    )
    back = [make.deed(f"Back {n}", status="review", organisation=body) for n in range(2)]

    done = do(client, "review", "announce", [ready, over])
    assert fates(done) == [
        ("Ready", "Announced.", ""),
        ("Too late", "", "The deed would begin in the past. Choose a later time."),
    ]
    sent = {"kind": "review", "act": "return", "row": [one.pk for one in back], "once": "another", "told": "Say where."}
    client.post("/en/desk/bulk/act/", sent)

    assert states([ready, over, *back]) == ["announced", "review", "draft", "draft"]
    assert [entry.detail["reason"] for entry in Entry.objects.filter(act="refused")] == ["Say where."] * 2


def test_several_organisations_are_verified_with_what_was_checked(client, boss, town):
    fresh = [make.organisation(f"Group {n}", verified=False, territory=town) for n in range(2)]

    do(client, "organisation", "verify", fresh, told="Seen in the register")

    assert set(Organisation.objects.values_list("verified_by", "verified_note")) == {(boss.pk, "Seen in the register")}


def test_several_reports_are_asked_for_and_on_one_day_only_once(client, boss, town):
    owner = make.person("Owner")
    body = make.organisation(territory=town, owner=owner)
    late = [
        make.deed(f"Late {n}", status="done", organisation=body, starts_at=timezone.now() - timedelta(days=12))
        for n in range(2)
    ]

    do(client, "late", "remind", late)
    client.post("/en/desk/bulk/act/", {"kind": "late", "act": "remind", "row": [late[0].pk], "once": "again"})

    assert Letter.objects.filter(kind="report_due", person=owner).count() == 2
    assert Entry.objects.filter(act="report_reminded", actor=boss).count() == 2


def test_reports_are_verified_together(client, boss, town):
    told = [make.deed(f"Told {n}", status="reported", territory=town) for n in range(2)]

    do(client, "vouch", "vouch", told)

    assert states(told) == ["verified", "verified"]


def test_the_same_form_sent_twice_does_it_once_and_shows_the_same_result(client, boss, town):
    asked = [make.appeal("A slide", status="sent", territory=town)]

    first, second = do(client, "appeal", "publish", asked), do(client, "appeal", "publish", asked)

    assert fates(first) == fates(second) == [("A slide", "Published.", "")]
    assert Entry.objects.filter(act="published").count() == 1


def test_what_somebody_else_did_meanwhile_is_told_and_left_alone(client, boss, town):
    asked = make.appeal("A slide", status="sent", territory=town)
    Appeal.objects.filter(pk=asked.pk).update(status="withdrawn")

    assert fates(do(client, "appeal", "publish", [asked])) == [
        ("Rows that no longer wait for you", "", "Nothing was done.")
    ]
    assert states([asked]) == ["withdrawn"]


@pytest.mark.parametrize(("kind", "act"), [(kind, act) for kind in BY_SLUG for act in BY_SLUG[kind].acts])
def test_no_act_reaches_a_row_next_door(client, boss, town, next_door, kind, act):
    def one_in(place):
        body = make.organisation(f"Group of {place.name}", verified=False, territory=place)
        long_ago = timezone.now() - timedelta(days=12)
        make.deed(status="draft", organisation=body, with_frail_people=True)
        return {
            "appeal": make.appeal(status="sent", territory=place),
            "review": make.deed(status="review", organisation=body),
            "organisation": body,
            "unverified": body,
            "vouch": make.deed(status="reported", organisation=body),
            "late": make.deed(status="done", organisation=body, starts_at=long_ago),
        }[kind]

    target, told = make.appeal("Target", territory=town), "A reason"
    if ACTS[act].asks == "appeal":
        told = target.pk
    mine, theirs = one_in(town), one_in(next_door)

    shown = preview(client, kind, act, [mine, theirs], told=told)
    assert [fate.said.title for fate in shown.context["fates"]] == [str(mine)]
    before = type(theirs).objects.filter(pk=theirs.pk).values().get()
    done = do(client, kind, act, [mine, theirs], told=told)

    assert [fate[0] for fate in fates(done)] == [str(mine), "Rows that no longer wait for you"]
    assert type(theirs).objects.filter(pk=theirs.pk).values().get() == before
    assert not Entry.objects.filter(thing=f"{theirs._meta.label_lower}:{theirs.pk}").exists()


def test_an_act_of_another_kind_is_not_there_and_without_rows_nothing_is_done(client, boss, town):
    review = make.deed(status="review", territory=town)

    assert preview(client, "review", "publish", [review]).status_code == 404
    assert "Choose at least one row." in preview(client, "review", "announce", []).content.decode()
    assert client.post("/en/desk/bulk/act/", {"kind": "review", "act": "announce", "once": "x"}).status_code == 200
    assert Deed.objects.get(pk=review.pk).status == "review"
