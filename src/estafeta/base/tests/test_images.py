"""What becomes of a stranger's picture before anybody sees it."""

import io
import struct
import zlib

import pytest
from PIL import ExifTags, Image

from estafeta.base import images
from estafeta.base.errors import NotPossible

pytestmark = pytest.mark.no_database


def encoded(size=(3000, 1500), kind="JPEG", mode="RGB", colour="green", **more) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **more)
    return out.getvalue()


def prepared(sent: bytes) -> images.Picture:
    return images.prepare(io.BytesIO(sent))


def opened(shown: bytes) -> Image.Image:
    return Image.open(io.BytesIO(shown))


def where_it_was_taken() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Secret phone"
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (50.0, 3.0, 17.0), 3: "E", 4: (72.0, 57.0, 53.0)})
    return exif


def test_a_large_picture_comes_in_two_sizes_as_webp():
    picture = prepared(encoded())

    assert (picture.width, picture.height) == (2000, 1000)
    assert [opened(one).size for one in (picture.large, picture.small)] == [(2000, 1000), (640, 320)]
    assert {opened(one).format for one in (picture.large, picture.small)} == {"WEBP"}


def test_a_small_picture_is_not_blown_up():
    assert opened(prepared(encoded((300, 200))).large).size == (300, 200)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_no_place_no_camera_and_no_words_travel_along_and_it_stands_upright(kind):
    sent = encoded((400, 200), kind, exif=where_it_was_taken(), xmp=b"<x:xmpmeta>Secret place</x:xmpmeta>")
    assert opened(sent).getexif().get_ifd(ExifTags.IFD.GPSInfo)

    picture = prepared(sent)

    assert opened(picture.large).size == (200, 400)
    for shown in (picture.large, picture.small):
        assert dict(opened(shown).getexif()) == {}
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(opened(shown).info)
        assert b"Secret" not in shown


@pytest.mark.parametrize(
    ("mode", "colour", "seen"),
    [("RGBA", (0, 0, 0, 0), (255, 255, 255)), ("L", 255, (255, 255, 255)), ("P", 0, (0, 0, 0)), ("I;16", 0, (0, 0, 0))],
)
def test_see_through_grey_and_painted_by_numbers_are_shown_too(mode, colour, seen):
    picture = prepared(encoded((40, 40), "PNG", mode, colour))

    assert opened(picture.large).convert("RGB").getpixel((20, 20)) == seen


def test_the_same_file_has_the_same_digest_and_another_has_another():
    assert prepared(encoded()).digest == prepared(encoded()).digest != prepared(encoded(colour="red")).digest


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that say they are a picture of this size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", "empty"),
        (b"x" * (images.MOST_BYTES + 1), "15 MB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not a picture"),
        (b"%PDF-1.7 and so on", "not a picture"),
        (encoded()[:-4000], "not a picture"),
        (encoded((10, 10), "GIF", "P", 0), "not a picture"),
        (png_that_claims(60_000, 60_000), "too many pixels"),
        (png_that_claims(10_000, 10_000), "too many pixels"),
        (png_that_claims(9_000, 7_000), "not a picture"),
    ],
    ids=["nothing", "too heavy", "svg", "pdf", "cut off", "gif", "bomb", "small bomb", "hollow"],
)
def test_what_is_no_honest_picture_is_refused_with_a_sentence(sent, said):
    with pytest.raises(NotPossible, match=said):
        prepared(sent)
