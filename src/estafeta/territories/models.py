from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from estafeta.base.fields import in_language, long_text, short_text


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def under(self, territory: "Territory") -> "TerritoryQuerySet":
        """`territory` itself and everything beneath it."""
        return self.filter(path__startswith=territory.path)

    def current(self) -> "TerritoryQuerySet":
        return self.filter(valid_until=None)

    def pickable(self) -> "TerritoryQuerySet":
        return self.filter(is_pickable=True, valid_until=None)


class Territory(models.Model):
    """A node of a country's tree: country, region, district, rural district, settlement."""

    class Kind(models.TextChoices):
        COUNTRY = "country", _("country")
        REGION = "region", _("region")
        CITY_REGION = "city_region", _("city of national significance")
        DISTRICT = "district", _("district")
        CITY_ADMINISTRATION = "city_administration", _("city administration")
        CITY_DISTRICT = "city_district", _("city district")
        RURAL_DISTRICT = "rural_district", _("rural district")
        ADMINISTRATION = "administration", _("settlement administration")
        CITY = "city", _("city")
        TOWN = "town", _("town")
        AUL = "aul", _("aul")
        PLACE = "place", _("place")

    code = models.CharField(max_length=32, unique=True)
    national_code = models.CharField(max_length=32, blank=True, default="", db_index=True)
    iso_code = models.CharField(max_length=10, blank=True, default="")
    kind = models.CharField(max_length=20, choices=Kind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=255, unique=True)
    depth = models.PositiveSmallIntegerField()
    name_kk = short_text()
    name_ru = short_text()
    name_en = short_text()
    also = long_text(help_text="former and short names, parted by a semicolon")
    folded = long_text()
    is_pickable = models.BooleanField(default=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    was_in = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="left_by")
    time_zone = models.CharField(max_length=40, default="Asia/Almaty")
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    tile_col = models.SmallIntegerField(null=True, blank=True)
    tile_row = models.SmallIntegerField(null=True, blank=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "territories"
        indexes = [
            models.Index(name="territory_path_prefix", fields=["path"], opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["parent", "kind"], name="territory_children"),
            GinIndex(SearchVector("folded", config="simple"), name="territory_words"),
        ]
        constraints = [
            models.CheckConstraint(name="territory_is_not_its_own_parent", condition=~Q(parent=F("pk"))),
            models.CheckConstraint(name="territory_kind_is_known", condition=Q(kind__in=[
                "country", "region", "city_region", "district", "city_administration", "city_district",
                "rural_district", "administration", "city", "town", "aul", "place"])),
            models.CheckConstraint(name="territory_has_a_name", condition=~Q(name_kk="", name_ru="", name_en="")),
            models.CheckConstraint(name="territory_lies_on_the_earth", condition=Q(lon=None, lat=None) | Q(
                lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90)),
            models.CheckConstraint(
                name="territory_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_from=None) | Q(valid_until__gt=F("valid_from"))),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("web:territory", args=[self.code])

    @property
    def name(self) -> str:
        return in_language(self, "name")


class Outline(models.Model):
    """A territory's border, kept apart so that lists do not carry it."""

    territory = models.OneToOneField(Territory, models.CASCADE, primary_key=True, related_name="outline")
    geometry = models.JSONField()
    credit = short_text()
    loaded_at = models.DateTimeField()


class Population(models.Model):
    """How many people lived in a territory at the beginning of a year; year 0 where the source does not say."""

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="populations")
    year = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField()
    source = short_text()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="population_once_per_territory_and_year", fields=["territory", "year"]),
        ]
