"""The newsroom as people meet it: an editor who writes, a journalist who reads, quotes and takes the kit."""

import pytest
from playwright.sync_api import expect

from estafeta.newsroom import services
from estafeta.newsroom.models import Story
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def campaign():
    return make.campaign(territory=make.country())


@pytest.mark.parametrize(("language", "javascript"), [("kk", True), ("ru", False), ("en", True)])
def test_an_editor_writes_pins_a_figure_and_publishes(new_page, accessible, signed_in, campaign, language, javascript):
    editor = make.editor(make.country())
    page = new_page(language, javascript=javascript)
    signed_in(page, editor.user)

    page.goto(f"/{language}/news/edit/")
    page.click("main a.button >> nth=0")
    page.select_option("#id_territory", "KZ")
    page.fill(f"#id_title_{language}", "Алаң · Ground")
    page.fill(f"#id_text_{language}", "300 келді.")
    page.fill("#id_source", "Мектеп · School")
    page.click("main .at-thumb button >> nth=0")
    expect(page.locator("#numbers")).to_contain_text("300")
    if javascript:
        accessible(page)
    page.fill(f"#id_text_{language}", "Бәрі келді.")
    page.click("button[name=pin]")
    told = page.locator(".notice, [role=status]").filter(has_text="{{figure:").first.inner_text()
    mark = "{{" + told.split("{{")[1].split("}}")[0] + "}}"
    page.fill(f"#id_text_{language}", f"Есепте: {mark}.")
    page.click("button[name=preview]")
    expect(page.locator(f"article[lang={language}] data")).to_have_count(2)
    if javascript:
        accessible(page)
    page.click("main a >> nth=0")
    page.click("form[action$='/publish/'] button")
    page.goto(f"/{language}/news/")
    page.click("main .card a >> nth=0")

    expect(page.locator("article .prose data")).to_have_count(1)
    if javascript:
        accessible(page)
    story = Story.objects.get()
    assert (story.published_at is not None, story.made_by, story.numbers) == (True, editor, [])


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_journalist_takes_the_kit_and_follows_a_figure(new_page, accessible, campaign, language):
    make.story(campaign=campaign, title_kk="Алаң", text_kk="Құм әкелінді.")
    services.build_kits()
    page = new_page(language, javascript=language != "ru")

    page.goto(f"/{language}/news/")
    page.click(f"main a[href='/{language}/press/']")
    if language != "ru":
        accessible(page)
    with page.expect_download() as taken:
        page.click("main a.button >> nth=0")
    assert taken.value.suggested_filename.endswith(".zip")
    page.click("main table a >> nth=0")

    expect(page).to_have_url(page.url)
    assert f"/{language}/figures/" in page.url
