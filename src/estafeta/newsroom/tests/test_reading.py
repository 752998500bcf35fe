"""What readers, feeds, programs and robots see of a story, and when."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from estafeta.base.errors import NotPossible
from estafeta.moderation.models import Case
from estafeta.moderation.services import settle
from estafeta.newsroom import queries, services
from estafeta.newsroom.models import DayOfViews, PressKit
from estafeta.photos.models import Photo
from estafeta.tally.models import Figure
from tests import make

BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
PLACES = (
    "/en/news/",
    "/en/news/?q=ground",
    "/feeds/news.atom?lang=en",
    "/api/v1/stories",
    "/sitemap-news-0.xml",
    "/en/press/",
)


def seen_in(client, story):
    """The places in which a story's address stands."""
    return [place for place in PLACES if story.slug in client.get(place).getvalue().decode()]


def test_before_its_moment_nothing_of_a_story_is_seen_anywhere(client):
    town = make.town()
    editor = make.editor(town)
    story = make.story(published=False, territory=town)
    photo = make.photo(story, is_public=False)
    soon = timezone.now() + timedelta(hours=2)

    services.publish(story, editor, embargo_until=soon)

    assert seen_in(client, story) == []
    assert client.get(f"/en/news/{story.slug}/").status_code == 404
    assert client.get(photo.large_url).status_code == 404
    assert client.get(f"/en/flags/story/{story.pk}/").status_code == 404


def test_from_its_moment_on_it_is_seen_everywhere_with_its_pictures(client):
    town = make.town()
    story = make.story(published=False, territory=town)
    photo = make.photo(story, is_public=False)
    now = timezone.now()
    services.publish(story, make.editor(town), at=now, now=now - timedelta(hours=1))
    assert services.appear(story, now=now - timedelta(minutes=1)) is False

    services.appear(story, now=now)

    assert seen_in(client, story) == list(PLACES)
    assert client.get(photo.large_url).status_code == 200


def test_a_scheduled_story_can_be_a_draft_again_and_a_public_one_cannot():
    town = make.town()
    editor = make.editor(town)
    story = make.story(published=False, territory=town)
    services.publish(story, editor, at=timezone.now() + timedelta(days=1))

    assert services.unschedule(story, editor).published_at is None
    services.publish(story, editor)
    with pytest.raises(NotPossible):
        services.unschedule(story, editor)


def test_a_withdrawn_story_says_so_at_its_address_alone(client):
    town = make.town()
    story = make.story(territory=town)
    photo = make.photo(story)

    services.withdraw(story, make.editor(town), reason="It was another school.")

    answer = client.get(f"/en/news/{story.slug}/")
    assert (answer.status_code, "It was another school." in answer.content.decode()) == (410, True)
    assert (seen_in(client, story), client.get(photo.large_url).status_code) == ([], 404)


def test_a_story_that_a_coordinator_hides_is_gone_and_its_writer_is_told(client):
    town = make.town()
    writer = make.editor(town)
    story = make.story(territory=town, made_by=writer)
    assert client.get(f"/en/flags/story/{story.pk}/").status_code == 200
    case = Case.objects.create(
        kind="newsroom.story", number=story.pk, title="A", territory=town, waits_at=town, waits_since=timezone.now()
    )

    settle(case, make.coordinator(town), hide=True, reason="It names a child.", owners=[writer])

    assert (seen_in(client, story), client.get(f"/en/news/{story.slug}/").status_code) == ([], 404)


def test_readers_are_added_up_and_nobody_else(client):
    story = make.story()
    address = f"/en/news/{story.slug}/"

    for agent in (BROWSER, BROWSER, {"HTTP_USER_AGENT": "Googlebot/2.1"}, {"HTTP_USER_AGENT": ""}):
        answer = client.get(address, **agent)
    client.get(address, **BROWSER, HTTP_SEC_PURPOSE="prefetch")
    client.head(address, **BROWSER)
    client.force_login(make.editor(story.territory).user)
    client.get(address, **BROWSER)

    assert list(DayOfViews.objects.values_list("day", "views")) == [(timezone.localdate(), 2)]
    assert not answer.cookies


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_whatever_their_length(client, number, django_assert_num_queries):
    town, campaign = make.town(), make.campaign()
    for place in range(number):
        story = make.story(f"Story {place}", territory=town, campaign=campaign)
        story.lead_photo = make.photo(story, colour=("green", "red", "blue")[place])
        story.save()

    with django_assert_num_queries(4):
        page = client.get("/en/news/").content.decode()
    with django_assert_num_queries(1):
        client.get("/feeds/news.atom?lang=en")
    with django_assert_num_queries(3):
        client.get("/api/v1/stories")

    assert page.count("/en/news/story-") == number


def test_the_page_says_in_which_language_it_is_read(client):
    story = make.story(title_ru="Площадка", text_ru="Горняки привезли песок.")

    kazakh = client.get(f"/kk/news/{story.slug}/").content.decode()
    english = client.get(f"/en/news/{story.slug}/").content.decode()

    assert ('lang="ru"' in kazakh, "орысша оқып отырсыз" in kazakh, "You read it" in english) == (True, True, False)


def test_a_machine_finds_the_article_and_a_share_its_card(client):
    story = make.story("Sand </script><script>alert(1)</script>")
    page = client.get(f"/en/news/{story.slug}/").content.decode()

    assert '"@type":"NewsArticle"' in page
    assert '<meta property="og:type" content="article">' in page
    assert "<script>alert" not in page


def test_related_stories_are_those_of_the_same_place_and_words():
    town, campaign = make.town(), make.campaign()
    story = make.story("A sports ground", territory=town, campaign=campaign)
    near = make.story("The sports ground is open", territory=town, campaign=campaign)
    make.story("Something", territory=make.town("Abai"))
    far = make.story("Blood donors", territory=make.town("Semei"), campaign=campaign)

    assert queries.related(story)[:2] == [near, far]


def test_the_days_kit_is_built_once_and_quotes_the_same_figures(client):
    campaign = make.campaign()
    story = make.story(campaign=campaign)
    editor = make.editor(story.territory)
    photo = make.photo(story)
    services.license_picture(story, editor, photo, licence="cc-by-4.0")
    make.photo(story, "red")

    assert (services.build_kits(), services.build_kits()) == (1, 0)

    kit = PressKit.objects.get()
    keys = [row["key"] for row in kit.figures]
    again = services.build_kit(campaign, kit.day + timedelta(days=0))
    assert (again.pk, len(set(keys)), Figure.objects.count()) == (kit.pk, 7, 7)
    with default_storage.open(kit.file) as file:
        archive = zipfile.ZipFile(io.BytesIO(file.read()))
    names = archive.namelist()
    assert {f"fact-sheet-{code}.pdf" for code in ("kk", "ru", "en")} <= set(names)
    assert [name for name in names if name.startswith("pictures/")] == ["pictures/01.jpg"]
    assert "CC BY 4.0" in archive.read("pictures.csv").decode()
    assert keys[0] in archive.read("figures.csv").decode()
    assert archive.read("fact-sheet-kk.pdf").startswith(b"%PDF")
    for code in ("kk", "ru", "en"):
        page = client.get(f"/{code}/press/").content.decode()
        assert all(f"/{code}/figures/{key}/" in page for key in keys)
    answer = client.get(f"/en/press/{campaign.slug}/{kit.day}.zip")
    assert (answer.headers["Content-Type"], answer.getvalue()[:2]) == ("application/zip", b"PK")
    assert services.packed(kit) == services.packed(kit)


def test_a_picture_that_is_hidden_leaves_the_kit():
    story = make.story()
    editor = make.editor(story.territory)
    photo = make.photo(story)
    services.license_picture(story, editor, photo, licence="editorial")

    services.hide_picture(story, editor, Photo.objects.get(), reason="A child")

    assert list(queries.press_pictures(story.campaign)) == []
