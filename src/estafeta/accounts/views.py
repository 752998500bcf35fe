from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.utils import get_login_redirect_url, passthrough_next_redirect_url
from allauth.account.views import ConfirmLoginCodeView
from allauth.core import ratelimit
from allauth.decorators import rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from estafeta.accounts import services
from estafeta.accounts.forms import SignInForm
from estafeta.base.errors import NotPossible


class SignIn(LoginCodeVerificationProcess):
    """Allauth's code, but sent to every contact alike: whoever is not known yet gets a login by giving it back."""

    @classmethod
    def resume(cls, stage: LoginByCodeStage) -> "SignIn | None":
        return cls(stage).abort_if_invalid()

    @classmethod
    def start(cls, request: HttpRequest, *, email: str = "", phone: str = "") -> None:
        """Send a code and remember, in the session, to which contact.

        Raises: NotPossible when it could not be sent.
        """
        login = Login(email=email or None, phone=phone or None, email_verification="none")
        login.state["stages"] = {"current": LoginByCodeStage.key}
        stage = LoginByCodeStage(LoginStageController(request, login), request, login)
        stage.state.update(cls.initial_state(user=None, email=email, phone=phone), initiated_by_user=True)
        process = cls(stage)
        process.send()
        process.persist()

    def send(self, skip_enumeration_mails: bool = False) -> None:  # noqa: ARG002 -- allauth's signature
        self.state["code"] = get_adapter().generate_login_code()
        services.send_code(self.state["code"], email=self.state.get("email", ""), phone=self.state.get("phone", ""))

    def resend(self) -> None:
        """Send another code; the one before is void, and counts against the same limits.

        Raises: RateLimited, which allauth's view says in words.
        """
        contact = self.state.get("email") or self.state.get("phone")
        if not ratelimit.consume(self.request, action="request_login_code", key=contact):
            raise ratelimit.RateLimited
        try:
            self.send()
        except NotPossible as refusal:
            messages.error(self.request, str(refusal.reason))
            return
        self.record_resend()
        self.persist()

    def finish(self, redirect_url: str | None) -> HttpResponse:
        self._user = services.login_for(email=self.state.get("email", ""), phone=self.state.get("phone", ""))
        return super().finish(redirect_url)


@login_not_required
@never_cache
@rate_limit(action="login")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for one contact and send a code there; the answer is the same whoever it belongs to, or nobody."""
    if request.user.is_authenticated:
        return redirect(get_login_redirect_url(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _send(request, form):
        return redirect(passthrough_next_redirect_url(request, reverse("account_confirm_login_code"), "next"))
    page = {"form": form, "next": request.GET.get("next", ""), "mailbox_is_open": settings.MAILBOX_OPEN}
    return render(request, "account/login.html", page)


def _send(request: HttpRequest, form: SignInForm) -> bool:
    kind, contact = form.cleaned_data["contact"]
    if not ratelimit.consume(request, action="request_login_code", key=contact):
        form.add_error("contact", _("Too many codes were asked for. Wait a few minutes, then try again."))
        return False
    try:
        SignIn.start(request, **{kind: contact})
    except NotPossible as refusal:
        form.add_error("contact", str(refusal.reason))
        return False
    return True


@method_decorator(login_stage_required(stage=LoginByCodeStage.key, redirect_urlname="account_login"), name="dispatch")
class CodeView(ConfirmLoginCodeView):
    """Take the code back."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.stage = getattr(request, "_login_stage")  # noqa: B009 -- set by allauth's decorator, with no public name
        self._process = SignIn.resume(self.stage)
        if not self._process:
            messages.error(request, _("The code has run out. Ask for a new one."))
            return HttpResponseRedirect(reverse("account_login"))
        return super(ConfirmLoginCodeView, self).dispatch(request, *args, **kwargs)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        return super().get_context_data(**more) | {"mailbox_is_open": settings.MAILBOX_OPEN}


class AddAppView(ActivateTOTPView):
    """Add an app; the code that it showed counts as the second factor of this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="totp", reauthenticated=True)
        return response


class AddPasskeyView(AddWebAuthnView):
    """Add a passkey; the touch that made it counts as the second factor of this session."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="webauthn", reauthenticated=True)
        return response


@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """How I sign in: contacts, passkeys, second factor."""
    own = Authenticator.objects.filter(user_id=request.user.pk)
    kinds = [authenticator.type for authenticator in own]
    page = {
        "passkeys": kinds.count(Authenticator.Type.WEBAUTHN),
        "has_app": Authenticator.Type.TOTP in kinds,
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "must_have_second_factor": request.user.is_staff,
    }
    return render(request, "account/mine.html", page)
