"""Text messages, through any gateway that speaks HTTP; without one they are kept in the mailbox folder."""

import json
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
    address = settings.SMS_GATEWAY_URL.replace("{phone}", quote(phone)).replace("{text}", quote(text))
    body = settings.SMS_GATEWAY_BODY
    if not body:
        return urllib.request.Request(address)  # noqa: S310 -- the operator's own address
    is_json = body.lstrip().startswith("{")
    if is_json:
        phone, text = json.dumps(phone)[1:-1], json.dumps(text)[1:-1]
    else:
        phone, text = quote(phone), quote(text)
    headers = {"Content-Type": "application/json" if is_json else "application/x-www-form-urlencoded"}
    if settings.SMS_GATEWAY_AUTHORIZATION:
        headers["Authorization"] = settings.SMS_GATEWAY_AUTHORIZATION
    filled = body.replace("{phone}", phone).replace("{text}", text)
    return urllib.request.Request(address, data=filled.encode(), headers=headers)  # noqa: S310 -- as above
