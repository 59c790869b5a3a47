"""`houqin migrate`: bring the tables up to date and let the application at them."""

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from houqin.kernel.money.naming import LEDGER
from houqin.site.settings import database

TRAIL = "trail_happening"  # the record itself, with its partitions: read and add, nothing else
OWNED = """
SELECT c.relname, c.relkind FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S')
AND c.relowner = current_user::regrole AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""


def migrate(argv: list[str]) -> None:
    """Bring the database up to date as the owning role, then grant the application its rights."""
    call_command("migrate", *argv, interactive=False, verbosity=0)
    grant(str(database(settings.DATABASE_URL)["USER"]))


def grant(role: str) -> int:
    """Let a role use all tables and sequences that this role owns; returns how many, 0 where both are one role.

    No default privileges: they would open the trail's future partitions too.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role])
        owner, known = cursor.fetchone()
        if role == owner or not known:
            return 0
        cursor.execute(OWNED)
        found = cursor.fetchall()
        quote = connection.ops.quote_name
        tables = [
            quote(name)
            for name, kind in found
            if kind != "S" and not name.startswith(TRAIL) and name not in LEDGER
        ]
        ledger = [quote(name) for name, _kind in found if name in LEDGER]
        sequences = [quote(name) for name, kind in found if kind == "S"]
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quote(role)}")
        if tables:
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(tables)} TO {quote(role)}")
        if ledger:
            cursor.execute(f"GRANT SELECT ON {', '.join(ledger)} TO {quote(role)}")
        if sequences:
            cursor.execute(f"GRANT USAGE, SELECT ON {', '.join(sequences)} TO {quote(role)}")
        if TRAIL in {name for name, _kind in found}:  # no role of its own here: the owner keeps it
            cursor.execute(f"GRANT SELECT, INSERT ON {TRAIL} TO {quote(role)}")
    return len(tables)
