"""Opening a job with its photos in the body."""

import pytest

from tests.builders import JPEG, form_body, form_part
from tests.unit.http.client import Client
from tests.unit.http.requests import OUTPUTS, job_part, photo_part

FORM = "multipart/form-data; boundary=edge"


def test_one_photo_is_stored_and_queued(client: Client) -> None:
    answer = client.post_form([job_part(), photo_part("../beach.jpg")])

    (photo,) = answer.json["photos"]
    assert answer.status == 202
    assert (photo["name"], photo["state"], photo["upload"]) == ("beach.jpg", "queued", None)
    assert list(client.uploads.versions.values()) == [JPEG]
    (request,) = client.requests.sent
    assert request.photo.photo_id == photo["photo_id"]


def test_several_photos_keep_their_order(client: Client) -> None:
    parts = [photo_part(f"{number}.jpg", JPEG + bytes([number])) for number in range(3)]

    answer = client.post_form([job_part(), *parts])

    assert [photo["name"] for photo in answer.json["photos"]] == ["0.jpg", "1.jpg", "2.jpg"]
    assert [body[-1] for body in client.uploads.versions.values()] == [0, 1, 2]


def test_bytes_arrive_as_they_were_sent(client: Client) -> None:
    content = bytes(range(256)) + b"\r\n\r\n--edg" + b"\r\n"

    client.post_form([job_part(), photo_part(content=content)])

    assert list(client.uploads.versions.values()) == [content]


def test_a_photo_without_a_name_is_called_photo(client: Client) -> None:
    answer = client.post_form([job_part(), photo_part("")])

    assert answer.json["photos"][0]["name"] == "photo"


def test_the_job_may_come_as_a_file(client: Client) -> None:
    job = form_part("job", b'{"operations": [{"operation": "flip", "axis": "horizontal"}]}')
    as_file = job.replace(b'name="job"', b'name="job"; filename="job.json"')

    answer = client.post_form([as_file, photo_part()])

    assert answer.status == 202


def test_a_part_without_a_content_type_is_taken(client: Client) -> None:
    part = photo_part().replace(b"Content-Type: image/jpeg\r\n", b"")

    answer = client.post_form([job_part(), part])

    assert answer.status == 202


def test_the_same_form_under_the_same_key_answers_the_same_job(client: Client) -> None:
    parts = [job_part(), photo_part()]
    first = client.post_form(parts, key="key")

    again = client.post_form(parts, key="key")

    assert (again.status, again.json) == (202, first.json)


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param([job_part(), photo_part(content=JPEG + b"2")], id="another photo"),
        pytest.param([job_part({"outputs": [{"name": "x"}]}), photo_part()], id="another output"),
        pytest.param([job_part(), photo_part(), photo_part()], id="one more photo"),
    ],
)
def test_another_form_under_the_same_key_is_refused(client: Client, parts: list[bytes]) -> None:
    client.post_form([job_part(), photo_part()], key="key")

    answer = client.post_form(parts, key="key")

    assert (answer.status, answer.json["code"]) == (409, "idempotency_key_reused")


def test_nobody_has_to_send_photos_again_because_a_queue_takes_nothing(client: Client) -> None:
    client.requests.refuses = lambda _: True

    answer = client.post_form([job_part(), photo_part()])

    assert answer.status == 202
    assert [photo["state"] for photo in answer.json["photos"]] == ["queued"]


BAD_PART = {"outputs": [{"name": "web", "operations": [{"operation": "resize", "width": 0}]}]}
REFUSED = [
    pytest.param([job_part()], 422, "missing_field", "photos", id="no photos"),
    pytest.param([photo_part()], 422, "missing_field", "job", id="no job"),
    pytest.param(
        [job_part(), *[photo_part()] * 6], 422, "too_many_photos", "photos", id="too many photos"
    ),
    pytest.param(
        [job_part(), photo_part(content=bytes(4_500_001))],
        413,
        "request_too_large",
        "photos",
        id="too large",
    ),
    pytest.param(
        [job_part(), *[photo_part(content=bytes(2_250_001))] * 2],
        413,
        "request_too_large",
        "photos",
        id="too large together",
    ),
    pytest.param(
        [job_part(), form_part("photos", b"text")],
        422,
        "invalid_request",
        "photos",
        id="no file name",
    ),
    pytest.param(
        [job_part(BAD_PART), photo_part()],
        422,
        "out_of_range",
        "job.outputs[0].operations[0].width",
        id="bad output",
    ),
    pytest.param(
        [job_part({"outputs": OUTPUTS * 2}), photo_part()],
        422,
        "duplicate_output_name",
        "outputs[1].name",
        id="two outputs of one name",
    ),
    pytest.param(
        [job_part({"outputs": OUTPUTS, "photos": []}), photo_part()],
        422,
        "unknown_field",
        "job.photos",
        id="photos named as well",
    ),
    pytest.param(
        [form_part("job", b"{"), photo_part()], 400, "not_json", "job", id="job is not JSON"
    ),
]


@pytest.mark.parametrize(("parts", "status", "code", "path"), REFUSED)
def test_a_mistake_in_a_form_is_named(
    client: Client, parts: list[bytes], status: int, code: str, path: str
) -> None:
    answer = client.post_form(parts)

    assert (answer.status, answer.json["code"]) == (status, code)
    assert answer.json["errors"][0]["path"] == path
    assert answer.headers["content-type"] == "application/problem+json"
    assert (client.requests.sent, client.uploads.versions) == ([], {})


def test_a_form_exactly_as_large_as_allowed_is_taken(client: Client) -> None:
    answer = client.post_form([job_part(), photo_part(content=JPEG.ljust(4_500_000, b"\x00"))])

    assert answer.status == 202


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(form_part("photos", JPEG), id="photo without a file name"),
        pytest.param(form_part("job", b'"\xff"'), id="job that is not UTF-8"),
        pytest.param(photo_part().replace(b"beach", b"\xff"), id="file name that is not UTF-8"),
    ],
)
def test_a_part_that_should_be_text_and_is_not_is_refused(client: Client, part: bytes) -> None:
    answer = client.post_form([job_part(), part])

    assert (answer.status, answer.json["code"]) == (400, "not_text")
    assert "file name" in answer.json["detail"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"garbage", id="no boundary in it"),
        pytest.param(b"--edge\r\nnonsense\r\n--edge--\r\n", id="part without a head"),
        pytest.param(b"--edge\r\nA: b\r\n\r\nnonsense\r\n--edge--\r\n", id="part without a name"),
        pytest.param(form_body([job_part(), photo_part()])[:60], id="cut off"),
    ],
)
def test_a_broken_form_lacks_its_fields(client: Client, body: bytes) -> None:
    answer = client.post_bytes(body, {"content-type": FORM})

    assert (answer.status, answer.json["code"]) == (422, "missing_field")


@pytest.mark.parametrize(
    "content_type",
    [
        pytest.param("multipart/form-data", id="none"),
        pytest.param("multipart/form-data; boundary=", id="empty"),
        pytest.param('multipart/form-data; boundary=""', id="empty in quotes"),
        pytest.param("multipart/form-data; xboundary=edge", id="another parameter"),
        pytest.param("multipart/mixed; boundary=edge", id="another kind of parts"),
    ],
)
def test_a_form_without_a_boundary_is_refused(client: Client, content_type: str) -> None:
    body = form_body([job_part(), photo_part()])

    answer = client.post_bytes(body, {"content-type": content_type})

    assert (answer.status, answer.json["code"]) == (415, "unsupported_content_type")


@pytest.mark.parametrize(
    "content_type",
    ['multipart/form-data; boundary="edge"', "Multipart/Form-Data;Boundary=edge; charset=utf-8"],
    ids=["quoted", "capitals"],
)
def test_a_boundary_may_be_written_in_any_way(client: Client, content_type: str) -> None:
    body = form_body([job_part(), photo_part()])

    answer = client.post_bytes(body, {"content-type": content_type})

    assert answer.status == 202
