import django.contrib.postgres.indexes
import django.core.serializers.json
from django.db import migrations, models

import houqin.kernel.base.ids
import houqin.kernel.trail.fields

TABLE = """
CREATE TABLE trail_happening (
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    xact xid8 NOT NULL DEFAULT pg_current_xact_id(),
    subject uuid NOT NULL,
    kind varchar(40) NOT NULL,
    verb varchar(40) NOT NULL,
    actor uuid,
    on_behalf_of uuid,
    before varchar(24) NOT NULL DEFAULT '',
    after varchar(24) NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 0 CHECK (version >= 0),
    facts jsonb NOT NULL DEFAULT '{}',
    digest bytea,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX trail_happening_subject ON trail_happening (subject, at);
CREATE INDEX trail_happening_xact ON trail_happening (xact, id);
CREATE INDEX trail_happening_at ON trail_happening USING brin (at);

CREATE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the trail is insert-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER trail_insert_only BEFORE UPDATE OR DELETE ON trail_happening
    FOR EACH ROW EXECUTE FUNCTION trail_refuse();
CREATE TRIGGER trail_no_truncate BEFORE TRUNCATE ON trail_happening
    FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse();

CREATE TABLE trail_happening_other PARTITION OF trail_happening DEFAULT;
CREATE TRIGGER trail_no_truncate BEFORE TRUNCATE ON trail_happening_other
    FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse();
"""

# Rows that came before their month had a partition lie in the default one; they move as they are. Detaching
# takes the row trigger off, attaching puts it on again.
ADD_PARTITION = """
CREATE FUNCTION trail_add_partition(month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '10s' AS $$
DECLARE
    first date := date_trunc('month', month)::date;
    since timestamptz := first::timestamp AT TIME ZONE 'Asia/Shanghai';
    until timestamptz := (first + interval '1 month')::timestamp AT TIME ZONE 'Asia/Shanghai';
    name text := 'trail_happening_' || to_char(first, 'YYYYMM');
    early boolean;
BEGIN
    IF to_regclass(name) IS NOT NULL THEN
        RETURN false;
    END IF;
    LOCK TABLE trail_happening IN SHARE ROW EXCLUSIVE MODE;
    IF to_regclass(name) IS NOT NULL THEN
        RETURN false;
    END IF;
    early := EXISTS (SELECT FROM trail_happening_other WHERE at >= since AND at < until);
    IF early THEN
        ALTER TABLE trail_happening DETACH PARTITION trail_happening_other;
    END IF;
    EXECUTE format(
        'CREATE TABLE %I PARTITION OF trail_happening FOR VALUES FROM (%L) TO (%L)', name, since, until
    );
    EXECUTE format(
        'CREATE TRIGGER trail_no_truncate BEFORE TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()',
        name
    );
    IF early THEN
        INSERT INTO trail_happening SELECT * FROM trail_happening_other WHERE at >= since AND at < until;
        DELETE FROM trail_happening_other WHERE at >= since AND at < until;
        ALTER TABLE trail_happening ATTACH PARTITION trail_happening_other DEFAULT;
    END IF;
    RETURN true;
END $$;
REVOKE ALL ON FUNCTION trail_add_partition(date) FROM PUBLIC;

SELECT trail_add_partition(month::date)
FROM generate_series(date '2024-01-01', (now() + interval '24 months')::date, interval '1 month') AS month;
"""

# A role that the application is not owns the record, where the server lets us make it so.
OWNERSHIP = """
DO $$
DECLARE
    part regclass;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'houqin') THEN
        RAISE WARNING 'role houqin is missing: grant it SELECT, INSERT on trail_happening yourself';
    ELSE
        GRANT SELECT, INSERT ON trail_happening TO houqin;
        GRANT EXECUTE ON FUNCTION trail_add_partition(date) TO houqin;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'houqin_trail') THEN
        RAISE WARNING 'role houqin_trail is missing: the trail stays with %', current_user;
        RETURN;
    END IF;
    IF NOT pg_has_role(current_user, 'houqin_trail', 'MEMBER') THEN
        RAISE WARNING '% is no member of houqin_trail: the trail stays with it', current_user;
        RETURN;
    END IF;
    GRANT USAGE, CREATE ON SCHEMA public TO houqin_trail;
    FOR part IN SELECT relid FROM pg_partition_tree('trail_happening') LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO houqin_trail', part);
    END LOOP;
    ALTER FUNCTION trail_add_partition(date) OWNER TO houqin_trail;
    ALTER FUNCTION trail_refuse() OWNER TO houqin_trail;
END $$;
"""

UNDO = """
DROP TABLE trail_happening CASCADE;
DROP FUNCTION trail_add_partition(date);
DROP FUNCTION trail_refuse();
"""


class Migration(migrations.Migration):
    """What cannot be changed later: month partitions, insert-only, owned by another role."""

    initial = True
    dependencies = [("registry", "0001_extensions")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(TABLE, UNDO),
                migrations.RunSQL(ADD_PARTITION, migrations.RunSQL.noop),
                migrations.RunSQL(OWNERSHIP, migrations.RunSQL.noop),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="Happening",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=houqin.kernel.base.ids.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "recorded_at",
                            models.DateTimeField(
                                db_default=models.Func(
                                    function="clock_timestamp", output_field=models.DateTimeField()
                                ),
                                editable=False,
                            ),
                        ),
                        (
                            "xact",
                            houqin.kernel.trail.fields.XactField(
                                db_default=models.Func(
                                    function="pg_current_xact_id",
                                    output_field=houqin.kernel.trail.fields.XactField(),
                                ),
                                editable=False,
                            ),
                        ),
                        ("subject", models.UUIDField()),
                        ("kind", models.CharField(max_length=40)),
                        ("verb", models.CharField(max_length=40)),
                        ("actor", models.UUIDField(null=True)),
                        ("on_behalf_of", models.UUIDField(null=True)),
                        ("before", models.CharField(blank=True, max_length=24)),
                        ("after", models.CharField(blank=True, max_length=24)),
                        ("version", models.PositiveIntegerField(default=0)),
                        (
                            "facts",
                            models.JSONField(
                                default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                            ),
                        ),
                        ("digest", models.BinaryField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["subject", "at"], name="trail_happening_subject"),
                            models.Index(fields=["xact", "id"], name="trail_happening_xact"),
                            django.contrib.postgres.indexes.BrinIndex(
                                fields=["at"], name="trail_happening_at"
                            ),
                        ]
                    },
                ),
            ],
        ),
    ]
