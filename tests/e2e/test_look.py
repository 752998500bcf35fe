"""The components in a real browser, on the page where they all stand."""

import pytest
from playwright.sync_api import expect

TWO_VILLAGES = """
<ul>
  <li><label><input type="radio" name="place" value="11"><span><b>Жамбыл</b> <small>Жамбыл облысы</small></span></label>
  <li><label><input type="radio" name="place" value="12"><span><b>Жамбыл</b> <small>Алматы облысы</small></span></label>
</ul>
"""


@pytest.fixture(autouse=True)
def development(settings):
    settings.DEVELOPMENT = True


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("screen", ["phone", "desk"])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_no_component_shuts_anybody_out(new_page, accessible, language, screen, dark):
    page = new_page(language, screen=screen, dark=dark)

    page.goto(f"/{language}/look/")

    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_display_is_chosen_without_a_script(new_page):
    page = new_page("ru", screen="desk", javascript=False)
    page.goto("/ru/look/?q=1")
    before = page.locator("h1").evaluate("e => parseFloat(getComputedStyle(e).fontSize)")

    page.get_by_role("button", name="Самый крупный текст").click()
    page.get_by_role("button", name="Тёмные цвета").click()

    expect(page).to_have_url("/ru/look/?q=1")
    assert page.locator("html").get_attribute("data-scheme") == "dark"
    assert page.locator("h1").evaluate("e => parseFloat(getComputedStyle(e).fontSize)") > before


def test_with_a_script_the_display_changes_at_once_and_stays(new_page):
    page = new_page("en", screen="desk")
    page.goto("/en/look/")

    with page.expect_response("**/look/display/**"):
        page.get_by_role("button", name="Large text").click()

    assert page.locator("html").get_attribute("data-text") == "large"
    page.reload()
    assert page.locator("html").get_attribute("data-text") == "large"


def test_the_menu_of_a_phone_opens_without_a_script(new_page):
    page = new_page("kk", javascript=False)
    page.goto("/kk/look/")
    larger = page.get_by_role("button", name="Ең ірі мәтін")
    expect(larger).to_be_hidden()

    page.get_by_role("button", name="Мәзір").click()

    expect(larger).to_be_visible()


def test_one_of_many_is_chosen_from_the_keyboard(new_page):
    page = new_page("kk")
    page.route("**/find?q=*", lambda route: route.fulfill(body=TWO_VILLAGES, content_type="text/html"))
    page.goto("/kk/look/")
    typed = page.get_by_role("combobox", name="Қай жерде?")

    typed.fill("жам")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(2)
    typed.press("ArrowDown")
    typed.press("ArrowDown")
    typed.press("Enter")

    expect(page.locator('input[type="hidden"][name="place"]')).to_have_value("12")
    expect(page.get_by_role("paragraph").filter(has_text="Алматы облысы")).to_be_visible()
    expect(page.locator("#id_place_options")).to_be_hidden()


def test_what_was_typed_outlives_a_closed_page(page):
    page.goto("/en/look/")
    page.locator("#id_name").fill("Айгүл")
    page.locator("#id_fits_1").check()
    page.wait_for_timeout(500)

    page.reload()

    expect(page.locator("#id_name")).to_have_value("Айгүл")
    expect(page.locator("#id_fits_1")).to_be_checked()


def test_a_map_is_drawn_when_it_comes_into_view(page):
    page.goto("/en/look/")
    place = page.locator("[data-map]")
    expect(place.locator("canvas")).to_have_count(0)

    place.scroll_into_view_if_needed()

    expect(place.locator("canvas")).to_be_visible()
    expect(place).to_have_attribute("data-drawn", "")
