"""The database itself refuses to change or delete a step of an appeal."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION appeals_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a step of an appeal is never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER step_is_append_only BEFORE UPDATE OR DELETE ON appeals_step
  FOR EACH ROW EXECUTE FUNCTION appeals_refuse_change();
"""
ALLOW = "DROP TRIGGER step_is_append_only ON appeals_step; DROP FUNCTION appeals_refuse_change();"


class Migration(migrations.Migration):
    dependencies = [("appeals", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
