"""Text in three languages as three columns, and contacts in one written form."""

import re

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Collate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("kk", "ru", "en")


def in_language(thing: object, field: str, language: str | None = None) -> str:
    """`field` of `thing` in the reader's language, or in the next language that has it: kk, ru, en.

    Takes:   a thing with columns `<field>_kk`, `<field>_ru`, `<field>_en`.
    Returns: text, "" when it stands in no language.
    """
    wanted = (language or get_language() or "kk")[:2]
    for code in (wanted, *LANGUAGES):
        if text := getattr(thing, f"{field}_{code}", ""):
            return str(text)
    return ""


# One order for three languages: Russian is part of the Kazakh alphabet, Latin letters come first. Each letter, large
# or small, becomes the one sign that stands at its place, whatever the database knows of alphabets.
_ALPHABET = "abcdefghijklmnopqrstuvwxyzаәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
_PLACES = "".join(chr(0x100 + place) for place in range(len(_ALPHABET)))


def alphabetical(column: str) -> Collate:
    """An expression to order by: `column` in the order of the Kazakh alphabet, Ақмола before Атырау.

    Why: the database that comes along sorts by the numbers of letters, which puts Қ behind Я.
    """
    translated = Func(
        column,
        Value(_ALPHABET + _ALPHABET.upper()),
        Value(_PLACES * 2),
        function="translate",
        output_field=models.TextField(),
    )
    return Collate(translated, "C")


def short_text(**options: object) -> "models.CharField[str, str]":
    return models.CharField(**({"max_length": 200, "blank": True, "default": ""} | options))  # type: ignore[arg-type]  # -- options of one field


def long_text(**options: object) -> "models.TextField[str, str]":
    return models.TextField(**({"blank": True, "default": ""} | options))  # type: ignore[arg-type]  # -- options of one field


def normal_email(text: str) -> str:
    """An e-mail address in the form under which it is stored and compared: trimmed, lower case.

    Raises: ValidationError when it is none.
    """
    address = text.strip().lower()
    validate_email(address)
    return address


def normal_phone(text: str) -> str:
    """A phone number in E.164 (+77011234567), however it was typed: 8 701 123 45 67, 7(701)123-45-67.

    Raises: ValidationError when it is none.
    Why:    phone numbers as typed overcount people by 40 % (PRODUCT.md, Counting).
    """
    try:
        number = phonenumbers.parse(text, settings.PHONE_REGION)
    except phonenumbers.NumberParseException as fault:
        raise ValidationError(_("This is not a phone number. Example: +7 701 123 45 67.")) from fault
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(_("This is not a phone number. Example: +7 701 123 45 67."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normal_contact(text: str) -> tuple[str, str]:
    """One contact as ("email", address) or ("phone", E.164 number).

    Raises: ValidationError when it is neither.
    """
    if "@" in text:
        return "email", normal_email(text)
    if not re.search(r"\d", text):
        raise ValidationError(_("Enter an e-mail address or a phone number."))
    return "phone", normal_phone(text)
