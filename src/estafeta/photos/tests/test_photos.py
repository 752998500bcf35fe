"""Photos: put to a thing once, seen by everybody or nobody, hidden without being lost."""

import io

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from estafeta.base import images
from estafeta.base.errors import NotPossible
from estafeta.journal.queries import story_of
from estafeta.photos import queries, services
from estafeta.photos.models import Photo
from tests import make


def picture(colour="green") -> images.Picture:
    out = io.BytesIO()
    Image.new("RGB", (900, 600), colour).save(out, "JPEG")
    out.seek(0)
    return images.prepare(out)


@pytest.fixture
def aigul():
    return make.person("Aigul")


@pytest.fixture
def town():
    return make.town()


def added(by, town, colour="green", **more) -> Photo:
    return services.add_photo(by, town, picture(colour), **({"consent": True, "is_public": True} | more))


def test_the_same_file_twice_is_one_photo_and_on_another_thing_it_is_another(aigul, town):
    first, again, elsewhere = added(aigul, town), added(aigul, town), added(aigul, make.town("Abai"))

    assert (first, Photo.objects.count()) == (again, 2)
    assert first.key != elsewhere.key
    assert [entry.act for entry in story_of(town)] == ["photo_added"]


def test_nobody_is_shown_without_consent_and_who_noted_it_is_kept(aigul, town):
    with pytest.raises(NotPossible, match="agrees"):
        added(aigul, town, consent=False)

    assert added(aigul, town).consent_noted_by == aigul


def test_forty_are_enough(aigul, town, monkeypatch):
    monkeypatch.setattr(services, "MOST", 1)
    added(aigul, town)

    with pytest.raises(NotPossible, match="enough"):
        added(aigul, town, "red")


def test_before_comes_before_after_whichever_came_first(aigul, town, django_assert_num_queries):
    for colour, when in (("green", "after"), ("red", "other"), ("blue", "before")):
        added(aigul, town, colour, when=when)

    with django_assert_num_queries(1):
        assert [photo.when for photo in queries.photos_of(town)] == ["before", "after", "other"]


def test_a_browser_keeps_both_sizes_for_ever_and_a_shared_cache_none(client, aigul, town, django_assert_num_queries):
    photo = added(aigul, town)

    for address, size in ((photo.large_url, (900, 600)), (photo.small_url, (640, 427))):
        with django_assert_num_queries(1):
            answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
        assert set(answer["Cache-Control"].split(", ")) == {"private", "max-age=31536000", "immutable"}
        assert Image.open(io.BytesIO(answer.content)).size == size
    assert "Set-Cookie" not in answer.headers


def test_a_hidden_photo_is_gone_for_everybody_its_files_stay_and_it_can_come_back(client, aigul, town):
    photo = added(aigul, town)

    hidden = services.hide(services.hide(photo, aigul, reason="A face"), aigul, reason="Twice")

    assert (hidden.hide_reason, hidden.hidden_by) == ("A face", aigul)
    assert [client.get(url).status_code for url in (photo.large_url, photo.small_url)] == [404, 404]
    assert list(queries.photos_of(town)) == []
    assert default_storage.exists(photo.file("large"))
    services.restore(services.restore(photo, aigul), aigul)
    assert client.get(photo.large_url).status_code == 200
    assert [entry.act for entry in story_of(photo)] == ["photo_hidden", "photo_restored"]


def test_who_manages_the_thing_looks_at_a_hidden_one_by_a_signed_address_and_at_no_other(client, aigul, town):
    photo, other = added(aigul, town), added(aigul, town, "red", is_public=False)
    services.hide(photo, aigul, reason="")

    look = queries.address_to_look(photo)

    answer = client.get(look)
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (200, True)
    assert client.get(other.small_url + "?" + look.split("?")[1]).status_code == 404
    assert client.get(other.small_url).status_code == 404
    assert client.get(look + "x").status_code == 404


def test_a_photo_whose_file_was_lost_is_not_found(client, aigul, town):
    photo = added(aigul, town)
    default_storage.delete(photo.file("small"))

    assert client.get(photo.small_url).status_code == 404
