"""Text messages against a gateway that really listens."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from estafeta.base import mailbox, sms

pytestmark = pytest.mark.no_database
TEXT = 'Код "1" & \n@host #1'


class Gateway(HTTPServer):
    """Writes down what it is asked, and answers `status`."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Asked)
        self.asked, self.status = [], 200


class Asked(BaseHTTPRequestHandler):
    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.server.asked.append((self.command, self.path, self.headers.get("Authorization"), body))
        self.send_response(self.server.status)
        self.end_headers()

    do_POST = do_GET  # noqa: N815 -- http.server's own name

    def log_message(self, *_words):
        """Tests are quiet."""


@pytest.fixture
def gateway(settings):
    server = Gateway()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_GATEWAY_BODY = settings.SMS_GATEWAY_AUTHORIZATION = ""
    yield server
    server.shutdown()
    server.server_close()


def test_a_gateway_that_is_asked_by_its_address(gateway, settings):
    settings.SMS_GATEWAY_URL += "?to={phone}&text={text}"

    sms.send("+77011234567", TEXT)

    [(method, path, _authorization, _body)] = gateway.asked
    assert (method, parse_qs(urlsplit(path).query)) == ("GET", {"to": ["+77011234567"], "text": [TEXT]})


def test_a_gateway_that_takes_json(gateway, settings):
    settings.SMS_GATEWAY_BODY = '{"to": "{phone}", "message": {"text": "{text}"}}'
    settings.SMS_GATEWAY_AUTHORIZATION = "Bearer key"

    sms.send("+77011234567", TEXT)

    [(method, _path, authorization, body)] = gateway.asked
    assert (method, authorization) == ("POST", "Bearer key")
    assert json.loads(body) == {"to": "+77011234567", "message": {"text": TEXT}}


def test_a_gateway_that_takes_a_form(gateway, settings):
    settings.SMS_GATEWAY_BODY = "to={phone}&text={text}"

    sms.send("+77011234567", TEXT)

    assert parse_qs(gateway.asked[0][3]) == {"to": ["+77011234567"], "text": [TEXT]}


def test_a_text_that_names_a_placeholder_is_not_filled_in(gateway, settings):
    settings.SMS_GATEWAY_BODY = '{"to": "{phone}", "text": "{text}"}'

    sms.send("+77011234567", "{phone} {text}")

    assert json.loads(gateway.asked[0][3])["text"] == "{phone} {text}"


def test_a_refusal_is_told_without_the_phone(gateway):
    gateway.status = 402

    with pytest.raises(sms.NotSent, match=r"^the SMS gateway answered 402$"):
        sms.send("+77011234567", TEXT)


def test_a_gateway_that_is_not_there_is_told(settings):
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_BODY = "http://127.0.0.1:1/", ""

    with pytest.raises(sms.NotSent, match="can't be reached"):
        sms.send("+77011234567", TEXT)


def test_without_a_gateway_messages_are_kept(settings, tmp_path):
    settings.SMS_GATEWAY_URL, settings.MAILBOX_DIR = "", tmp_path

    sms.send("+77011234567", TEXT)

    assert [(kept.channel, kept.to, kept.body) for kept in mailbox.kept()] == [("sms", "+77011234567", TEXT)]
