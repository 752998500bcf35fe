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


def test_where_no_browser_can_be_had_a_sentence_says_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(chromium, "_installed", lambda: None)
    monkeypatch.setattr(chromium, "_try", lambda *command, env: None)

    with pytest.raises(chromium.NoChromium, match=r"Install it .* or name it: CHROMIUM=/path/to/chrome make test"):
        chromium._found_or_brought(str(tmp_path / "chrome"))
