"""Forms as browsers and libraries write them."""

import pytest
import requests

from local.aws.post_form import PostForm
from local.aws.refusals import RefusedError


def _encoded(fields: dict[str, str], file: bytes) -> tuple[bytes, str]:
    files = {"file": ("beach.jpg", file)}
    request = requests.Request("POST", "http://127.0.0.1", data=fields, files=files).prepare()
    assert isinstance(request.body, bytes)
    return request.body, request.headers["Content-Type"]


@pytest.mark.parametrize("file", [b"", b"jpeg", b"\r\n--not the boundary\r\n\r\n", bytes(100_000)])
def test_fields_and_file_come_out_as_they_went_in(file: bytes) -> None:
    body, content_type = _encoded({"Key": "uploads/é", "empty": ""}, file)

    form = PostForm.parse(body, content_type)

    assert form == PostForm({"key": "uploads/é", "empty": ""}, "beach.jpg", file)


def test_key_takes_the_name_of_the_file_where_it_asks_for_it() -> None:
    form = PostForm.parse(*_encoded({"key": "uploads/${filename}"}, b"jpeg"))

    assert form.key == "uploads/beach.jpg"


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        (b"", "multipart/form-data", "MalformedPOSTRequest"),
        (b"", "multipart/form-data; boundary=b", "IncorrectNumberOfFilesInPostRequest"),
        (
            b'--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nk\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
            "IncorrectNumberOfFilesInPostRequest",
        ),
        (
            b'--b\r\nContent-Disposition: form-data; name="file"\r\n\r\nno end',
            "multipart/form-data; boundary=b",
            "MalformedPOSTRequest",
        ),
    ],
    ids=["boundary", "empty", "no file", "no end"],
)
def test_what_is_no_form_is_refused(body: bytes, content_type: str, code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        PostForm.parse(body, content_type)

    assert caught.value.code == code


def test_fields_have_a_limit() -> None:
    body, content_type = _encoded({"key": "k" * 30_000}, b"jpeg")

    with pytest.raises(RefusedError) as caught:
        PostForm.parse(body, content_type)

    assert caught.value.code == "MaxPostPreDataLengthExceeded"
