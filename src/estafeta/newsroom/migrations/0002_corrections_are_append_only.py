"""The database itself refuses to change or delete a correction."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION newsroom_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a correction of a story is never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER correction_of_a_story_is_append_only BEFORE UPDATE OR DELETE ON newsroom_correction
  FOR EACH ROW EXECUTE FUNCTION newsroom_refuse_change();
"""
KEEP_NO_MORE = """
DROP TRIGGER correction_of_a_story_is_append_only ON newsroom_correction;
DROP FUNCTION newsroom_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0001_initial")]
    operations = [migrations.RunSQL(APPEND_ONLY, KEEP_NO_MORE)]
