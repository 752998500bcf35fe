import pytest

from estafeta.base.typesetting import pdf

pytestmark = pytest.mark.no_database

TEMPLATE = """#let said = json(bytes(sys.inputs.data))
= #said.name
Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі
"""


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "page.typ"
    path.write_text(TEMPLATE)
    return path


def test_a_document_is_the_same_for_the_same_words_and_another_for_others(template):
    one, again, other = (pdf(template, {"name": name}) for name in ("Айгүл", "Айгүл", "Болат"))

    assert one.startswith(b"%PDF-")
    assert one == again
    assert one != other


def test_what_is_said_is_never_read_as_the_documents_own_language(template):
    assert pdf(template, {"name": '#panic("x") $ _ ` \\ ]'}).startswith(b"%PDF-")


def test_a_document_is_set_in_the_type_of_the_house_alone(template):
    made = pdf(template, {"name": "Қазақстан"})

    assert {name for name in (b"Inter", b"Libertinus", b"NewCM") if name in made} == {b"Inter"}
