"""Pictures from phones, made fit to be shown: upright, small enough, silent about where they were taken."""

import hashlib
import io
import struct
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Final

from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, ImageCms, ImageOps

from estafeta.base.errors import NotPossible

MOST_BYTES: Final = 15 * 1024 * 1024
MOST_PIXELS: Final = 64_000_000
LARGE, SMALL = 2000, 640
FORMATS: Final = ("JPEG", "PNG", "WEBP")
TYPE: Final = "image/webp"
EXIF_MOMENT: Final = "%Y:%m:%d %H:%M:%S"
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error)


@dataclass(frozen=True)
class Picture:
    """A picture in two sizes, both WebP, with nothing in them but what is seen."""

    digest: str
    large: bytes
    small: bytes
    width: int
    height: int
    taken_at: datetime | None = None  # by the camera, read before it is removed; naive unless a zone was with it


def prepare(file: IO[bytes]) -> Picture:
    """Read a picture of a stranger and make it anew.

    Takes:   file -- at its beginning; only JPEG, PNG and WebP are read.
    Returns: it upright, its longest side at most 2000 and 640 pixels; `digest` tells what was sent.
    Raises:  NotPossible, with a sentence, when it is empty, too big, no picture, or a bomb.
    Why:     everything is painted on a new canvas, so that no place, camera, name or preview travels along.
    """
    sent = file.read(MOST_BYTES + 1)
    if not sent:
        raise NotPossible(_("This file is empty."))
    if len(sent) > MOST_BYTES:
        raise NotPossible(_("A picture may have 15 MB at most."))
    try:
        large = _painted(sent)
    except _BOMBS as fault:
        raise NotPossible(_("This picture has too many pixels.")) from fault
    except _BROKEN as fault:
        raise NotPossible(_("This is not a picture that we can read. JPEG, PNG and WebP are.")) from fault
    small = large.copy()
    small.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    return Picture(hashlib.sha256(sent).hexdigest(), _webp(large), _webp(small), *large.size, _taken_at(sent))


def _taken_at(sent: bytes) -> datetime | None:
    """When a camera says that it took this picture (EXIF DateTimeOriginal); None when it does not say."""
    try:
        with Image.open(io.BytesIO(sent), formats=FORMATS) as opened:
            details = opened.getexif().get_ifd(ExifTags.IFD.Exif)
        said = str(details.get(ExifTags.Base.DateTimeOriginal, "")).strip("\x00 ")
        zone = str(details.get(ExifTags.Base.OffsetTimeOriginal, "")).strip("\x00 ")
        moment = datetime.strptime(said, EXIF_MOMENT)  # noqa: DTZ007 -- EXIF has no zone of its own
        return datetime.fromisoformat(f"{moment.isoformat()}{zone}") if zone else moment
    except (*_BROKEN, KeyError, TypeError):
        return None


def _painted(sent: bytes) -> Image.Image:
    with Image.open(io.BytesIO(sent), formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        opened.draft("RGB", (LARGE, LARGE))  # a JPEG is read no larger than it is needed
        image: Image.Image = ImageOps.exif_transpose(opened)
        image.thumbnail((LARGE, LARGE), Image.Resampling.LANCZOS)
        image = _in_common_colours(image)
    if image.mode in {"P", "LA", "PA"} or "transparency" in image.info:
        image = image.convert("RGBA")
    canvas = Image.new("RGB", image.size, "white")
    if image.mode == "RGBA":
        canvas.paste(image, mask=image.getchannel("A"))
    else:
        canvas.paste(image.convert("RGB"))
    return canvas


def _in_common_colours(image: Image.Image) -> Image.Image:
    """The picture in sRGB, when it says which colours it has: its profile is not kept."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode != "RGB":
        return image
    try:
        changed = ImageCms.profileToProfile(image, io.BytesIO(profile), ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return image
    return changed or image


def _webp(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=80, method=4)
    return out.getvalue()
