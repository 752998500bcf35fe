from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email or None, **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":  # noqa: ARG002 -- Django's signature
        """An operator, who signs in by code like everybody: there are no passwords, so one that is given is dropped."""
        return self.create_user(email, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A login: an e-mail address or a phone that can receive a code. A login is not a human; see people.Person."""

    email = models.EmailField(null=True, blank=True, unique=True)
    phone = models.CharField(max_length=16, null=True, blank=True, unique=True)
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="user_can_be_reached", condition=Q(email__isnull=False) | Q(phone__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"User {self.pk}"


class ApiToken(models.Model):
    """What lets a program act for a login. Only its digest is kept; the token itself is shown once."""

    class Scope(models.TextChoices):
        SIGN_UPS = "sign-ups", _("sign people up")
        ATTENDANCE = "attendance", _("check people in")
        APPEALS = "appeals", _("ask for help")
        PLEDGES = "pledges", _("promise help")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20), default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"ApiToken {self.pk}"


class KeptAnswer(models.Model):
    """What a program was answered under its Idempotency-Key, so that asking twice acts once. Kept for a day.

    `status` null: the first asking is still under way.
    """

    caller = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    question = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    body = models.TextField(blank=True, default="")
    kept_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kept_at"], name="kept_answers_by_age")]
        constraints = [models.UniqueConstraint(name="answer_kept_once_per_key", fields=["caller", "key"])]
