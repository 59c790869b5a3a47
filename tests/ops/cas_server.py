"""The school's CAS of the tests: django-mama-cas, an independent server, on a throw-away SQLite file.

Run as `python tests/ops/cas_server.py PORT FOLDER`; knows the users zhangsan and nobody.
"""

import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command


def attributes(user: object, service: str) -> dict[str, str]:
    """Tell the site the number of a user, as a campus CAS does."""
    return {"employeeNumber": {"zhangsan": "S001", "nobody": "X999"}[str(user)]}


def main(port: str, folder: Path) -> None:
    """Serve until ended."""
    settings.configure(
        SECRET_KEY="a throw-away server",
        DEBUG=True,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="mama_cas.urls",
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "cas.sqlite3")}},
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "mama_cas",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                        "django.template.context_processors.request",
                    ]
                },
            }
        ],
        USE_TZ=True,
        MAMA_CAS_SERVICES=[
            {
                "SERVICE": "^http://testserver/.*",
                "CALLBACKS": [f"{__name__}.attributes"],
                "LOGOUT_ALLOW": True,
            }
        ],
    )
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from django.contrib.auth.models import User

    for name in ("zhangsan", "nobody"):
        User.objects.create_user(name, password="a long password")
    call_command("runserver", f"127.0.0.1:{port}", "--noreload", "--nothreading")


if __name__ == "__main__":
    sys.modules["cas_server"] = sys.modules["__main__"]
    main(sys.argv[1], Path(sys.argv[2]))
