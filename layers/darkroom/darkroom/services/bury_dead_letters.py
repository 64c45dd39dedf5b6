"""Gives each dead message a second life; keeps it if it dies again, and ends what waits for it."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from darkroom.budgets import STEP_SECONDS
from darkroom.clock import Clock
from darkroom.dead_letters import DeadLetter, DeadMessage, QueueName, Said
from darkroom.ids import is_library_job
from darkroom.jobs import PhotoAddress, PhotoState, Problem, Source
from darkroom.keys import parse_upload_key
from darkroom.messages import OperationsAccepted, PhotoRendered, PhotoStarted
from darkroom.ports import DeadLetterTable, JobTable, Meter, PhotoChange, SourceQueue, WorkTime
from darkroom.retries import Redelivery
from darkroom.services.batches import attempt_each
from darkroom.services.end_photo import EndPhoto
from darkroom.services.halt_library import HaltLibrary

_logger = logging.getLogger(__name__)

_KEPT: Final = timedelta(days=14)
# Our own attributes are short, and S3 announces one object at a time; a letter has to fit in a row
# whatever else there is.
_MAX_ATTRIBUTE_LENGTH: Final = 256
_MAX_PHOTOS: Final = 100

_ADVICE: Final = (
    "retry the job, and if that does not help, ask for other outputs or send another file."
)
_ADVICE_IN_LIBRARY: Final = "undo what was done to it, or do something else."


@dataclass(frozen=True, kw_only=True)
class _Concerned:
    """A photo that a message was about, and its end by that, if it is one."""

    photo: PhotoAddress
    end: PhotoChange | None


@dataclass(frozen=True, kw_only=True)
class BuryDeadLetters:
    """Deals with a batch of dead messages."""

    letters: DeadLetterTable
    table: JobTable
    queues: Mapping[QueueName, SourceQueue]
    end_photo: EndPhoto
    halt_library: HaltLibrary
    clock: Clock
    meter: Meter
    time: WorkTime

    def __call__(self, messages: Sequence[DeadMessage]) -> dict[int, Redelivery]:
        """Revive or bury every message; answers the positions to deliver again."""
        return attempt_each(
            messages,
            lambda _, message: self._deal_with(message),
            lambda: self.time.allows(STEP_SECONDS),
        )

    def _deal_with(self, message: DeadMessage) -> None:
        if message.may_live_again or not self._is_stuck(message):
            self._revive(message)
            return
        concerned = [each for said in message.says for each in self._concerned(said, message)]
        letter = self._letter(message, [each.photo for each in concerned])
        # It comes first: once it is kept nothing is lost, whatever fails after that.
        self.letters.bury(letter, message.body)
        self.meter.count("DeadLetters")
        _logger.error(
            "Message was given up on",
            extra={
                "letter_id": letter.letter_id,
                "reason": letter.reason,
                "tries": letter.tries,
                "photo_ids": [photo.photo_id for photo in letter.photos],
            },
        )
        for each in concerned:
            if each.end:
                self.end_photo(each.end)

    def _is_stuck(self, message: DeadMessage) -> bool:
        """Whether nothing comes of it; a library is halted then.

        A log may be longer than all tries of a life: then its message died for lack of time.
        """
        logs = (said for said in message.says if isinstance(said, OperationsAccepted))
        return all(map(self.halt_library, logs))

    def _revive(self, message: DeadMessage) -> None:
        queue, body = self.queues[message.queue], message.body
        for said in message.says:
            if isinstance(said, OperationsAccepted):
                body = self.halt_library.marked(said).model_dump_json()
        queue.revive(body, tries=message.tries, group_id=message.group_id)
        self.meter.count("MessagesRevived")
        sent = {"queue": message.queue, "message_id": message.message_id, "tries": message.tries}
        _logger.warning("Message is tried once more", extra=sent)

    def _concerned(self, said: Said, message: DeadMessage) -> Iterator[_Concerned]:
        match said:
            case OperationsAccepted():
                # It is about a log, which photos of whatever kind are behind.
                return
            case Source():
                yield from self._awaiting(said, message)
            case PhotoStarted():
                # Progress only: the photo is on its way, whoever was told of it.
                yield _Concerned(photo=said.photo, end=None)
            case PhotoRendered():
                yield _Concerned(photo=said.photo, end=self._failure(said.photo, message))
            case _:
                # The upload that it is about may have been replaced by a good one since.
                end = replace(self._failure(said.photo, message), source=said.source)
                yield _Concerned(photo=said.photo, end=end)

    def _awaiting(self, upload: Source, message: DeadMessage) -> Iterator[_Concerned]:
        address = parse_upload_key(upload.key)
        photo = address and self.table.photo(address.job_id, address.photo_id)
        if not address or not photo or photo.user_id != address.user_id:
            return
        known = PhotoAddress.of(photo)
        end = None
        # Somebody else may have found the upload and queued it, or its photo awaits another one by
        # now: its announcement is past then.
        is_past = photo.state in {PhotoState.QUEUED, PhotoState.PROCESSING} or upload in photo.spent
        if not is_past:
            end = replace(self._failure(known, message), while_due_at=photo.due_at)
        yield _Concerned(photo=known, end=end)

    def _failure(self, photo: PhotoAddress, message: DeadMessage) -> PhotoChange:
        advice = _ADVICE_IN_LIBRARY if is_library_job(photo.job_id) else _ADVICE
        sentence = f"It was tried {message.tries} times and never went well; {advice}"
        error = Problem(code="gave_up", message=sentence)
        return PhotoChange(photo=photo, state=PhotoState.FAILED, at=self.clock.now(), error=error)

    def _letter(self, message: DeadMessage, photos: Sequence[PhotoAddress]) -> DeadLetter:
        now = self.clock.now()
        return DeadLetter(
            queue=message.queue,
            message_id=message.message_id,
            sent_at=message.sent_at,
            first_received_at=message.first_received_at,
            tries=message.tries,
            group_id=message.group_id,
            attributes={
                name: text[:_MAX_ATTRIBUTE_LENGTH] for name, text in message.attributes.items()
            },
            body_bytes=message.body_bytes,
            reason="malformed" if message.faults else "gave_up",
            faults=message.faults,
            photos=tuple(photos[:_MAX_PHOTOS]),
            buried_at=now,
            expires_at=now + _KEPT,
        )
