import pytest
from django.core.exceptions import ImproperlyConfigured

from estafeta.project import environment

pytestmark = pytest.mark.no_database


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://u%40x:w@mail.example:25", 25, True, False),
        ("smtp://u%40x:w@mail.example", 587, True, False),
        ("smtps://u%40x:w@mail.example", 465, False, True),
        ("smtp+plain://u%40x:w@mail.example", 25, False, False),
    ],
)
def test_a_mail_server_is_one_address(url, port, tls, ssl):
    found = environment.mail_server(url)

    assert (found["EMAIL_HOST"], found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("mail.example", "u@x", "w")
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (port, tls, ssl)


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://"])
def test_nonsense_for_a_mail_server_stops_the_start_with_a_sentence(url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must look like"):
        environment.mail_server(url)
