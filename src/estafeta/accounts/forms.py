from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import normal_contact
from estafeta.base.texts import clean

# What allauth says, in our words and languages (it has no Kazakh).
ACCOUNT_ERRORS = {
    "account_inactive": _("This sign-in was closed."),
    "incorrect_code": _("This is not the code. Look at the latest message."),
    "rate_limited": _("That was too often. Wait a few minutes, then try again."),
    "too_many_login_attempts": _("The code was wrong too often. Ask for a new one."),
}
SECOND_FACTOR_ERRORS = {
    "cannot_delete_authenticator": _("The second factor can't be taken away."),
    "cannot_generate_recovery_codes": _("First add an app or a key; spare codes come with it."),
    "incorrect_code": _("This is not the code. Look at the app again."),
    "unverified_email": _("First confirm your e-mail address."),
}


def code_field(label: Any, hint: Any = "") -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}
    return forms.CharField(label=label, help_text=hint, max_length=20, widget=forms.TextInput(attrs=attrs))


class SignInForm(forms.Form):
    """One contact, to which the code is sent."""

    contact = forms.CharField(
        label=_("E-mail or phone"),
        help_text=_("We send a code there. No password is needed."),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username webauthn", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def clean_contact(self) -> tuple[str, str]:
        return normal_contact(clean(self.cleaned_data["contact"]))


class CodeForm(ConfirmLoginCodeForm):
    code = code_field(_("Code"))


class SecondFactorForm(AuthenticateForm):
    code = code_field(_("Code"), _("From your app, or one of your spare codes."))


class SecondFactorAgainForm(ReauthenticateForm):
    code = code_field(_("Code"), _("From your app, or one of your spare codes."))


class AddAppForm(ActivateTOTPForm):
    code = code_field(_("Code that the app shows"))


class AddPasskeyForm(AddWebAuthnForm):
    name = forms.CharField(label=_("Name of this key"), required=False, max_length=100)
    passwordless = forms.BooleanField(
        label=_("Sign in with this key alone, without a code"), required=False, initial=True
    )


class RenamePasskeyForm(EditWebAuthnForm):
    name = forms.CharField(label=_("Name of this key"), max_length=100)
