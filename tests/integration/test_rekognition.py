"""Faces as Rekognition answers them: recorded in its own notation, which botocore checks."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from botocore.stub import ANY, Stubber
from PIL import Image

from darkroom.adapters.rekognition import RekognitionFaceDetector
from darkroom.bootstrap.aws import rekognition_client
from darkroom.errors import NotAPhotoError
from darkroom.imaging.retouch.face import Face
from tests.pictures import LIMITS, encoded, picture

if TYPE_CHECKING:
    from mypy_boto3_rekognition import RekognitionClient

_ANSWERS = Path(__file__).parents[1] / "recordings" / "rekognition"
_PHOTO = encoded(picture(800, 400))


def _answer(name: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads((_ANSWERS / f"{name}.json").read_text(encoding="utf-8"))
    return answer


@dataclass(frozen=True)
class Recorded:
    """A detector whose next answer was written down before, and what it has been shown."""

    client: "RekognitionClient"
    stubber: Stubber
    shown: list[bytes]

    def find(self, answer: Mapping[str, Any], photo: bytes = _PHOTO) -> tuple[Face, ...]:
        """What the detector makes of an answer."""
        wanted = {"Image": ANY, "Attributes": ["DEFAULT"]}
        self.stubber.add_response("detect_faces", answer, wanted)
        return RekognitionFaceDetector(self.client).find(photo, LIMITS)


@pytest.fixture
def recorded(aws: str) -> Iterator[Recorded]:
    del aws
    client = rekognition_client()
    shown: list[bytes] = []
    client.meta.events.register(
        "provide-client-params.rekognition.DetectFaces",
        lambda params, **_: shown.append(params["Image"]["Bytes"]),
    )
    with Stubber(client) as stubber:
        yield Recorded(client, stubber, shown)


def test_a_frontal_face_is_a_square_from_brows_to_chin(recorded: Recorded) -> None:
    (face,) = recorded.find(_answer("frontal"))

    box = face.box
    assert box.width * 800 == pytest.approx(box.height * 400)
    assert box.width * 800 == pytest.approx(80 / 0.4)
    assert (box.center.x, box.center.y) == pytest.approx((0.5, 0.5), abs=0.02)
    assert face.roll == pytest.approx(0)
    assert [(eye.x, eye.y) for eye in face.eyes] == [(0.45, 0.43), (0.55, 0.43)]
    assert face.mouth
    assert face.mouth.center.x == pytest.approx(0.5)
    assert face.mouth.center.y == pytest.approx(0.65)
    assert face.score == pytest.approx(0.9999)


def test_a_head_that_is_tilted_clockwise_has_a_positive_roll(recorded: Recorded) -> None:
    (face,) = recorded.find(_answer("tilted"))

    assert face.roll == pytest.approx(45)
    assert face.eyes[0].x < face.eyes[1].x


def test_a_face_on_its_head_has_its_eyes_below(recorded: Recorded) -> None:
    (face,) = recorded.find(_answer("upside_down"))

    assert abs(face.roll) == pytest.approx(180)
    assert face.eyes[0].x < face.eyes[1].x
    assert face.mouth
    assert face.mouth.center.y < face.box.center.y < face.eyes[0].y


def test_a_profile_is_as_large_as_it_is_high(recorded: Recorded) -> None:
    (face,) = recorded.find(_answer("profile"))

    assert face.box.height * 400 == pytest.approx(88 / 0.44)


def test_the_surest_come_first_and_the_doubtful_not_at_all(recorded: Recorded) -> None:
    faces = recorded.find(_answer("crowd"))

    assert [round(face.score, 3) for face in faces] == [0.999, 0.95]


def test_nobody_is_no_error(recorded: Recorded) -> None:
    assert recorded.find({"FaceDetails": []}) == ()


def test_it_is_shown_a_small_upright_copy_without_metadata(recorded: Recorded) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "at home"
    photo = encoded(picture(3000, 2000), exif=exif)

    recorded.find({"FaceDetails": []}, photo)

    (shown,) = recorded.shown
    with Image.open(BytesIO(shown)) as copy:
        assert (copy.format, copy.size) == ("JPEG", (1067, 1600))
        assert not copy.getexif()


def test_what_is_too_small_for_it_is_not_shown(recorded: Recorded) -> None:
    faces = RekognitionFaceDetector(recorded.client).find(encoded(picture(100, 60)), LIMITS)

    assert (faces, recorded.shown) == ((), [])


def test_a_file_that_is_no_photo_is_never_shown(recorded: Recorded) -> None:
    with pytest.raises(NotAPhotoError):
        RekognitionFaceDetector(recorded.client).find(b"Dear diary", LIMITS)

    assert recorded.shown == []


def test_a_busy_service_has_the_photo_come_again(recorded: Recorded) -> None:
    recorded.stubber.add_client_error("detect_faces", "ThrottlingException", http_status_code=400)

    with pytest.raises(ClientError):
        RekognitionFaceDetector(recorded.client).find(_PHOTO, LIMITS)
