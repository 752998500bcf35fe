from estafeta.exchange.models import Import


def import_of(key: str) -> Import | None:
    """The import of this key, if one of tables has it."""
    return Import.objects.filter(key=key).first()
