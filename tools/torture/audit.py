"""What a job came to, as seen from every side: the API, the table, the buckets and the queues."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from darkroom.adapters.dynamodb import DynamoDbJobTable
from darkroom.clock import SystemClock
from darkroom.jobs import TERMINAL, JobState, Photo, PhotoState
from darkroom.keys import result_prefix
from local.account import ACCOUNT_ID, REGION, STACK_NAME, physical_name
from tools.client import Client, Json
from tools.service import Service
from tools.torture.photos import Results, results
from tools.torture.writes import Write, Writes


@dataclass(frozen=True)
class Audit:
    """The figures of one job; each is what it ought to be, or is named by `objections`."""

    photos: int
    states: Counter[PhotoState]
    rows: int
    correct: int
    endings: Counter[str]
    completions: int
    objects: int
    objects_wanted: int
    given_up: int

    def objections(self) -> list[str]:
        """Everything that is not as it has to be."""
        return list(self._objections())

    def _objections(self) -> Iterator[str]:
        done = self.states[PhotoState.DONE]
        if done != self.photos:
            yield f"{done} of {self.photos} photos are done: {dict(self.states)}"
        if self.rows != self.photos:
            yield f"there are {self.rows} rows for {self.photos} photos"
        if self.correct != self.photos:
            yield f"{self.correct} of {self.photos} photos look as they ought to"
        wrong = {photo: times for photo, times in self.endings.items() if times != 1}
        if wrong or len(self.endings) != self.photos:
            yield f"{len(self.endings)} photos ended, and not just once: {wrong}"
        if self.completions != 1:
            yield f"the job was completed {self.completions} times"
        if self.objects != self.objects_wanted:
            yield f"{self.objects} objects are stored for {self.objects_wanted} outputs"
        if self.given_up:
            yield f"{self.given_up} messages were given up on"

    def __str__(self) -> str:
        ended = sum(self.states[state] for state in TERMINAL)
        return (
            f"{self.photos} photos: {ended} terminal, {self.correct} correct, {self.rows} rows, "
            f"{self.endings.total()} endings, {self.completions} completion, "
            f"{self.objects} objects, {self.given_up} given up"
        )


def audit(
    service: Service, client: Client, job: Json, usual: Mapping[str, Results], writes: Writes
) -> Audit:
    """Look at all that is left of a job; `usual` is what each photo gives on a quiet day."""
    rows = _rows(service, job)
    user_id, job_id = rows[0].user_id, job["job_id"]
    told = client.get(f"/v1/jobs/{job_id}").json()["counts"]
    found = results(client, job_id)
    seen = list(writes)
    return Audit(
        photos=len(job["photos"]),
        states=Counter({PhotoState(name): n for name, n in told.items() if name != "total"}),
        rows=len(rows),
        correct=sum(usual[name] == what for name, what in found),
        endings=Counter(_endings(seen, job_id)),
        completions=sum(_is_completion(write, job_id) for write in seen),
        objects=_objects(service, result_prefix(user_id, job_id)),
        objects_wanted=sum(map(len, usual.values())) * len(job["photos"]) // len(usual),
        given_up=len(service.letters()),
    )


def _rows(service: Service, job: Json) -> list[Photo]:
    table = DynamoDbJobTable(service.aws("dynamodb"), physical_name("Table"), SystemClock())
    page = table.photos(job["job_id"], limit=len(job["photos"]) + 1, cursor=None)
    return list(page.items)


def _endings(writes: list[Write], job_id: str) -> Iterator[str]:
    """The id of a photo for each time that one of its generations came to an end."""
    for write in writes:
        if write.key[0] == f"JOB#{job_id}" and write.after:
            was_over = write.before and write.before["state"] in TERMINAL
            if write.after["state"] in TERMINAL and not was_over:
                yield write.after["photo_id"]


def _is_completion(write: Write, job_id: str) -> bool:
    is_job = write.key[1] == f"JOB#{job_id}" and bool(write.after)
    return is_job and (
        write.after["state"] == JobState.COMPLETED and write.before["state"] == JobState.OPEN
    )


def _objects(service: Service, prefix: str) -> int:
    bucket = f"{STACK_NAME}-results-{ACCOUNT_ID}-{REGION}"
    pages = service.aws("s3").get_paginator("list_object_versions")
    found = pages.paginate(Bucket=bucket, Prefix=prefix)
    return sum(len(page.get("Versions", ())) for page in found)
