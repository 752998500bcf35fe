"""The database itself refuses to change or delete a counted fact."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION tally_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a counted fact is never changed or deleted; record a correction' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER fact_is_append_only BEFORE UPDATE OR DELETE ON tally_fact
  FOR EACH ROW EXECUTE FUNCTION tally_refuse_change();
"""
ALLOW = "DROP TRIGGER fact_is_append_only ON tally_fact; DROP FUNCTION tally_refuse_change();"


class Migration(migrations.Migration):
    dependencies = [("tally", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
