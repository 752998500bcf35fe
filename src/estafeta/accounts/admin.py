from django.contrib import admin
from unfold.admin import ModelAdmin

from estafeta.accounts.models import ApiToken, User


@admin.register(User)
class UserAdmin(ModelAdmin):
    """For looking, and for closing a login. Operators are appointed by `estafeta operator`."""

    list_display = ["email", "phone", "is_active", "is_staff", "joined_at", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "phone"]
    fields = ["email", "phone", "phone_verified_at", "is_active", "is_staff", "is_superuser", "joined_at", "last_login"]
    readonly_fields = ["email", "phone", "phone_verified_at", "is_staff", "is_superuser", "joined_at", "last_login"]

    def has_add_permission(self, _request):
        return False

    def has_delete_permission(self, _request, _obj=None):
        return False


@admin.register(ApiToken)
class ApiTokenAdmin(ModelAdmin):
    """For looking, and for ending a token. New ones are made by `estafeta api_token`."""

    list_display = ["name", "owner", "scopes", "made_at", "revoked_at"]
    fields = ["name", "owner", "scopes", "made_at", "revoked_at"]
    readonly_fields = ["name", "owner", "scopes", "made_at"]

    def has_add_permission(self, _request):
        return False

    def has_delete_permission(self, _request, _obj=None):
        return False
