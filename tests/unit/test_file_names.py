"""What people call their photos."""

import re
import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darkroom.file_names import (
    clean_file_name,
    content_disposition,
    photo_ending,
    result_file_name,
    with_photo_ending,
)
from tests.names import NAMES

EXTENSIONS = ("jpg", "png", "webp")

CLEANED = [pytest.param(*names, id=what) for what, names in NAMES.items()]


@pytest.mark.parametrize(("name", "cleaned"), CLEANED)
def test_a_name_is_made_safe_to_show(name: str, cleaned: str) -> None:
    assert clean_file_name(name) == cleaned


@pytest.mark.parametrize(("name", "cleaned"), CLEANED)
def test_a_clean_name_stays_as_it_is(name: str, cleaned: str) -> None:
    del name

    assert clean_file_name(cleaned) == cleaned


@settings(deadline=None)
@given(st.text(max_size=600))
def test_any_name_ends_up_short_and_showable(name: str) -> None:
    cleaned = clean_file_name(name)

    assert 1 <= len(cleaned.encode()) <= 255
    assert not {unicodedata.category(each) for each in cleaned} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(cleaned) & set("/\\")
    assert cleaned == cleaned.strip()
    assert unicodedata.is_normalized("NFC", cleaned)


@settings(deadline=None)
@given(st.text(max_size=600), st.sampled_from(EXTENSIONS))
def test_any_download_has_a_header_that_says_its_name(name: str, extension: str) -> None:
    file_name = result_file_name(clean_file_name(name), "web-1600", extension)

    header = content_disposition(file_name)

    header.encode("latin-1")
    assert len(file_name.encode()) <= 255
    parsed = re.fullmatch(
        r"attachment; filename=\"([\x20-\x7e]+)\"; filename\*=UTF-8''([\w.~%-]+)", header, re.ASCII
    )
    assert parsed
    assert not set(parsed[1]) & set('"\\')
    assert unquote(parsed[2]) == file_name


@pytest.mark.parametrize(
    ("photo_name", "file_name"),
    [
        pytest.param("beach.heic", "beach-web.jpg", id="another format"),
        pytest.param("beach", "beach-web.jpg", id="no ending"),
        pytest.param("beach.day.png", "beach.day-web.jpg", id="two dots"),
        pytest.param(".hidden", ".hidden-web.jpg", id="hidden"),
        pytest.param("a" * 251 + ".png", "a" * 247 + "-web.jpg", id="as long as it may be"),
        pytest.param("é" * 125 + ".png", "é" * 123 + "-web.jpg", id="long in bytes"),
    ],
)
def test_a_download_is_called_after_its_photo_and_its_output(
    photo_name: str, file_name: str
) -> None:
    assert result_file_name(photo_name, "web", "jpg") == file_name


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        pytest.param("beach.HEIC", ".HEIC", id="kind of photo"),
        pytest.param("beach.jpeg.txt", "", id="kind of something else"),
        pytest.param("Mr. Smith", "", id="dot in a name"),
        pytest.param("beach", "", id="no ending"),
    ],
)
def test_only_a_kind_of_photo_is_an_ending_of_one(name: str, ending: str) -> None:
    assert photo_ending(name) == ending


@pytest.mark.parametrize(
    ("name", "file_name"),
    [
        pytest.param("beach.heic", "beach.jpg", id="another format"),
        pytest.param("beach.JPG", "beach.jpg", id="the same format"),
        pytest.param("Sunset", "Sunset.jpg", id="no ending"),
        pytest.param("Mr. Smith", "Mr. Smith.jpg", id="dot in a name"),
        pytest.param("beach.jpg.exe", "beach.jpg.exe.jpg", id="ending of something else"),
        pytest.param("a" * 255, "a" * 251 + ".jpg", id="as long as it may be"),
    ],
)
def test_a_photo_of_another_kind_keeps_its_name(name: str, file_name: str) -> None:
    assert with_photo_ending(name, ".jpg") == file_name


def test_a_header_has_a_plain_name_for_old_clients() -> None:
    header = content_disposition('été "2026".jpg')

    assert header == (
        "attachment; filename=\"_t_ _2026_.jpg\"; filename*=UTF-8''%C3%A9t%C3%A9%20%222026%22.jpg"
    )
