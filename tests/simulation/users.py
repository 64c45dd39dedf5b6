"""Users: each has a plan for one job, and repeats whatever gets no answer."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from darkroom.errors import ConflictError, NotFoundError, TooManyPhotosError
from darkroom.jobs import Job, JobState, Photo, PhotoState
from darkroom.ports import KeyedRequest, UploadForm
from darkroom.services.open_job import NamedPhoto, OpenedJob
from darkroom.services.sign_uploads import LOT
from darkroom.services.submit_photos import SentPhoto
from tests.simulation.client import Client, GaveUpError, NoAnswerError
from tests.simulation.contents import Content
from tests.simulation.plans import Plan
from tools.torture.libraries.wishes import Wishes

if TYPE_CHECKING:
    from tests.simulation.world import World

CANARY: Final = "canary"
"""A part of every photo's name, which is nobody's business but its user's."""

_STRANGER: Final = "stranger"
_MOST_ADDED: Final = 99
_LONGEST_LOOK_MS: Final = 7_200_000
_LONGEST_PAUSE_MS: Final = 2_000
_REPEATED: Final = 0.1
_MOST_WISHED_FOR: Final = 20
# From a retry on a photo may wait as long for its upload as it did at first.
_PATIENCE_MS: Final = 13 * 3_600_000


@dataclass
class User:
    """One user and one job; `job_id` is known once a request has been answered."""

    world: "World"
    plan: Plan
    job_id: str | None = None
    is_deleted: bool = False
    asked_to_delete: bool = False
    _contents: dict[int, Content | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._client = Client(self.world, self.plan.tries)

    def live(self) -> None:
        """Do as planned, and at last give up: what is there has to end all the same."""
        with suppress(GaveUpError):
            self._live()

    def intervene(self, act: Callable[["User"], None]) -> None:
        """Do something besides; one user at a time does."""
        self.world.is_struck = True
        with suppress(GaveUpError, NotFoundError):
            act(self)
        self.world.is_struck = False

    def delete(self) -> None:
        """Delete the job, if it is known."""
        if self.job_id is None:
            return
        self.asked_to_delete = True
        # If it is not found, an answer was lost, or somebody else was there first.
        with suppress(NotFoundError):
            self._client.insist(lambda api: api.delete_job(self.plan.user_id, self._known_id))
        self.is_deleted = True
        self._expect_nothing(self.plan.user_id)

    def retry(self) -> None:
        """Retry the job, if it is known, and upload what is missing."""
        if self.job_id is None:
            return
        # It may be deleted meanwhile, or have too many others retry it.
        with suppress(NotFoundError, ConflictError):
            job = self._client.insist(lambda api: api.retry_job(self.plan.user_id, self._known_id))
            if job.state is JobState.OPEN:
                photos = self._photos()
                self._contents |= {photo.number: Content.HEALTHY for photo in photos}
                self._upload(photos)

    def upload_late(self) -> None:
        """Upload what was not meant to be uploaded at all, and still can be."""
        if self.job_id is None:
            return
        photos = [photo for photo in self._photos() if self._contents.get(photo.number) is None]
        self._contents |= {photo.number: Content.HEALTHY for photo in photos}
        self._upload(photos)

    def resend_letters(self) -> None:
        """Give every dead letter another chance, as an operator would."""
        for letter in list(self.world.all_letters()):
            # Somebody else may have its photo begin again at the same moment.
            with suppress(ConflictError):
                self._client.insist(lambda api, it=letter: api.resend_dead_letters(it))  # type: ignore[misc] # mypy does not infer a lambda's default

    def add(self, contents: Sequence[Content | None]) -> None:
        """Add photos to the job, if it is known and open, and upload them."""
        if self.job_id is None:
            return
        named = [self._name(content) for content in contents]
        try:
            opened = self._client.insist(
                lambda api: api.add_photos(self.plan.user_id, self._known_id, named)
            )
        except (ConflictError, NotFoundError, TooManyPhotosError):
            # It has ended, is no more or is full.
            return
        self._remember(opened.photos, contents)
        self._upload(opened.photos)

    def _live(self) -> None:
        self.world.scheduler.pause(self.plan.starts_ms)
        opened = self._open()
        self.job_id = opened.job.job_id
        self._remember(opened.photos, self.plan.contents)
        if not self.plan.is_inline:
            self._upload(opened.photos)
        added = self.plan.added
        for start in range(0, len(added), _MOST_ADDED):
            self.add(added[start : start + _MOST_ADDED])
        if self.plan.repeats:
            self._repeat()
        if self.plan.deletes_after_ms is not None:
            self.world.scheduler.pause(self.plan.deletes_after_ms)
            self.delete()
        elif self.plan.retries or self.plan.changes:
            self._follow()
            self._change_library()

    def _open(self) -> OpenedJob:
        plan = self.plan
        keyed = KeyedRequest(key="key", fingerprint="same") if plan.is_keyed else None
        if plan.is_inline:
            sent = [self._send(content) for content in plan.contents]
            return self._client.insist(
                lambda api: api.submit_photos(plan.user_id, plan.outputs, sent, keyed)
            )
        named = [self._name(content) for content in plan.contents]
        return self._client.insist(
            lambda api: api.open_job(plan.user_id, plan.outputs, named, keyed)
        )

    def _repeat(self) -> None:
        """Send the first request again: its key has to lead to the same job."""
        if not self.plan.is_keyed:
            return
        try:
            again = self._open()
        except ConflictError:
            if not self.asked_to_delete:
                self.world.history.accuse("P1", f"the key of {self.job_id} does not lead to it")
        else:
            if again.job.job_id != self.job_id:
                self.world.history.accuse("P1", f"the key of {self.job_id} led to another job")

    def _upload(self, photos: Sequence[Photo]) -> None:
        """Upload what awaits it, in lots whose forms are signed when it is their turn."""
        waiting = [photo for photo in photos if photo.state is PhotoState.AWAITING_UPLOAD]
        for start in range(0, len(waiting), LOT):
            lot = waiting[start : start + LOT]
            ids = [photo.photo_id for photo in lot]
            try:
                forms = self._client.insist(
                    lambda api, ids=ids: api.sign_uploads(self.plan.user_id, self._known_id, ids)  # type: ignore[misc] # mypy does not infer a lambda's default
                )
            except ConflictError:
                # One of them is here already, by another way.
                continue
            except NotFoundError:
                return
            for photo in lot:
                self._upload_photo(photo, forms[photo.photo_id])

    def _upload_photo(self, photo: Photo, form: UploadForm) -> None:
        content = self._contents.get(photo.number)
        if content is None:
            return
        times = 2 if self.plan.uploads_twice else 1
        for time in range(times):
            body = content.body(f"{photo.photo_id} {time}")
            self.world.bucket.upload(form, body)

    def _follow(self) -> None:
        """Look at the job until it has ended, and retry what has failed."""
        for _ in range(self.plan.retries + 1):
            job = self._wait_for_end()
            if job is None or job.counts[PhotoState.DONE] == job.photo_count:
                return
            self.retry()

    def _change_library(self) -> None:
        """Wish for this and that, good and bad, one to five things at a time."""
        random, owner = self.world.random, self.world.owner(self.plan.user_id)
        try:
            photo_ids = [photo.photo_id for photo in self._photos()]
        except NotFoundError:
            photo_ids = []
        if not photo_ids:
            # Somebody has deleted the job.
            return
        # More than so many others may have been added; no operation takes that many.
        wishes = Wishes(self._known_id, photo_ids[:_MOST_WISHED_FOR])
        for number in range(self.plan.changes):
            self.world.scheduler.pause(random.randrange(_LONGEST_PAUSE_MS))
            asked = wishes.some(random.randint(1, 5), random)
            owner.change(asked, f"key-{number}")
            if random.random() < _REPEATED:
                owner.change(asked, f"key-{number}")

    def _wait_for_end(self) -> Job | None:
        look_ms, deadline_ms = 2_000, self.world.scheduler.now_ms + _PATIENCE_MS
        while self.world.scheduler.now_ms < deadline_ms:
            self.world.scheduler.pause(look_ms)
            self._expect_nothing(_STRANGER)
            look_ms = min(look_ms * 2, _LONGEST_LOOK_MS)
            try:
                job = self._client.insist(
                    lambda api: api.read_jobs.job(self.plan.user_id, self._known_id)
                )
            except NotFoundError:
                return None
            if job.state is not JobState.OPEN:
                return job
        return None

    def _photos(self) -> Sequence[Photo]:
        _, page = self._client.insist(
            lambda api: api.read_jobs.photos(
                self.plan.user_id, self._known_id, limit=500, cursor=None
            )
        )
        return page.items

    def _expect_nothing(self, user_id: str) -> None:
        """The job must not be there for this user: it is somebody else's, or no more."""
        try:
            self._client.ask(
                lambda api: api.read_jobs.photos(user_id, self._known_id, limit=1, cursor=None)
            )
        except (NotFoundError, NoAnswerError):
            return
        self.world.history.accuse("P8", f"{user_id} sees {self.job_id}")

    @property
    def _known_id(self) -> str:
        assert self.job_id
        return self.job_id

    def _name(self, content: Content | None) -> NamedPhoto:
        return NamedPhoto(name=f"{CANARY} {content}.jpg", content_type="image/jpeg")

    def _send(self, content: Content | None) -> SentPhoto:
        body = (content or Content.NO_PHOTO).body(self.plan.user_id)
        return SentPhoto(name=f"{CANARY} {content}.jpg", content_type="image/jpeg", content=body)

    def _remember(self, photos: Sequence[Photo], contents: Sequence[Content | None]) -> None:
        if len(photos) != len(contents):
            self.world.history.accuse(
                "P1", f"{len(photos)} of {len(contents)} photos were answered"
            )
        numbers = (photo.number for photo in photos)
        self._contents |= dict(zip(numbers, contents, strict=False))
