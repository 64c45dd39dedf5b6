"""What functions do for libraries, each once; see scenarios.py."""

import uuid

import requests

from darkroom.bootstrap.api import build_use_cases
from darkroom.jobs import PhotoAddress, PhotoState, Source
from darkroom.keys import library_key, result_key
from darkroom.library.contents import Changes
from darkroom.library.photos import LibraryPhoto
from darkroom.messages import PhotoRendered
from darkroom.ports import KeyedRequest, PhotoChange
from darkroom.settings import ApiSettings
from tests.builders import build_result
from tests.integration.service.deployment import Deployment
from tests.libraries import (
    AT,
    build_album,
    build_library_photo,
    build_original,
    change,
    edited,
    read_operation,
    version_of,
)


def change_library(deployment: Deployment) -> None:
    """Accept operations, and the same again; retry one that was halted, and then skip it."""
    user_id = uuid.uuid4().hex
    create = read_operation({"operation": "create_album", "name": "Lisbon"})
    rename = read_operation({"operation": "rename_album", "name": "Porto", "album_id": "alb_porto"})
    album = build_album(album_id="alb_porto")
    change(deployment.libraries, Changes(albums=(album,)), user_id=user_id)

    with deployment.acting_as("ApiFunction") as environment:
        use = build_use_cases(ApiSettings.from_environment(environment))
        keyed = KeyedRequest(key="first", fingerprint="same")
        accepted = use.accept_operations(user_id, [create, rename], keyed)
        assert use.accept_operations(user_id, [create, rename], keyed).repeated
        operation_id = accepted.operations[0].operation_id
        for _ in range(2):
            deployment.libraries.halt(deployment.libraries.log(user_id), AT)
            use.resume_library.retry(user_id, operation_id)
        deployment.libraries.halt(deployment.libraries.log(user_id), AT)
        use.resume_library.skip(user_id, operation_id)

    assert deployment.libraries.log(user_id).applied == 2
    rung = deployment.waiting("UserOperationsQueue")
    assert {message["user_id"] for message in rung} == {user_id}


def show_library(deployment: Deployment) -> None:
    """List and look, and hand out an original and a version."""
    user_id = uuid.uuid4().hex
    original = _with_original(deployment, user_id, build_library_photo("pho_a", job_id="lib_a"))
    changed = edited(build_library_photo("pho_b", job_id=f"lib_{user_id}"), version=2)
    libraries, album = deployment.libraries, build_album("pho_a", "pho_b")
    change(libraries, Changes(photos=(original,), albums=(album,)), user_id=user_id)
    row = version_of(changed).model_copy(update={"user_id": user_id})
    change(libraries, Changes(photos=(changed,), needs_render=True), render=row, user_id=user_id)
    _render(deployment, PhotoAddress.of(row))

    with deployment.acting_as("ApiFunction") as environment:
        read = build_use_cases(ApiSettings.from_environment(environment)).read_library
        log, _ = read.standing(user_id)
        assert (log.accepted, log.applied) == (2, 2)
        assert len(read.operations(user_id, after=0, limit=10).items) == 2
        assert read.albums(user_id, limit=10, cursor=None).found.items == (album,)
        assert read.album(user_id, album.album_id).sequence == 2
        shown = read.photos(user_id, limit=10, cursor=None).found.items
        urls = [read.current_url(user_id, each.photo.photo_id) for each in shown]
        contents = [requests.get(url, timeout=10).content for url in urls]

    assert contents == [b"original", b"version"]


def _with_original(deployment: Deployment, user_id: str, photo: LibraryPhoto) -> LibraryPhoto:
    bucket = deployment.stack.ref("UploadsBucket")
    key = library_key(user_id, photo.job_id, photo.photo_id)
    answer = deployment.s3.put_object(Bucket=bucket, Key=key, Body=b"original")
    source = Source(key=key, version_id=answer["VersionId"])
    original = build_original().model_copy(update={"source": source})
    return photo.model_copy(update={"original": original})


def _render(deployment: Deployment, photo: PhotoAddress) -> None:
    key = result_key(photo, "current", "jpg")
    bucket = deployment.stack.ref("ResultsBucket")
    deployment.s3.put_object(Bucket=bucket, Key=key, Body=b"version")
    row = deployment.table.photo(photo.job_id, photo.photo_id)
    assert row
    result = build_result(row, "current", key=key)
    rendered = PhotoRendered(photo=photo, results=(result,))
    change = PhotoChange(photo=photo, state=PhotoState.DONE, at=AT, rendered=rendered)
    deployment.table.move_photo(change)
