"""The database itself refuses to rewrite the relay's history, and a link that would close a line to a circle.

The moments of a link keep every line going forward in time already; the walk along it is there for moments that were
typed wrongly. One link of a campaign is written at a time, so that two that meet can't each miss the other.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION relay_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the history of a baton is never changed or deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER handover_is_append_only BEFORE UPDATE OR DELETE ON relay_handover
  FOR EACH ROW EXECUTE FUNCTION relay_refuse_change();
CREATE TRIGGER link_is_append_only BEFORE UPDATE OR DELETE ON relay_link
  FOR EACH ROW EXECUTE FUNCTION relay_refuse_change();
CREATE FUNCTION relay_refuse_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.withdraws_id IS NOT NULL THEN RETURN NEW; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('relay_link'), NEW.campaign_id::int);
  IF EXISTS (
    WITH RECURSIVE above AS (
      SELECT NEW.parent_id AS deed UNION
      SELECT l.parent_id FROM relay_link l JOIN above ON l.child_id = above.deed WHERE l.withdraws_id IS NULL)
    SELECT 1 FROM above WHERE deed = NEW.child_id)
  THEN
    RAISE EXCEPTION 'a line never closes to a circle' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER link_closes_no_circle BEFORE INSERT ON relay_link
  FOR EACH ROW EXECUTE FUNCTION relay_refuse_circle();
"""
ALLOW = """
DROP TRIGGER link_closes_no_circle ON relay_link; DROP FUNCTION relay_refuse_circle();
DROP TRIGGER link_is_append_only ON relay_link; DROP TRIGGER handover_is_append_only ON relay_handover;
DROP FUNCTION relay_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("relay", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
