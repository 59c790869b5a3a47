from django.db import migrations

FREEZE = """
CREATE FUNCTION worktime_version_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published THEN
        RAISE EXCEPTION 'a published version never changes'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'worktime_frozen';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION worktime_part_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    version record;
BEGIN
    -- FOR SHARE waits for whoever is just publishing
    FOR version IN EXECUTE format('SELECT published FROM %I WHERE id = ANY($1) FOR SHARE', TG_ARGV[0])
        USING ARRAY[OLD.version_id, NEW.version_id]
    LOOP
        IF version.published THEN
            RAISE EXCEPTION 'a published version never changes'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'worktime_frozen';
        END IF;
    END LOOP;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON worktime_calendarversion
    FOR EACH ROW EXECUTE FUNCTION worktime_version_frozen();
CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON worktime_hoursversion
    FOR EACH ROW EXECUTE FUNCTION worktime_version_frozen();
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON worktime_calendarday
    FOR EACH ROW EXECUTE FUNCTION worktime_part_frozen('worktime_calendarversion');
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON worktime_hourswindow
    FOR EACH ROW EXECUTE FUNCTION worktime_part_frozen('worktime_hoursversion');
"""
THAW = """
DROP TRIGGER frozen ON worktime_hourswindow;
DROP TRIGGER frozen ON worktime_calendarday;
DROP TRIGGER frozen ON worktime_hoursversion;
DROP TRIGGER frozen ON worktime_calendarversion;
DROP FUNCTION worktime_part_frozen();
DROP FUNCTION worktime_version_frozen();
"""


class Migration(migrations.Migration):
    """What has been published, and so may be pinned by a running case, the database itself keeps as it is."""

    dependencies = [("worktime", "0001_initial")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
