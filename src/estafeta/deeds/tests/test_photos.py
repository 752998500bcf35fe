"""Photos of a deed: put in with the report, shown on its page, hidden by those who answer for it."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import ExifTags, Image

from estafeta.deeds.models import Deed
from estafeta.photos.models import Photo
from estafeta.photos.queries import photos_of
from tests import make


@pytest.fixture
def aigul():
    return make.user("Aigul").person


@pytest.fixture
def deed(aigul):
    at = timezone.now() - timedelta(days=1)
    return make.deed(status="done", organisation=make.organisation("Friends of the park", owner=aigul), starts_at=at)


@pytest.fixture
def browser(client, aigul):
    client.force_login(aigul.user)
    return client


def file(name="yard.jpg", colour="green") -> SimpleUploadedFile:
    out = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (50.0, 3.0, 17.0)})
    Image.new("RGB", (900, 600), colour).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def path(deed: Deed, act: str) -> str:
    return f"/en/deeds/{deed.slug}/{act}/"


def reported(browser, deed):
    return browser.post(path(deed, "report"), {
        "story": "Sixty elms stand", "before": [file(colour="grey")], "after": [file(), file("gate.jpg", "red")],
        "alt": "The yard of School 5", "credit": "Marat", "consent": "on",
    })  # fmt: skip


def test_a_report_brings_several_photos_and_everybody_sees_them_with_credit_and_words(browser, deed, client):
    assert reported(browser, deed).status_code == 302

    client.logout()
    page = client.get(f"/en/deeds/{deed.slug}/").content.decode()
    assert [photo.when for photo in photos_of(deed)] == ["before", "after", "after"]
    assert page.count('alt="The yard of School 5"') == page.count("Photo: Marat") == 3
    for photo in Photo.objects.all():
        assert photo.small_url in page
        assert dict(Image.open(io.BytesIO(client.get(photo.large_url).content)).getexif()) == {}


def test_a_report_without_photos_needs_no_tick(browser, deed):
    assert browser.post(path(deed, "report"), {"story": "Sixty elms stand"}).status_code == 302
    assert browser.get(f"/en/deeds/{deed.slug}/").content.decode().count("<figure") == 0


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"after": [file()]}, "everybody who can be recognised"),
        ({"after": [SimpleUploadedFile("a.svg", b"<svg/>")], "consent": "on"}, "a.svg: This is not a picture"),
        ({"before": [SimpleUploadedFile("a.jpg", b"")], "consent": "on"}, "a.jpg: This file is empty"),
        ({"after": [SimpleUploadedFile(f"{n}.jpg", b"x") for n in range(11)], "consent": "on"}, "10 pictures at most"),
    ],
    ids=["no tick", "svg", "empty", "eleven"],
)
def test_what_is_wrong_with_a_photo_is_said_and_nothing_is_written(browser, deed, sent, said):
    answer = browser.post(path(deed, "report"), {"story": "Sixty elms stand"} | sent)

    deed.refresh_from_db()
    assert (answer.status_code, deed.status, Photo.objects.count()) == (422, "done", 0)
    assert said in answer.content.decode()
    assert "Sixty elms stand" in answer.content.decode()


def test_photos_can_be_added_after_the_report_and_name_the_organisation_where_nobody_is_named(browser, deed):
    reported(browser, deed)

    browser.post(path(deed, "photos"), {"after": [file(colour="blue"), file()], "consent": "on"})

    assert [photo.credit for photo in photos_of(deed)] == ["Marat", "Marat", "Marat", "Friends of the park"]
    assert browser.post(path(deed, "photos"), {"consent": "on"}).status_code == 422


def test_before_it_is_over_a_deed_takes_no_photos(browser, deed):
    ahead = make.deed(organisation=deed.organisation)

    answer = browser.post(path(ahead, "photos"), {"after": [file()], "consent": "on"})

    assert (answer.status_code, Photo.objects.count()) == (422, 0)
    assert "when it is over" in answer.content.decode()


def test_what_a_coordinator_hid_only_a_coordinator_shows_again_and_what_an_organiser_hid_both(browser, deed, client):
    reported(browser, deed)
    photo = Photo.objects.first()
    coordinator = make.coordinator(deed.territory)
    hide, restore = (path(deed, f"photos/{photo.pk}/{act}") for act in ("hide", "restore"))

    def hidden_after(person, address) -> bool:
        client.force_login(person.user)
        client.post(address)
        photo.refresh_from_db()
        return photo.hidden_at is not None

    organiser = deed.organisation.memberships.get().person
    assert [hidden_after(organiser, one) for one in (hide, restore)] == [True, False]
    assert [hidden_after(coordinator, hide), hidden_after(organiser, restore)] == [True, True]
    client.force_login(organiser.user)
    assert "Show again" not in client.get(path(deed, "photos")).content.decode()
    assert hidden_after(coordinator, restore) is False


def test_strangers_neighbours_and_other_deeds_reach_no_photo(browser, deed, client):
    reported(browser, deed)
    photo = Photo.objects.first()
    other = make.deed(status="done", organisation=deed.organisation)

    assert browser.post(path(other, f"photos/{photo.pk}/hide")).status_code == 404
    assert browser.post(path(deed, f"photos/{photo.pk}/burn")).status_code == 404
    client.force_login(make.user("Neighbour"))
    assert client.get(path(deed, "photos")).status_code == 404
    assert client.post(path(deed, f"photos/{photo.pk}/hide")).status_code == 404


def test_the_page_of_all_photos_costs_the_same_whatever_their_number(browser, deed, django_assert_max_num_queries):
    reported(browser, deed)

    with django_assert_max_num_queries(16):
        browser.get(path(deed, "photos"))
