"""The database itself refuses to change or delete a counted fact, and stamps it when it arrives.

`tally_horizon()` is the latest moment as of which nothing can appear any more: every transaction that writes facts or
states of deeds first announces the second in which it does so, by a shared advisory lock that it keeps until its end
(docs/decisions/0006-as-of.md). Nobody waits for anybody.
"""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION tally_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'a counted fact is never changed or deleted; record a correction' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER fact_is_append_only BEFORE UPDATE OR DELETE ON tally_fact
  FOR EACH ROW EXECUTE FUNCTION tally_refuse_change();
"""
KEEP_NO_MORE = """
DROP TRIGGER fact_is_append_only ON tally_fact;
DROP FUNCTION tally_refuse_change();
"""

# 837201 marks our locks among all advisory locks; seconds are counted from 2020-09-13 so that they fit into 32 bits.
ANNOUNCE = """
CREATE FUNCTION tally_announce_writing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('estafeta.writing_since', true), '') = '' THEN
    PERFORM pg_advisory_xact_lock_shared(837201, floor(extract(epoch FROM statement_timestamp()) - 1600000000)::int);
    PERFORM set_config('estafeta.writing_since', statement_timestamp()::text, true);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER fact_is_announced BEFORE INSERT ON tally_fact
  FOR EACH STATEMENT EXECUTE FUNCTION tally_announce_writing();
CREATE TRIGGER state_change_is_announced BEFORE INSERT ON deeds_statechange
  FOR EACH STATEMENT EXECUTE FUNCTION tally_announce_writing();

CREATE FUNCTION tally_horizon() RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  clock timestamptz := clock_timestamp();
  earliest bigint;
BEGIN
  SELECT min(objid::bigint) INTO earliest FROM pg_locks
   WHERE locktype = 'advisory' AND classid = 837201 AND pid <> pg_backend_pid()
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
  RETURN least(clock, to_timestamp(earliest + 1600000000) - interval '1 microsecond');
END $$;
"""
KEEP_STILL = """
DROP FUNCTION tally_horizon();
DROP TRIGGER state_change_is_announced ON deeds_statechange;
DROP TRIGGER fact_is_announced ON tally_fact;
DROP FUNCTION tally_announce_writing();
"""

STAMP = """
CREATE FUNCTION tally_refuse_other_moment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(current_setting('estafeta.replay', true), '') = NEW.campaign_id::text THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'a fact is recorded at the moment when it arrives' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER fact_is_recorded_when_it_arrives BEFORE INSERT ON tally_fact
  FOR EACH ROW WHEN (NEW.recorded_at < statement_timestamp() OR NEW.recorded_at > clock_timestamp())
  EXECUTE FUNCTION tally_refuse_other_moment();

CREATE FUNCTION tally_stamp_state_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.recorded_at := clock_timestamp();
  IF NEW.at < NEW.recorded_at - interval '1 minute' AND EXISTS (
    SELECT FROM deeds_deed d JOIN campaigns_campaign c ON c.id = d.campaign_id WHERE d.id = NEW.deed_id AND c.is_example
  ) THEN
    NEW.recorded_at := NEW.at;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER state_change_is_stamped BEFORE INSERT ON deeds_statechange
  FOR EACH ROW EXECUTE FUNCTION tally_stamp_state_change();
"""
STAMP_NO_MORE = """
DROP TRIGGER state_change_is_stamped ON deeds_statechange;
DROP FUNCTION tally_stamp_state_change();
DROP TRIGGER fact_is_recorded_when_it_arrives ON tally_fact;
DROP FUNCTION tally_refuse_other_moment();
"""

VERDICTS = """
CREATE TRIGGER verdict_is_append_only BEFORE UPDATE OR DELETE ON people_verdict
  FOR EACH ROW EXECUTE FUNCTION tally_refuse_change();
CREATE TRIGGER verdict_is_announced BEFORE INSERT ON people_verdict
  FOR EACH STATEMENT EXECUTE FUNCTION tally_announce_writing();
CREATE FUNCTION tally_stamp_verdict() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.recorded_at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER verdict_is_stamped BEFORE INSERT ON people_verdict
  FOR EACH ROW EXECUTE FUNCTION tally_stamp_verdict();
"""
VERDICTS_NO_MORE = """
DROP TRIGGER verdict_is_stamped ON people_verdict;
DROP FUNCTION tally_stamp_verdict();
DROP TRIGGER verdict_is_announced ON people_verdict;
DROP TRIGGER verdict_is_append_only ON people_verdict;
"""


class Migration(migrations.Migration):
    dependencies = [("tally", "0001_initial"), ("deeds", "0001_initial"), ("people", "0001_initial")]
    operations = [
        migrations.RunSQL(APPEND_ONLY, KEEP_NO_MORE),
        migrations.RunSQL(ANNOUNCE, KEEP_STILL),
        migrations.RunSQL(STAMP, STAMP_NO_MORE),
        migrations.RunSQL(VERDICTS, VERDICTS_NO_MORE),
    ]
