"""Pictures of what is asked for: few, with consent and words, seen by everybody only after the check."""

import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from estafeta.appeals import services
from estafeta.appeals.models import Appeal
from estafeta.appeals.tests.test_views import NEW, signed_in, typed
from estafeta.base.errors import NotPossible
from estafeta.deeds.models import DeedAnswer
from estafeta.photos.models import Photo
from estafeta.photos.queries import photos_of
from tests import make


@pytest.fixture
def town():
    home = make.town(lon=72.96, lat=50.05)
    make.campaign(territory=make.country())
    return home


def file(colour="green", name="yard.jpg") -> SimpleUploadedFile:
    out = io.BytesIO()
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (50.0, 3.0, 17.0)})
    Image.new("RGB", (900, 600), colour).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def asked(client, town, **more):
    words = {"picture_1": file(), "alt_1": "An empty yard", "consent": "on"} | more
    return client.post(NEW, typed(town, send="1", **words), follow=True)


def test_pictures_come_with_the_appeal_and_are_seen_after_the_check_without_their_place(client, town):
    asked(client, town, picture_2=file("red"), alt_2="The gate")
    appeal, coordinator = Appeal.objects.get(), make.coordinator(town)

    assert list(photos_of(appeal)) == []
    assert [(one.alt, one.when) for one in Photo.objects.all()] == [("An empty yard", "before"), ("The gate", "before")]
    services.publish(appeal, coordinator)

    page = client.get(f"/en/appeals/{appeal.slug}/").content.decode()
    assert page.count('alt="An empty yard"') == page.count('alt="The gate"') == 1
    for photo in Photo.objects.all():
        with default_storage.open(photo.file("large")) as kept:
            assert not Image.open(kept).getexif()


def test_without_consent_nothing_is_sent_and_everything_typed_is_kept(client, town):
    answer = client.post(NEW, typed(town, send="1", picture_1=file(), alt_1="An empty yard"))

    assert (answer.status_code, Appeal.objects.count()) == (422, 0)
    assert "agrees" in answer.content.decode()
    assert 'value="School 5"' in answer.content.decode()


def test_a_file_that_is_no_picture_is_named(client, town):
    answer = asked(client, town, picture_1=SimpleUploadedFile("list.txt", b"names", "image/jpeg"))

    assert (answer.status_code, Appeal.objects.count()) == (422, 0)
    assert "list.txt" in answer.content.decode()


def test_more_are_added_through_the_private_link_until_there_are_five(client, town):
    asked(client, town)
    appeal = Appeal.objects.get()
    path = f"/en/appeals/follow/{appeal.token}/pictures/"
    for colours in (("red", "blue"), ("white", "grey", "black")):
        files = {f"picture_{number}": file(colour) for number, colour in enumerate(colours, 1)}
        answer = client.post(path, files | {"consent": "on"}, follow=True)

    assert "five pictures at most" in answer.content.decode()
    assert Photo.objects.count() == 3


def test_a_coordinator_hides_one_everywhere_and_nobody_else_can(client, town):
    asked(client, town)
    appeal, coordinator = Appeal.objects.get(), make.coordinator(town)
    services.publish(appeal, coordinator)
    deed = make.deed(territory=town)
    DeedAnswer.objects.create(deed=deed, appeal=appeal)
    pages = [f"/en/appeals/{appeal.slug}/", f"/en/deeds/{deed.slug}/"]
    assert all("An empty yard" in client.get(page).content.decode() for page in pages)
    photo = Photo.objects.get()
    path = f"/en/appeals/{appeal.slug}/check/pictures/{photo.pk}"

    assert signed_in(client, make.coordinator(make.town("Abai"))).post(f"{path}/hide/").status_code == 404
    assert signed_in(client, coordinator).post(f"{path}/hide/").status_code == 302
    assert not any("An empty yard" in client.get(page).content.decode() for page in pages)

    client.post(f"{path}/restore/")
    assert "An empty yard" in client.get(pages[0]).content.decode()


def test_what_is_taken_back_is_seen_no_more_and_what_is_public_takes_no_more(client, town):
    asked(client, town)
    appeal = Appeal.objects.get()
    services.publish(appeal, make.coordinator(town))
    with pytest.raises(NotPossible, match="before the appeal is published"):
        services.add_pictures(appeal, appeal.asker, [], consent=True)

    services.withdraw(appeal)

    assert client.get(Photo.objects.get().large_url).status_code == 404
