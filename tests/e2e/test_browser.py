import os

import pytest

from tests.e2e import chromium


def test_a_real_browser_reaches_the_real_server(page):
    answer = page.goto("/healthz")

    assert (answer.status, page.inner_text("body").strip()) == (200, "alive")


def test_a_browser_named_but_missing_is_told(monkeypatch):
    monkeypatch.setitem(os.environ, "CHROMIUM", "/nowhere/chrome")

    with pytest.raises(chromium.NoChromium, match="CHROMIUM names /nowhere/chrome, which is no program"):
        chromium.find(None)
