"""Where allauth meets the house: whose login it is, which human stands behind it, in whose words it speaks."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from estafeta.accounts import queries, services
from estafeta.accounts.forms import ACCOUNT_ERRORS, SECOND_FACTOR_ERRORS
from estafeta.accounts.models import User
from estafeta.people.services import person_for_login


class Logins(AuthenticationBackend):
    """allauth's, which brings the human along with the login: every page of whoever is signed in needs both."""

    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.select_related("person").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):
    """A login is a contact that gives back a code; nobody signs up with a form, and there are no passwords."""

    error_messages = DefaultAccountAdapter.error_messages | ACCOUNT_ERRORS

    def get_login_stages(self) -> list[str]:
        """The code, then the second factor. A contact is proved by its code, so no further stage proves it."""
        return ["allauth.account.stages.LoginByCodeStage", "allauth.mfa.stages.AuthenticateStage"]

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        return False

    def post_login(self, request: HttpRequest, user: User, **details: Any) -> HttpResponse:
        """Give the login its person, and ask once for a name that is missing."""
        response = super().post_login(request, user, **details)
        language = (get_language() or "kk")[:2]
        person = person_for_login(user, language=language, email=user.email or "", phone=user.phone or "")
        if person.name:
            return response
        return HttpResponseRedirect(f"{reverse('people:welcome')}?{urlencode({'next': response.url})}")

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        said = {
            "mfa_reauthenticate": _("Use the code of an app"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": said[method["id"]]} for method in methods if method["id"] in said]

    def get_user_by_phone(self, phone: str) -> User | None:
        return queries.login_by_contact(phone=phone)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified_at is not None) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        if verified:
            services.add_contact(user, phone=phone)

    def set_phone_verified(self, user: User, phone: str) -> None:
        services.note_phone_proved(user, phone)

    def send_verification_code_sms(self, user: User, phone: str, code: str, **_details: Any) -> None:  # noqa: ARG002 -- allauth's signature
        services.send_code(code, phone=phone)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Apps and passkeys, named as the reader knows them."""

    error_messages = DefaultMFAAdapter.error_messages | SECOND_FACTOR_ERRORS

    def _get_user_identifier(self, user: User) -> str:
        return user.email or user.phone or str(user)

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        entity = super().get_public_key_credential_user_entity(user)
        return dict(entity) | {"display_name": self._get_user_identifier(user)}

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 -- allauth's signature
        return _("Key %(number)s") % {"number": Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}
