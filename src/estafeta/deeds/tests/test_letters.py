"""What organisers read in their letters, in three languages."""

import pytest

from estafeta.deeds import services
from estafeta.deeds.tests.test_announcing import drafted
from estafeta.notifications.models import Letter
from estafeta.notifications.services import text_of
from estafeta.organisations import services as organisations
from tests import make

SUBJECTS = {
    "kk": {"Тағы бір қарап шығыңыз: Park & pond", "Жарияланды: Park & pond", "Civic «Alliance» тексерілді"},
    "ru": {"Посмотрите ещё раз: Park & pond", "Объявлено: Park & pond", "Проверено: Civic «Alliance»"},
    "en": {"Please look again: Park & pond", "Announced: Park & pond", "Civic «Alliance» is verified"},
}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_letter_says_its_thing_with_a_link_in_the_readers_language(language, settings):
    aigul = make.person("Aigul", language=language)
    organisation = make.organisation("Civic «Alliance»", verified=False, owner=aigul)
    coordinator = make.coordinator(organisation.territory)
    deed = services.submit(drafted(aigul, organisation, title="Park & pond"), aigul)
    services.refuse(deed, coordinator, reason="Which school & when?")
    services.announce(services.submit(deed, aigul), coordinator)
    organisations.verify(organisation, coordinator, note="Called them")

    texts = [text_of(letter) for letter in Letter.objects.order_by("pk")]

    assert {subject for subject, _body in texts} == SUBJECTS[language]
    assert "Which school & when?" in texts[0][1]
    assert all(f"{settings.SITE_URL}/{language}/deeds/" in body for _subject, body in texts)
