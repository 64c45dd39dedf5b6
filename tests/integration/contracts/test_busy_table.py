"""What a job table does while DynamoDB has more to do than it can."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.stub import Stubber

from darkroom.adapters.dynamodb import DynamoDbJobTable
from darkroom.adapters.library_rows import photo_item as library_item
from darkroom.adapters.library_rows import photo_key as library_key
from darkroom.adapters.library_table import DynamoDbLibraryTable
from darkroom.adapters.rows import job_item, photo_item
from darkroom.errors import TransientError
from darkroom.jobs import Progress
from darkroom.library.contents import Library, Touched
from tests.builders import NOW, USER, build_job, build_photos
from tests.fakes import ManualClock
from tests.libraries import build_library, build_library_photo

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LATER = NOW + timedelta(minutes=1)


def _busy_table(client: "DynamoDBClient", clock: ManualClock) -> DynamoDbJobTable:
    return DynamoDbJobTable(client, "busy", clock)


def test_rows_that_a_busy_table_hands_back_are_written_a_little_later(
    dynamodb: "DynamoDBClient", clock: ManualClock
) -> None:
    job = build_job()
    (photo,) = build_photos(job)
    with Stubber(dynamodb) as stubber:
        again = {"busy": [{"PutRequest": {"Item": photo_item(photo, job.expires_at)}}]}
        stubber.add_response("batch_write_item", {"UnprocessedItems": again})
        stubber.add_response("batch_write_item", {"UnprocessedItems": {}}, {"RequestItems": again})
        stubber.add_response("transact_write_items", {})

        _busy_table(dynamodb, clock).create(job, [photo], None)

        stubber.assert_no_pending_responses()
    assert clock.now() > NOW


def test_a_table_that_stays_busy_is_given_up_on(
    dynamodb: "DynamoDBClient", clock: ManualClock
) -> None:
    job = build_job()
    (photo,) = build_photos(job)
    with Stubber(dynamodb) as stubber:
        again = {"busy": [{"PutRequest": {"Item": photo_item(photo, job.expires_at)}}]}
        for _ in range(10):
            stubber.add_response("batch_write_item", {"UnprocessedItems": again})

        with pytest.raises(TransientError):
            _busy_table(dynamodb, clock).create(job, [photo], None)


def _read(client: "DynamoDBClient", clock: ManualClock, *photo_ids: str) -> Library:
    libraries = DynamoDbLibraryTable(client, "busy", clock)
    return libraries.contents(USER, Touched(photo_ids=frozenset(photo_ids)))


def test_rows_are_waited_for_as_long_as_more_of_them_are_read(
    dynamodb: "DynamoDBClient", clock: ManualClock
) -> None:
    photos = [build_library_photo(f"pho_{number:02}") for number in range(30)]
    keys = [library_key(USER, photo.photo_id) for photo in photos]
    with Stubber(dynamodb) as stubber:
        for number, photo in enumerate(photos, 1):
            found = {"busy": [library_item(USER, photo)]}
            left = {"busy": {"Keys": keys[number:]}} if keys[number:] else {}
            # Twice it hands all back that it was asked for.
            for _ in range(2):
                refused = {"busy": {"Keys": keys[number - 1 :]}}
                nothing = {"Responses": {}, "UnprocessedKeys": refused}
                stubber.add_response("batch_get_item", nothing)
            some = {"Responses": found, "UnprocessedKeys": left}
            stubber.add_response("batch_get_item", some)

        library = _read(dynamodb, clock, *(photo.photo_id for photo in photos))

        stubber.assert_no_pending_responses()
    assert library == build_library(*photos)


def test_rows_that_are_handed_back_all_the_time_are_given_up_on(
    dynamodb: "DynamoDBClient", clock: ManualClock
) -> None:
    with Stubber(dynamodb) as stubber:
        again = {"busy": {"Keys": [library_key(USER, "pho_beach")]}}
        for _ in range(10):
            nothing = {"Responses": {}, "UnprocessedKeys": again}
            stubber.add_response("batch_get_item", nothing)

        with pytest.raises(TransientError):
            _read(dynamodb, clock, "pho_beach")


def test_a_job_that_a_transaction_holds_is_told_a_little_later(
    dynamodb: "DynamoDBClient", clock: ManualClock
) -> None:
    job = build_job()
    with Stubber(dynamodb) as stubber:
        for _ in range(2):
            stubber.add_client_error("update_item", "TransactionConflictException")
        stubber.add_response("update_item", {"Attributes": job_item(job)})

        told = _busy_table(dynamodb, clock).note_progress(USER, job.job_id, Progress())

    assert told == job
    assert clock.now() > NOW


def _add_cancellation(stubber: Stubber, *codes: str) -> None:
    reasons = {"CancellationReasons": [{"Code": code} for code in codes]}
    stubber.add_client_error(
        "transact_write_items", "TransactionCanceledException", modeled_fields=reasons
    )


def test_a_transaction_that_meets_another_is_made_a_little_later(
    dynamodb: "DynamoDBClient", clock: ManualClock
) -> None:
    job = build_job()
    with Stubber(dynamodb) as stubber:
        _add_cancellation(stubber, "TransactionConflict", "None")
        stubber.add_response("transact_write_items", {})

        _busy_table(dynamodb, clock).remove_job(job, LATER)

        stubber.assert_no_pending_responses()
    assert clock.now() > NOW


def test_a_transaction_that_meets_others_all_the_time_is_given_up_on(
    dynamodb: "DynamoDBClient", clock: ManualClock
) -> None:
    job = build_job()
    with Stubber(dynamodb) as stubber:
        for _ in range(10):
            _add_cancellation(stubber, "TransactionConflict", "None")

        with pytest.raises(TransientError):
            _busy_table(dynamodb, clock).remove_job(job, LATER)


def test_a_transaction_that_will_never_be_right_is_not_tried_again(
    dynamodb: "DynamoDBClient", clock: ManualClock
) -> None:
    job = build_job()
    with Stubber(dynamodb) as stubber:
        _add_cancellation(stubber, "ValidationError")

        with pytest.raises(dynamodb.exceptions.TransactionCanceledException):
            _busy_table(dynamodb, clock).create(job, [], None)

    assert clock.now() == NOW
