"""Text messages, through any gateway that speaks HTTP; without one they are kept in the mailbox folder."""

import json
import re
import urllib.error
import urllib.request
from urllib.parse import quote

from django.conf import settings

from estafeta.base import mailbox

PATIENCE_S = 10


class NotSent(Exception):  # noqa: N818 -- reads as the sentence it is
    """The gateway can't be reached or refused."""


def send(phone: str, text: str) -> None:
    """Send one text message.

    Takes:  phone -- E.164. `SMS_GATEWAY_URL` and `SMS_GATEWAY_BODY` may hold {phone} and {text}; with a body the
            gateway is asked by POST, else by GET; in a JSON body the values are escaped for JSON.
    Raises: NotSent, without the phone in it.
    """
    if not settings.SMS_GATEWAY_URL:
        mailbox.keep("sms", phone, "", text)
        return
    request = _request(phone, text)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:  # noqa: S310 -- the operator's own address
            answer.read(1000)
    except urllib.error.HTTPError as fault:
        raise NotSent(f"the SMS gateway answered {fault.code}") from fault
    except OSError as fault:
        raise NotSent(f"the SMS gateway can't be reached: {type(fault).__name__}") from fault


def _request(phone: str, text: str) -> urllib.request.Request:
    address = _filled(settings.SMS_GATEWAY_URL, quote(phone), quote(text))
    body = settings.SMS_GATEWAY_BODY
    headers = {"Authorization": settings.SMS_GATEWAY_AUTHORIZATION} if settings.SMS_GATEWAY_AUTHORIZATION else {}
    if not body:
        return urllib.request.Request(address, headers=headers)  # noqa: S310 -- the operator's own address
    if body.lstrip().startswith("{"):
        headers["Content-Type"] = "application/json"
        filled = _filled(body, json.dumps(phone)[1:-1], json.dumps(text)[1:-1])
    else:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        filled = _filled(body, quote(phone), quote(text))
    return urllib.request.Request(address, data=filled.encode(), headers=headers)  # noqa: S310 -- as above


def _filled(template: str, phone: str, text: str) -> str:
    """Both at once, so that a text which says {phone} stays as it is."""
    return re.sub(r"\{(phone|text)\}", lambda found: phone if found[1] == "phone" else text, template)
