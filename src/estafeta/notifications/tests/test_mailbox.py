import pytest

from estafeta.base import mailbox


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    settings.MAILBOX_DIR = tmp_path


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_an_open_mailbox_shows_what_was_not_sent(client, settings, language):
    settings.MAILBOX_OPEN = True
    mailbox.keep("email", "aigul@example.org", "123456 is your code", "Type <it> in")

    page = client.get(f"/{language}/people/mailbox/").content.decode()

    assert "123456 is your code" in page
    assert "Type &lt;it&gt; in" in page


def test_a_closed_mailbox_does_not_exist(client, settings):
    settings.MAILBOX_OPEN = False
    mailbox.keep("email", "aigul@example.org", "123456 is your code", "")

    assert client.get("/en/people/mailbox/").status_code == 404


def test_the_folder_keeps_the_latest_and_survives_a_broken_file(tmp_path, monkeypatch):
    monkeypatch.setattr(mailbox, "MOST_KEPT", 2)
    for number in range(3):
        mailbox.keep("sms", "+77011234567", "", f"message {number}")
    (tmp_path / "99999999T000000-broken.json").write_text("{")

    assert [kept.body for kept in mailbox.kept()] == ["message 2", "message 1"]
