"""Reconcile over fakes."""

from dataclasses import dataclass, field
from datetime import timedelta

from darkroom.deadlines import UNSENT
from darkroom.jobs import Job, Photo, PhotoState, Source
from darkroom.keys import upload_key
from darkroom.messages import OperationsAccepted, RenderRequest, Response
from darkroom.ports import WorkTime
from darkroom.services.doorbell import Doorbell
from darkroom.services.end_photo import EndPhoto
from darkroom.services.library_doorbell import LibraryDoorbell
from darkroom.services.look_after_jobs import LookAfterJobs
from darkroom.services.look_after_libraries import LookAfterLibraries
from darkroom.services.look_after_photos import LookAfterPhotos
from darkroom.services.purge import Purge
from darkroom.services.reconcile import Reconcile
from darkroom.services.start_photos import StartPhotos
from tests.builders import JPEG, NOW, USER, build_job, build_photo, uploaded
from tests.fakes import (
    InMemoryJobTable,
    InMemoryQueue,
    InMemoryResultStore,
    InMemoryUploadStore,
    ManualClock,
    RecordingMeter,
    RemainingTime,
    progress_over,
)
from tests.library_fakes import InMemoryLibraryTable


@dataclass
class Night:
    """The use case over fakes: nobody is awake but the clock."""

    clock: ManualClock = field(default_factory=ManualClock)
    table: InMemoryJobTable = field(default_factory=InMemoryJobTable)
    uploads: InMemoryUploadStore = field(default_factory=InMemoryUploadStore)
    results: InMemoryResultStore = field(default_factory=InMemoryResultStore)
    requests: InMemoryQueue[RenderRequest] = field(default_factory=InMemoryQueue)
    responses: InMemoryQueue[Response] = field(default_factory=InMemoryQueue)
    operations: InMemoryQueue[OperationsAccepted] = field(default_factory=InMemoryQueue)
    meter: RecordingMeter = field(default_factory=RecordingMeter)
    time: WorkTime = field(default_factory=RemainingTime)

    def __post_init__(self) -> None:
        self.libraries = InMemoryLibraryTable(self.table)

    def store(self, job: Job, *photos: Photo) -> None:
        """Open a job, which is not due by itself unless it says so."""
        self.table.create(job, photos, None)

    def waiting_photo(self, state: PhotoState, **values: object) -> Photo:
        """A photo of a job of its own that is due a minute after it began to wait."""
        job = build_job()
        usual = {"state": state, "due_at": NOW + UNSENT}
        photo = build_photo(job, 0, **usual)
        if state is not PhotoState.AWAITING_UPLOAD:
            photo = uploaded(photo)
        photo = photo.model_copy(update=values)
        self.store(job, photo)
        return photo

    def upload(self, photo: Photo, body: bytes = JPEG) -> Source:
        """Send a photo's bytes to where its form says."""
        key = upload_key(photo.user_id, photo.job_id, photo.photo_id)
        return self.uploads.write(key, body, "image/jpeg")

    def look(self, *, after: timedelta) -> None:
        """Look at what is due so long after everything began."""
        self.clock.at = NOW + after
        table, clock, meter = self.table, self.clock, self.meter
        purge = Purge(table=table, uploads=self.uploads, results=self.results)
        progress = progress_over(table, clock)
        start_photos = StartPhotos(
            table=table,
            uploads=self.uploads,
            requests=self.requests,
            responses=self.responses,
            clock=clock,
            time=self.time,
            max_bytes=1000,
        )
        photos = LookAfterPhotos(
            table=table,
            uploads=self.uploads,
            doorbell=Doorbell(table=table, requests=self.requests, clock=clock),
            start_photos=start_photos,
            end_photo=EndPhoto(table=table, progress=progress),
            purge=purge,
            clock=clock,
            meter=meter,
            time=self.time,
        )
        jobs = LookAfterJobs(table=table, progress=progress, purge=purge, clock=clock)
        libraries = LookAfterLibraries(
            table=self.libraries,
            doorbell=LibraryDoorbell(table=self.libraries, queue=self.operations, clock=clock),
            clock=clock,
            meter=meter,
        )
        reconcile = Reconcile(
            table=table,
            photos=photos,
            jobs=jobs,
            libraries=libraries,
            clock=clock,
            meter=meter,
            time=self.time,
        )
        reconcile()

    def photo(self, photo: Photo) -> Photo:
        """The photo as it is now."""
        now = self.table.photo(photo.job_id, photo.photo_id)
        assert now
        return now

    def job(self, job_id: str) -> Job:
        """The job as it is now."""
        job = self.table.job(USER, job_id)
        assert job
        return job
