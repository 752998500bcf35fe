"""All settings, from the environment. Nonsense stops the start with a sentence."""

import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy

from estafeta.project import environment as env
from estafeta.project import logs

BASE_DIR = Path(__file__).resolve().parents[3]
PACKAGE_DIR = Path(__file__).resolve().parents[1]
VAR_DIR = Path(env.text("ESTAFETA_VAR", str(BASE_DIR / "var")))

# --- the installation -------------------------------------------------------------------------
DEVELOPMENT = env.flag("ESTAFETA_DEVELOPMENT", default=False)
DEBUG = env.flag("DEBUG", default=False)


def _kept_secret(name: str) -> str:
    """A secret that is made once for an installation and kept in its var folder, readable by its owner only."""
    path = VAR_DIR / name
    try:
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    except OSError as fault:
        raise ImproperlyConfigured(f"{VAR_DIR} can't be written: {fault.strerror}. Set ESTAFETA_VAR.") from fault
    return path.read_text().strip()


SECRET_KEY = env.text("SECRET_KEY") or _kept_secret("secret_key")
SITE_URL = env.text("SITE_URL", f"http://127.0.0.1:{env.text('PORT', '8000')}").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
BEHIND_TLS = SITE_URL.startswith("https://")

# --- the house --------------------------------------------------------------------------------
INSTALLED_APPS = [
    "estafeta.base",
    "estafeta.ui",
    "estafeta.territories",
    "estafeta.accounts",
    "estafeta.people",
    "estafeta.journal",
    "estafeta.notifications",
    "estafeta.photos",
    "estafeta.moderation",
    "estafeta.organisations",
    "estafeta.campaigns",
    "estafeta.appeals",
    "estafeta.deeds",
    "estafeta.tally",
    "estafeta.participation",
    "estafeta.relay",
    "estafeta.recognition",
    "estafeta.exchange",
    "estafeta.heroes",
    "estafeta.forum",
    "estafeta.newsroom",
    "estafeta.reports",
    "estafeta.web",
    "estafeta.api",
    "estafeta.ops",
    "estafeta.project",
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "estafeta.project.read_only_door.ReadOnlyDoor",
    "estafeta.api.door.ApiDoor",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "estafeta.project.operators_door.OperatorsDoor",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "estafeta.ui.refusals.RefusalPages",
    "estafeta.web.choosing.ChosenCampaign",
]

ROOT_URLCONF = "estafeta.project.urls"
WSGI_APPLICATION = "estafeta.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "estafeta.web.context.house",
            ],
        },
    },
]

# --- the database -----------------------------------------------------------------------------
# `estafeta up` and every `estafeta` command start the embedded PostgreSQL and set DATABASE_URL themselves.
DATABASES = {"default": env.database(env.text("DATABASE_URL", "postgresql://127.0.0.1/estafeta"))}
DATABASES["default"]["CONN_MAX_AGE"] = env.whole("DATABASE_CONN_MAX_AGE", 600)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- accounts ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["estafeta.project.sign_in.Logins"]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("web:me")
LOGOUT_REDIRECT_URL = reverse_lazy("web:home")
ACCOUNT_ADAPTER = "estafeta.project.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # a contact is proved by its code at every sign-in
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_FORMS = {"confirm_login_code": "estafeta.accounts.forms.CodeForm"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = reverse_lazy("web:home")
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,200/h/ip,3/m/key,10/h/key",
    "flag": "5/m/ip,20/h/ip",
    "appeal_code": "20/m/ip,100/h/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXY_COUNT", 0)
MFA_ADAPTER = "estafeta.project.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Estafeta"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BEHIND_TLS
MFA_FORMS = {
    "authenticate": "estafeta.accounts.forms.SecondFactorForm",
    "reauthenticate": "estafeta.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "estafeta.accounts.forms.AddAppForm",
    "add_webauthn": "estafeta.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "estafeta.accounts.forms.RenamePasskeyForm",
}
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = True

# --- languages and time -----------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")]
LOCALE_PATHS = [PACKAGE_DIR / "project" / "locale"]
FORMAT_MODULE_PATH = ["estafeta.project.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "Asia/Almaty")

# --- files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
BROWSER_PARTS_DIR = BASE_DIR / "build" / "static"
STATICFILES_DIRS = [BROWSER_PARTS_DIR] if BROWSER_PARTS_DIR.is_dir() else []
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "estafeta.project.static_storage.StaticFiles"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# --- security ---------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {f"{kind}-src": [SELF] for kind in ("default", "script", "style", "font", "worker", "manifest")}
    | {
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF, *env.words("BASEMAP_HOSTS")],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=BEHIND_TLS)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = BEHIND_TLS
X_FRAME_OPTIONS = "DENY"

# --- the operators' pages -----------------------------------------------------------------------
UNFOLD = {"SITE_TITLE": "Estafeta", "SITE_HEADER": "Estafeta", "SITE_URL": "/"}

# --- letters ----------------------------------------------------------------------------------
EMAIL_URL = env.text("EMAIL_URL")
DEFAULT_FROM_EMAIL = env.text("FROM_EMAIL", "Estafeta <estafeta@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAILBOX_DIR = VAR_DIR / "letters"
EMAIL_BACKEND = "estafeta.base.mailbox.Backend"
if EMAIL_URL:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    globals().update(env.mail_server(EMAIL_URL))
# Letters may be read at /people/mailbox/ only where nobody else can come: in development, or while this
# installation has no mail server and answers to this machine's own names alone.
MAILBOX_OPEN = DEVELOPMENT or (not EMAIL_URL and set(ALLOWED_HOSTS) <= {"127.0.0.1", "localhost", "[::1]"})
SMS_GATEWAY_URL = env.text("SMS_GATEWAY_URL")
SMS_GATEWAY_BODY = env.text("SMS_GATEWAY_BODY")
SMS_GATEWAY_AUTHORIZATION = env.text("SMS_GATEWAY_AUTHORIZATION")

# --- for the operator ---------------------------------------------------------------------------
SOURCE_URL = env.text("SOURCE_URL")  # where readers find the code that runs here, as the licence asks
METRICS_TOKEN = env.text("METRICS_TOKEN")
PRESS_CONTACT = env.text("PRESS_CONTACT")  # one line: a name, an e-mail address, a phone

# --- the campaign's own numbers ---------------------------------------------------------------
PAGE_CACHE_S = env.whole("PAGE_CACHE_SECONDS", 5)
AGE_OF_CONSENT = env.whole("AGE_OF_CONSENT", 16)
PHONE_REGION = env.text("PHONE_REGION", "KZ")
API_READS_A_MINUTE = env.whole("API_READS_A_MINUTE", 6000)
API_WRITES_A_MINUTE = env.whole("API_WRITES_A_MINUTE", 1200)
BASEMAP_STYLE_URL = env.text("BASEMAP_STYLE_URL")

# --- the log ----------------------------------------------------------------------------------
LOGGING = logs.configuration(env.text("LOG_LEVEL", "WARNING"), as_json=env.flag("LOG_JSON", default=False))
