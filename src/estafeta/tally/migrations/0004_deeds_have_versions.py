"""The database writes down how each deed stood since when, so that past figures do not move when a deed is changed.

The first version stands since before all time: a deed without a state is not counted anyway.
"""

from django.db import migrations

VERSIONS = """
CREATE FUNCTION tally_write_version(of bigint) RETURNS void LANGUAGE sql AS $$
  WITH now AS (
    SELECT d.id, d.campaign_id, d.type_id, d.territory_id, d.starts_at,
           ARRAY(SELECT d.organisation_id UNION SELECT o.organisation_id FROM deeds_deedorganiser o WHERE o.deed_id = d.id
                 ORDER BY 1) AS organisers
      FROM deeds_deed d WHERE d.id = of),
  last AS (SELECT v.* FROM tally_deedversion v WHERE v.deed_id = of ORDER BY v.recorded_at DESC, v.id DESC LIMIT 1)
  INSERT INTO tally_deedversion (deed_id, campaign_id, type_id, territory_id, starts_at, organisers, recorded_at)
  SELECT now.id, now.campaign_id, now.type_id, now.territory_id, now.starts_at, now.organisers,
         CASE WHEN EXISTS (SELECT FROM last) THEN clock_timestamp() ELSE '0002-01-01 00:00+00' END
    FROM now WHERE NOT EXISTS (
      SELECT FROM last WHERE (last.campaign_id, last.type_id, last.territory_id, last.organisers)
                           = (now.campaign_id, now.type_id, now.territory_id, now.organisers)
                         AND last.starts_at IS NOT DISTINCT FROM now.starts_at);
$$;
CREATE FUNCTION tally_deed_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM tally_write_version(NEW.id); RETURN NULL; END $$;
CREATE FUNCTION tally_organiser_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tally_write_version(CASE WHEN TG_OP = 'DELETE' THEN OLD.deed_id ELSE NEW.deed_id END);
  RETURN NULL;
END $$;
CREATE TRIGGER deed_has_a_version AFTER INSERT OR UPDATE OF type_id, territory_id, starts_at, organisation_id, campaign_id
  ON deeds_deed FOR EACH ROW EXECUTE FUNCTION tally_deed_changed();
CREATE TRIGGER organiser_makes_a_version AFTER INSERT OR UPDATE OR DELETE ON deeds_deedorganiser
  FOR EACH ROW EXECUTE FUNCTION tally_organiser_changed();
CREATE TRIGGER version_is_announced BEFORE INSERT ON tally_deedversion
  FOR EACH STATEMENT EXECUTE FUNCTION tally_announce_writing();
CREATE TRIGGER version_is_append_only BEFORE UPDATE OR DELETE ON tally_deedversion
  FOR EACH ROW EXECUTE FUNCTION tally_refuse_breaking();
SELECT tally_write_version(id) FROM deeds_deed;
"""
NO_VERSIONS = """
DROP TRIGGER version_is_append_only ON tally_deedversion;
DROP TRIGGER version_is_announced ON tally_deedversion;
DROP TRIGGER organiser_makes_a_version ON deeds_deedorganiser;
DROP TRIGGER deed_has_a_version ON deeds_deed;
DROP FUNCTION tally_organiser_changed();
DROP FUNCTION tally_deed_changed();
DROP FUNCTION tally_write_version(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("tally", "0003_seals_are_append_only"), ("deeds", "0001_initial")]
    operations = [migrations.RunSQL(VERSIONS, NO_VERSIONS)]
