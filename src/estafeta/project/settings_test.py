"""The settings under which tests run: a PostgreSQL of their own, nothing sent, nothing slow."""

import atexit
import os
import tempfile
from pathlib import Path

from estafeta.ops import embedded

_VAR_DIR = Path(os.environ.get("ESTAFETA_VAR", Path(__file__).resolve().parents[3] / "var"))

if "DATABASE_URL" not in os.environ:
    # Every process of a run takes part in one server; the last one to leave stops it.
    _server = embedded.Server(_VAR_DIR / "test-postgres", throwaway=True)
    os.environ["DATABASE_URL"] = _server.acquire()
    atexit.register(_server.release)

_files = tempfile.TemporaryDirectory(prefix="estafeta-test-")
atexit.register(_files.cleanup)
os.environ["SECRET_KEY"] = "only for tests, and long enough to be a key for them"  # noqa: S105 -- guards nothing
for _name in ("SITE_URL", "EMAIL_URL", "DEBUG", "BASEMAP_STYLE_URL", "SMS_GATEWAY_URL"):
    os.environ.pop(_name, None)

from estafeta.project.settings import *  # noqa: E402, F403 -- the address of the database has to be known first
from estafeta.project.settings import DATABASES, MIDDLEWARE  # noqa: E402 -- as above

DATABASES["default"]["CONN_MAX_AGE"] = 0
PAGE_CACHE_S = 0
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = Path(_files.name) / "media"
STATIC_ROOT = Path(_files.name) / "static"
MAILBOX_DIR = Path(_files.name) / "letters"
MIDDLEWARE = [name for name in MIDDLEWARE if not name.startswith("whitenoise.")]
LOGGING = {"version": 1, "disable_existing_loggers": False}
