"""Signing in. The names are allauth's own, which it reverses itself; so they stand in no namespace."""

from allauth.account.views import account_inactive, logout
from allauth.mfa.base.views import authenticate, reauthenticate
from django.urls import include, path

from estafeta.accounts import views

urlpatterns = [
    path("", views.sign_in, name="account_login"),
    path("", views.sign_in, name="account_signup"),
    path("", views.sign_in, name="account_request_login_code"),
    path("code/", views.CodeView.as_view(), name="account_confirm_login_code"),
    path("out/", logout, name="account_logout"),
    path("closed/", account_inactive, name="account_inactive"),
    path("mine/", views.mine, name="mfa_index"),
    path("mine/", views.mine, name="account_mine"),
    path("second-factor/", authenticate, name="mfa_authenticate"),
    path("second-factor/again/", reauthenticate, name="mfa_reauthenticate"),
    path("app/activate/", views.AddAppView.as_view(), name="mfa_activate_totp"),
    path("app/", include("allauth.mfa.totp.urls")),
    path("spare-codes/", include("allauth.mfa.recovery_codes.urls")),
    path("passkeys/add/", views.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("passkeys/", include("allauth.mfa.webauthn.urls")),
]
