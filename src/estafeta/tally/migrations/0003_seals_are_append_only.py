"""The database itself refuses to change or delete a seal and what witnesses signed."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION tally_refuse_breaking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a seal and its signatures are never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER seal_is_append_only BEFORE UPDATE OR DELETE ON tally_seal
  FOR EACH ROW EXECUTE FUNCTION tally_refuse_breaking();
CREATE TRIGGER cosignature_is_append_only BEFORE UPDATE OR DELETE ON tally_cosignature
  FOR EACH ROW EXECUTE FUNCTION tally_refuse_breaking();
"""
KEEP_NO_MORE = """
DROP TRIGGER cosignature_is_append_only ON tally_cosignature;
DROP TRIGGER seal_is_append_only ON tally_seal;
DROP FUNCTION tally_refuse_breaking();
"""


class Migration(migrations.Migration):
    dependencies = [("tally", "0002_facts_are_append_only")]
    operations = [migrations.RunSQL(APPEND_ONLY, KEEP_NO_MORE)]
