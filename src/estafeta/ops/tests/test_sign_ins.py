from estafeta.accounts.models import User
from estafeta.ops.example.sign_ins import SignIn, as_text, make_sign_ins
from estafeta.organisations.models import Membership
from estafeta.people.models import Role
from tests import make


def test_four_people_sign_in_and_each_may_do_something_else():
    deed = make.deed()
    deed.organisation.verified_at = deed.organisation.registered_at
    deed.organisation.save()

    made = make_sign_ins()
    again = make_sign_ins()

    assert (
        made
        == again
        == [
            SignIn("aigerim@example.org", "takes part"),
            SignIn("bolat@example.org", f"organises for {deed.organisation.name}"),
            SignIn("vera@example.org", "coordinates the whole country"),
            SignIn("aidana@example.org", "writes the news"),
            SignIn("operator@example.org", "opens /admin/, after adding a second factor"),
        ]
    )
    assert sorted(User.objects.values_list("email", "is_superuser")) == [
        ("aidana@example.org", False),
        ("aigerim@example.org", False),
        ("bolat@example.org", False),
        ("operator@example.org", True),
        ("vera@example.org", False),
    ]
    assert [(m.person.user.email, m.role) for m in Membership.objects.all()] == [("bolat@example.org", "owner")]
    assert [(r.person.user.email, r.kind, r.territory.parent) for r in Role.objects.all()] == [
        ("vera@example.org", "coordinator", None),
        ("aidana@example.org", "editor", None),
    ]


def test_what_is_printed_says_where_the_code_arrives(settings):
    settings.SITE_URL = "http://127.0.0.1:8000"

    assert as_text([SignIn("a@example.org", "takes part")]).splitlines() == [
        "Sign in at http://127.0.0.1:8000/en/sign-in/ with one of these; the code arrives at",
        "http://127.0.0.1:8000/en/people/mailbox/ (everybody here is invented):",
        "  a@example.org  takes part",
    ]
