"""A real browser against a real server (docs/testing.md)."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from estafeta.accounts.models import User
from tests.e2e import chromium

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the thread of the tests
PHONE = {"width": 360, "height": 740}
SCREENS = {"phone": PHONE, "tablet": {"width": 768, "height": 1024}, "desk": {"width": 1280, "height": 800}}
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage", "--disable-gpu"]
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(__file__.rpartition("/")[0]):
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def player() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium_path(player: Playwright) -> str:
    try:
        return chromium.find(player)
    except chromium.NoChromium as fault:
        pytest.fail(str(fault), pytrace=False)


@pytest.fixture(scope="session")
def start_browser(player: Playwright, chromium_path: str) -> Iterator[Callable[..., Browser]]:
    """Starts a browser with more flags; all are closed at the end."""
    started: list[Browser] = []

    def start(*flags: str) -> Browser:
        started.append(player.chromium.launch(executable_path=chromium_path, args=[*FLAGS, *flags]))
        return started[-1]

    yield start
    for browser in started:
        browser.close()


@pytest.fixture(scope="session")
def browser(start_browser: Callable[..., Browser]) -> Browser:
    return start_browser()


@pytest.fixture
def turn_on(player: Playwright, chromium_path: str, tmp_path: Path) -> Iterator[Callable[..., BrowserContext]]:
    """A phone with a store of its own on the disk: turned off, and on again under its name, it is the same phone."""
    running: list[BrowserContext] = []

    def start(name: str, url: str) -> BrowserContext:
        running.append(
            player.chromium.launch_persistent_context(
                tmp_path / name, executable_path=chromium_path, args=FLAGS, base_url=url, locale="en", viewport=PHONE
            )
        )
        return running[-1]

    yield start
    for phone in running:
        with suppress(Exception):
            phone.close()


@pytest.fixture
def new_page(browser: Browser, live_server) -> Iterator[Callable[..., Page]]:
    """Opens a fresh browser profile: new_page("ru", screen="desk", javascript=False).

    At the end of the test it fails if a script threw, the console told an error or the security policy was broken.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(
        language: str = "en", *, screen: str = "phone", javascript: bool = True, dark: bool = False, over: str = ""
    ) -> Page:
        """`over`: the address of a network that may fail on purpose."""
        context = browser.new_context(
            base_url=over or live_server.url,
            locale=language,
            viewport=SCREENS[screen],
            java_script_enabled=javascript,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on(
            "console",
            lambda told: (
                complaints.append(f"console: {told.text}")
                if told.type == "error" and not (over and "net::ERR_" in told.text)
                else None
            ),
        )
        return page

    yield open_page
    for context in contexts:
        with suppress(Exception):
            context.close()
    # a refused form answers 4xx on purpose, and Chromium writes each into the console
    assert [line for line in complaints if "status of 4" not in line] == []


@pytest.fixture
def page(new_page) -> Page:
    """One English page on a phone."""
    return new_page()


def faults_of(page: Page) -> list[str]:
    """What axe finds wrong with a page, once it is there."""
    page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {fault['help']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Says what axe finds wrong with a page."""

    def check(page: Page) -> None:
        assert faults_of(page) == [], page.url

    return check


@pytest.fixture
def signed_in(client: Client, live_server) -> Callable[[Page, User], None]:
    """Lets a page's browser in as a user; the way in itself is test_sign_in.py."""

    def let_in(page: Page, user: User) -> None:
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])

    return let_in
