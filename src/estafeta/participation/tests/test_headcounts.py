"""A counted group: two counters and a photo of that hour make it a C; whatever is sent again, it is one fact."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import ExifTags, Image

from estafeta.base import images
from estafeta.base.errors import NotPossible
from estafeta.organisations.models import Membership
from estafeta.participation import queries, rules
from estafeta.participation.models import CheckInEntry
from estafeta.participation.services import add_headcount_photo, check_in_batch
from estafeta.photos.models import Photo
from estafeta.photos.queries import photos_of
from estafeta.tally.models import Fact
from estafeta.tally.services import verify
from tests import make

NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def deed():
    make.group("pupils")
    return make.deed(starts_at=NOW - timedelta(hours=1))


def member(deed, name, role=Membership.Role.CHECKER):
    human = make.user(name).person
    Membership.objects.create(organisation=deed.organisation, person=human, role=role)
    return human


@pytest.fixture
def vera(deed):
    return member(deed, "Vera")


@pytest.fixture
def timur(deed):
    return member(deed, "Timur")


def picture(taken_at=None, colour="teal"):
    """A JPEG as a phone makes it, with the camera's clock and the place in it."""
    exif = Image.Exif()
    if taken_at:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken_at.strftime("%Y:%m:%d %H:%M:%S")
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] = "+00:00"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (50.0, 3.0, 17.0)})
    out = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, "JPEG", exif=exif)
    out.seek(0)
    return out


def said(heads, **more):
    return {
        "uuid": str(uuid.uuid4()),
        "kind": "headcount",
        "heads": heads,
        "group": "pupils",
        "at": NOW.isoformat(),
        **more,
    }


def send(deed, by, *entries, at=NOW):
    return [answer.fate for answer in check_in_batch(deed, by, entries, received_at=at)]


def show(deed, by, entry, taken_at=NOW, number=None, colour="teal"):
    prepared = images.prepare(picture(taken_at, colour))
    return add_headcount_photo(
        deed, by, number or uuid.uuid4(), entry=entry["uuid"], picture=prepared, consent=True, received_at=NOW
    )


def counted(deed):
    facts = Fact.objects.filter(deed=deed, corrected_by=None).exclude(kind="correction")
    return [(fact.heads, fact.grade) for fact in facts]


def reasons(deed):
    return list(Fact.objects.filter(deed=deed, kind="correction").order_by("pk").values_list("reason", flat=True))


@pytest.mark.parametrize(
    ("counts", "decided", "stands"),
    [
        ([28], None, (28, False, False)),
        ([28, 28], None, (28, True, False)),
        ([29, 28], None, (28, True, False)),
        ([30, 28], None, (28, False, True)),
        ([105, 100], None, (100, True, False)),
        ([106, 100], None, (100, False, True)),
        ([28, 40, 39], None, (39, True, False)),
        ([28, 40], 33, (33, True, False)),
        ([28, 40], 41, (28, False, True)),
        ([28], 33, (28, False, False)),
    ],
)
def test_the_lower_of_two_counts_that_agree_stands(counts, decided, stands):
    settled = rules.settle(counts, decided)

    assert (settled.heads, settled.agreed, settled.differ) == stands


def test_two_counters_and_a_photo_of_that_hour_make_it_a_c_by_a_correction_with_its_reason(deed, vera, timur):
    first = said(29)
    assert send(deed, vera, first) == ["taken"]
    assert counted(deed) == [(29, "D")]

    show(deed, vera, first)
    assert counted(deed) == [(29, "D")]
    assert send(deed, timur, said(28)) == ["taken"]

    assert counted(deed) == [(28, "C")]
    assert reasons(deed) == ["Counted again; the lower of two counts stands."]
    (group,) = queries.gate(deed).groups
    assert "there is a photo of that hour: 28 stand" in group.state
    assert queries.gate(deed).here == 28
    assert queries.doubts(deed) == []
    assert verify() == []


def test_the_grade_alone_rises_when_the_photo_comes_last(deed, vera, timur):
    first = said(28)
    send(deed, vera, first)
    send(deed, timur, said(28))
    show(deed, timur, first)

    assert counted(deed) == [(28, "C")]
    assert reasons(deed) == ["Counted by two people, with a photo of that hour."]


def test_sent_again_counts_and_photos_change_nothing(deed, vera, timur):
    first, second, number = said(28), said(28), uuid.uuid4()
    for _again in range(3):
        send(deed, vera, first)
        send(deed, timur, second)
        show(deed, vera, first, number=number)

    assert counted(deed) == [(28, "C")]
    assert Fact.objects.count() == 3
    assert CheckInEntry.objects.count() == 3
    assert Photo.objects.count() == 1


def test_one_person_who_counts_twice_is_one_counter(deed, vera):
    first = said(28)

    assert send(deed, vera, first, said(28)) == ["taken", "conflict"]
    show(deed, vera, first)

    assert counted(deed) == [(28, "D")]


def test_two_people_on_one_phone_are_two_counters_if_both_have_rights_at_the_gate(deed, vera, timur):
    stranger = make.user("Stranger").person
    first = said(28)

    assert send(deed, vera, first, said(28, counter=str(timur.pk)), said(28, counter=stranger.pk)) == [
        "taken", "taken", "refused",
    ]  # fmt: skip
    show(deed, vera, first)

    assert counted(deed) == [(28, "C")]


@pytest.mark.parametrize(
    ("taken_at", "why"),
    [
        (None, "This photo does not say when it was taken, so it proves no headcount."),
        (NOW - timedelta(days=1), "This photo was not taken in the deed's time, so it proves no headcount."),
    ],
)
def test_a_photo_of_another_time_or_of_none_proves_nothing_and_says_why(deed, vera, timur, taken_at, why):
    first = said(28)
    send(deed, vera, first)
    send(deed, timur, said(28))

    kept = show(deed, vera, first, taken_at=taken_at)

    assert (kept.fate, kept.reason) == ("refused", why)
    assert counted(deed) == [(28, "D")]
    assert queries.gate(deed).groups[0].photo_reason == why
    show(deed, vera, first, colour="red")
    assert counted(deed) == [(28, "C")]


def test_a_photo_sent_for_another_deed_proves_nothing(deed, vera, timur):
    other = make.deed(starts_at=NOW - timedelta(hours=1), organisation=deed.organisation)
    there, here = said(28), said(28)
    send(other, vera, there)
    show(other, vera, there)
    send(deed, vera, here)
    send(deed, timur, said(28))

    assert "another deed" in show(deed, vera, here).reason
    assert counted(deed) == [(28, "D")]


def test_a_difference_is_shown_until_a_third_person_counts(deed, vera, timur):
    first = said(28)
    send(deed, vera, first)
    show(deed, vera, first)

    assert send(deed, timur, said(40)) == ["conflict"]
    assert counted(deed) == [(28, "D")]
    assert len(queries.doubts(deed)) == 1
    assert send(deed, member(deed, "Dana"), said(39)) == ["taken"]

    assert counted(deed) == [(39, "C")]
    assert queries.doubts(deed) == []


def test_who_runs_the_deed_settles_a_difference_with_a_reason(deed, vera, timur):
    lead = member(deed, "Lead", Membership.Role.OWNER)
    first = said(28)
    send(deed, vera, first)
    show(deed, vera, first)
    send(deed, timur, said(40))

    def settling(heads, why="Twelve went home before noon"):
        return {"uuid": str(uuid.uuid4()), "kind": "settle", "entry": first["uuid"], "heads": heads, "why": why}

    assert send(deed, timur, settling(30)) == ["refused"]
    assert send(deed, lead, settling(41), settling(30, ""), settling(30)) == ["refused", "refused", "taken"]

    assert counted(deed) == [(30, "C")]
    assert reasons(deed) == ["The difference between two counts was settled by who runs the deed."]


def test_an_owner_who_counted_settles_nothing(deed, timur):
    owner = member(deed, "Owner", Membership.Role.OWNER)
    first = said(28)
    send(deed, owner, first)
    send(deed, timur, said(40))

    settling = {"uuid": str(uuid.uuid4()), "kind": "settle", "entry": first["uuid"], "heads": 40, "why": "I know"}
    assert send(deed, owner, settling) == ["refused"]


def test_an_undone_count_or_photo_takes_the_grade_with_it(deed, vera, timur):
    first, second, number = said(28), said(28), uuid.uuid4()
    send(deed, vera, first)
    send(deed, timur, second)
    show(deed, vera, first, number=number)

    def undo(what):
        return send(deed, vera, {"uuid": str(uuid.uuid4()), "kind": "undo", "entry": str(what)})

    undo(number)
    assert counted(deed) == [(28, "D")]
    undo(first["uuid"])
    assert counted(deed) == [(28, "D")]
    undo(second["uuid"])
    assert counted(deed) == []
    assert verify() == []


def test_a_photo_waits_for_its_headcount_and_for_consent(deed, vera):
    first = said(28)
    with pytest.raises(NotPossible, match="has not arrived"):
        show(deed, vera, first)
    send(deed, vera, first)

    with pytest.raises(NotPossible, match="agrees"):
        add_headcount_photo(
            deed, vera, uuid.uuid4(), entry=first["uuid"], picture=images.prepare(picture(NOW)), consent=False,
            received_at=NOW,
        )  # fmt: skip


def test_a_stranger_shows_no_photo(deed, vera):
    first = said(28)
    send(deed, vera, first)

    with pytest.raises(NotPossible):
        show(deed, make.user("Stranger").person, first)


def test_the_photo_is_kept_without_its_place_and_nobody_sees_it(deed, vera):
    first = said(28)
    send(deed, vera, first)
    show(deed, vera, first)

    photo = Photo.objects.get()
    assert not photo.is_public
    assert not photos_of(CheckInEntry.objects.get(kind="headcount")).exists()
    with default_storage.open(photo.file("large")) as file:
        assert not Image.open(file).getexif()


def test_the_form_takes_count_and_photo_at_once_and_the_same_press_twice_is_one(client, deed, vera, timur):
    client.force_login(vera.user)
    page = f"/en/checkin/{deed.slug}/"
    form = {"uuid": str(uuid.uuid4()), "kind": "headcount", "heads": "28", "group": "pupils", "consent": "on"}
    for _again in range(2):
        photo = SimpleUploadedFile("photo.jpg", picture(NOW).read(), "image/jpeg")
        client.post(page, {**form, "photo": photo})
    client.post(page, {**form, "uuid": str(uuid.uuid4()), "counter": timur.pk})

    assert counted(deed) == [(28, "C")]
    assert Photo.objects.count() == 1
    assert "Two people have counted, and there is a photo" in client.get(page).content.decode()


def test_a_phone_sends_its_photo_again_until_it_is_answered(client, deed, vera):
    client.force_login(vera.user)
    page, first = f"/en/checkin/{deed.slug}/photo/", said(28)

    def post(content=None, **more):
        photo = SimpleUploadedFile("photo", content or picture(NOW).read(), "image/jpeg")
        return client.post(page, {"uuid": number, "entry": first["uuid"], "consent": "on", "photo": photo, **more})

    number = str(uuid.uuid4())
    assert post().status_code == 409
    send(deed, vera, first)
    assert post().json() == post().json() == {"uuid": number, "fate": "taken", "reason": ""}
    assert [post(b"no picture").status_code, post(uuid="x").status_code, client.post(page).status_code] == [409] * 3
    assert Photo.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_counted_groups_cost_the_same_whatever_their_number(deed, vera, timur, number, django_assert_num_queries):
    for unit in range(number):
        first = said(28, unit=f"School {unit}")
        send(deed, vera, first)
        send(deed, timur, said(28, unit=f"School {unit}"))
        show(deed, vera, first, colour=(unit, unit, unit))

    with django_assert_num_queries(4):
        assert len(queries.counted_groups(deed)) == number
