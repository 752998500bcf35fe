"""A coordinator's morning on a phone: what waits, several appeals answered at once, what looks wrong."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from estafeta.appeals.models import Appeal
from tests import make
from tests.e2e.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def morning(transactional_db):
    """Three appeals, one of which tells a phone number; a deed to read, one without a report, a silent place."""
    region = make.region("Karaganda region")
    town = make.town(parent=region)
    make.town("Silent", parent=region)
    for days, title in ((3, "Slide"), (2, "Swings"), (1, "Ring +7 701 123 45 67")):
        make.appeal(title, status="sent", territory=town, sent_at=timezone.now() - timedelta(days=days))
    make.deed("Review", status="review", territory=town)
    make.deed("Late", status="done", territory=town, starts_at=timezone.now() - timedelta(days=12))
    return make.coordinator(region).user


@pytest.mark.parametrize(("language", "javascript"), [("kk", True), ("ru", True), ("en", True), ("ru", False)])
def test_the_coordinators_morning_from_the_oldest_appeal_to_three_answers_at_once(
    new_page, signed_in, accessible, morning, language, javascript
):
    page = new_page(language, javascript=javascript)
    signed_in(page, morning)

    def check():
        if javascript:
            accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    page.goto(f"/{language}/desk/")
    expect(page.locator("main li.panel a").first).to_have_text("Slide")
    check()
    page.locator("main nav a[href$='kind=appeal']").first.click()
    for box in page.locator("main [name=row]").all():
        box.check()
    check()
    page.locator("main button[value=publish]").click()

    expect(page.locator("main li.panel")).to_have_count(3)
    check()
    assert Appeal.objects.filter(status="sent").count() == 3
    page.locator("main form[method=post] button.button--primary").click()

    expect(page.locator("main li.panel")).to_have_count(3)
    check()
    page.reload()
    assert sorted(Appeal.objects.filter(status="published").values_list("title", flat=True)) == ["Slide", "Swings"]

    page.goto(f"/{language}/desk/wrong/?kind=late")
    expect(page.locator("main [name=row]")).to_have_count(1)
    check()
    page.goto(f"/{language}/desk/silence/")
    expect(page.locator("main .card")).to_have_count(1)
    check()
