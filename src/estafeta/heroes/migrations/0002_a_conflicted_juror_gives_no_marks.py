"""The database itself refuses the marks of whoever is close to a nomination, whatever a service forgot.

Close are the nominator, who is asked for consent, the investigator; whoever shares an e-mail address or a phone number
with the first two; members of the organisation that nominates or to which the hero belongs, and of an organisation of
the first two. A conflict that is declared is held by the constraint score_of_a_conflicted_juror_cannot_exist.
"""

from django.db import migrations

REFUSE = """
CREATE FUNCTION heroes_refuse_conflicted_marks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  told heroes_nomination%ROWTYPE;
BEGIN
  IF NEW.scored_at IS NULL THEN
    RETURN NEW;
  END IF;
  SELECT * INTO told FROM heroes_nomination WHERE id = NEW.nomination_id;
  IF NEW.juror_id IN (told.nominator_id, told.asked_id, told.investigator_id)
     OR EXISTS (
       SELECT 1 FROM people_person juror JOIN people_person near ON near.id IN (told.nominator_id, told.asked_id)
        WHERE juror.id = NEW.juror_id
          AND ((juror.email <> '' AND juror.email = near.email) OR (juror.phone <> '' AND juror.phone = near.phone)))
     OR EXISTS (
       SELECT 1 FROM organisations_membership own
        WHERE own.person_id = NEW.juror_id AND own.left_at IS NULL
          AND (own.organisation_id IN (told.organisation_id, told.hero_organisation_id)
               OR EXISTS (SELECT 1 FROM organisations_membership near
                           WHERE near.organisation_id = own.organisation_id AND near.left_at IS NULL
                             AND near.person_id IN (told.nominator_id, told.asked_id))))
  THEN
    RAISE EXCEPTION 'score_of_a_juror_close_to_the_nomination_cannot_exist' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER score_is_not_of_somebody_close BEFORE INSERT OR UPDATE ON heroes_score
  FOR EACH ROW EXECUTE FUNCTION heroes_refuse_conflicted_marks();
"""
ALLOW = """
DROP TRIGGER score_is_not_of_somebody_close ON heroes_score;
DROP FUNCTION heroes_refuse_conflicted_marks();
"""


class Migration(migrations.Migration):
    dependencies = [("heroes", "0001_initial"), ("organisations", "0001_initial"), ("people", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
