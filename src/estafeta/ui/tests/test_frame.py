import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from estafeta.ui.htmx import wants_fragment
from estafeta.ui.refusals import RefusalPages

INLINE_STYLE = re.compile(r"<[^>]*\sstyle=|<style", re.IGNORECASE)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/ld\+json)|\son\w+=|javascript:", re.IGNORECASE)


@pytest.fixture
def development(settings):
    settings.DEVELOPMENT = True


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_of_all_components_shows_in_every_language(client, development, language):
    page = client.get(f"/{language}/look/")

    assert page.status_code == 200
    html = page.content.decode()
    assert f'<html lang="{language}"' in html
    assert not INLINE_STYLE.search(html)
    assert not INLINE_SCRIPT.search(html)
    assert html.count("<h1") == 1


def test_the_page_of_all_components_exists_only_where_one_builds(client, settings):
    settings.DEVELOPMENT = settings.DEBUG = False

    assert client.get("/en/look/").status_code == 404


def test_the_switcher_keeps_the_page_and_its_filters(client, development):
    html = client.get("/kk/look/?q=park&page=2").content.decode()

    links = re.findall(r'<a href="([^"]+)" lang="(\w+)"[^>]*?( aria-current="true")?>', html)
    assert links == [
        ("/kk/look/?q=park&amp;page=2", "kk", ' aria-current="true"'),
        ("/ru/look/?q=park&amp;page=2", "ru", ""),
        ("/en/look/?q=park&amp;page=2", "en", ""),
    ]


def test_where_a_page_has_no_other_language_the_switcher_leads_to_the_first_page(client):
    html = client.get("/kk/no-such-page/").content.decode()

    assert 'href="/ru/" lang="ru"' in html


@pytest.mark.parametrize(
    ("choice", "attributes"),
    [
        ("text=large", ' data-text="large"'),
        ("scheme=dark", ' data-scheme="dark"'),
        ("text=largest&scheme=light", ' data-text="largest" data-scheme="light"'),
        ("text=normal&scheme=system", ""),
        ("text=<b>&scheme=pink", ""),
    ],
)
def test_the_readers_display_is_kept_without_a_script(client, development, choice, attributes):
    answer = client.get(f"/en/look/display/?{choice}&next=/kk/look/?q=1")

    assert answer.status_code == 302
    assert answer["Location"] == "/kk/look/?q=1"
    assert f'<html lang="kk"{attributes}>' in client.get("/kk/look/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_way_back_never_leaves_the_site(client, elsewhere):
    answer = client.get(reverse("ui:display"), {"text": "large", "next": elsewhere})

    assert answer["Location"] == "/"


def test_a_cookie_that_somebody_made_up_changes_nothing(client, development):
    client.cookies["scheme"] = '"><script>'
    client.cookies["text_size"] = "enormous"

    assert '<html lang="en">' in client.get("/en/look/").content.decode()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("name", ["403.html", "403_csrf.html", "404.html", "405.html"])
def test_a_refusal_speaks_the_readers_language(rf, name, language):
    request = rf.get(f"/{language}/")
    request.user = AnonymousUser()
    with translation.override(language):
        html = render_to_string(name, {"request": request, "user": request.user})

    said = re.search(r"<h1>(.+?)</h1>", html)[1]
    assert bool(re.search(r"[Ѐ-ӿ]", said)) is (language != "en")


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_when_everything_is_broken_a_page_stands_by_itself_in_three_languages(name):
    html = render_to_string(name)

    assert [f'lang="{language}"' in html for language in ("kk", "ru", "en")] == [True, True, True]
    assert not INLINE_STYLE.search(html)


def test_an_address_for_forms_says_what_to_do_and_a_program_gets_no_page(rf):
    pages = RefusalPages(lambda _request: HttpResponseNotAllowed(["POST"]))
    reader, program = rf.get("/", headers={"accept": "text/html"}), rf.get("/", headers={"accept": "application/json"})
    reader.user = AnonymousUser()

    assert b"press the button" in pages(reader).content
    assert pages(program).content == b""


@pytest.mark.parametrize(
    ("headers", "fragment"),
    [
        ({}, False),
        ({"HX-Request": "true"}, True),
        ({"HX-Request": "true", "HX-Boosted": "true"}, False),
        ({"HX-Request": "true", "HX-History-Restore-Request": "true"}, False),
    ],
)
def test_htmx_gets_a_fragment_unless_it_wants_the_whole_page(headers, fragment):
    assert wants_fragment(RequestFactory().get("/", headers=headers)) is fragment
