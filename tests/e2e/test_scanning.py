"""A ticket before the camera, in a browser that reads no codes by itself: the page reads it, without a network too."""

import struct
from datetime import timedelta
from pathlib import Path

import pytest
import zxingcpp
from django.conf import settings
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from estafeta.participation import rules
from estafeta.participation.services import sign_up
from estafeta.tally.models import Fact
from tests import make
from tests.e2e.conftest import PHONE
from tests.e2e.network import Network

pytestmark = pytest.mark.django_db(transaction=True)
CAMERA = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
WIDTH, HEIGHT, PICTURES = 640, 480, 12


def filmed(text: str, path: Path) -> Path:
    """A film of a ticket held a little askew, as Chromium's false camera takes it (YUV4MPEG2)."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_image(scale=6)
    ticket = Image.fromarray(code).convert("L")
    grey = Image.new("L", (WIDTH, HEIGHT), 190)
    grey.paste(ticket, ((WIDTH - ticket.width) // 2, (HEIGHT - ticket.height) // 2))
    grey = grey.rotate(7, resample=Image.Resampling.BICUBIC, fillcolor=190)
    colours = struct.pack("B", 128) * (WIDTH * HEIGHT // 2)
    picture = b"FRAME\n" + grey.tobytes() + colours
    path.write_bytes(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode() + picture * PICTURES)
    return path


@pytest.fixture
def helper():
    return make.user("Vera")


def test_a_ticket_is_read_where_the_browser_reads_none_and_no_network_is_there(
    start_browser, live_server, tmp_path, client, helper
):
    began = timezone.now() - timedelta(hours=1)
    deed = make.deed(starts_at=began, status="under_way")
    deed.organisation.memberships.create(person=helper.person, role="checker")
    shift = make.shift(of=deed)
    made = sign_up(make.person("Aigul"), shift, now=began - timedelta(days=1))
    film = filmed(rules.ticket_text(made), tmp_path / "ticket.y4m")
    browser = start_browser(*CAMERA, f"--use-file-for-fake-video-capture={film}")
    network = Network(live_server.thread.host, live_server.thread.port)
    page = browser.new_context(base_url=network.url, locale="en", viewport=PHONE).new_page()
    page.add_init_script("delete window.BarcodeDetector")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda told: complaints.append(told.text) if "Content Security" in told.text else None)
    client.force_login(helper)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": network.url}])
    page.goto(f"/en/checkin/{deed.slug}/")
    expect(page.locator("#gate")).to_have_attribute("data-ready", "true")
    network.cut()
    page.context.set_offline(True)
    page.reload()

    page.click("#gate-scan")

    expect(page.locator("#gate-state")).to_have_attribute("data-waiting", "1")
    expect(page.locator(f'[data-sign-up="{made.pk}"] [name=check_out]')).to_be_visible()
    page.click("#gate-scan")
    expect(page.locator("#gate-camera")).to_be_hidden()
    network.mend()
    page.context.set_offline(False)
    expect(page.locator("#gate-state")).to_have_attribute("data-waiting", "0")
    assert list(Fact.objects.values_list("person__name", "grade")) == [("Aigul", "A")]
    assert complaints == []
    network.close()
