"""A client of the API over fakes: payload-v2 events in, answers out, no network."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any, Final

from aws_lambda_powertools.utilities.typing import LambdaContext

from darkroom.http.api import Api, build_api
from darkroom.http.use_cases import RequestLimits, UseCases
from darkroom.messages import OperationsAccepted, RenderRequest
from darkroom.services.accept_operations import AcceptOperations
from darkroom.services.append_operations import AppendOperations
from darkroom.services.begin_again import BeginAgain
from darkroom.services.delete_job import DeleteJob
from darkroom.services.library_doorbell import LibraryDoorbell
from darkroom.services.open_job import AddPhotos, OpenJob
from darkroom.services.purge import Purge
from darkroom.services.read_jobs import ReadJobs
from darkroom.services.read_library import ReadLibrary
from darkroom.services.resume_library import ResumeLibrary
from darkroom.services.retry_job import RetryJob
from darkroom.services.sign_uploads import SignUploads
from darkroom.services.submit_photos import SubmitPhotos
from tests.builders import USER, form_body, http_event, signed_in
from tests.fakes import (
    InMemoryJobTable,
    InMemoryQueue,
    InMemoryResultStore,
    InMemoryUploadStore,
    ManualClock,
)
from tests.library_fakes import InMemoryLibraryTable

LIMITS: Final = RequestLimits(max_photos=5, max_outputs=3, max_photo_bytes=5_242_880)
_RETENTION: Final = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        """The body."""
        return json.loads(self.text)


@dataclass
class Client:
    """The whole API, and the fakes behind it."""

    table: InMemoryJobTable = field(default_factory=InMemoryJobTable)
    clock: ManualClock = field(default_factory=ManualClock)
    uploads: InMemoryUploadStore = field(default_factory=InMemoryUploadStore)
    results: InMemoryResultStore = field(default_factory=InMemoryResultStore)
    requests: InMemoryQueue[RenderRequest] = field(default_factory=InMemoryQueue)
    library_queue: InMemoryQueue[OperationsAccepted] = field(default_factory=InMemoryQueue)
    limits: RequestLimits = LIMITS

    @cached_property
    def libraries(self) -> InMemoryLibraryTable:
        """The libraries beside the jobs."""
        return InMemoryLibraryTable(self.table)

    @cached_property
    def api(self) -> Api:
        """The API, built when a test has set everything up."""
        return build_api(self._use_cases())

    def get(
        self,
        path: str,
        *,
        user_id: str = USER,
        query: Mapping[str, str] | None = None,
        known: str | None = None,
    ) -> Answer:
        """GET; `known` is an entity tag."""
        headers = {"if-none-match": known} if known else {}
        event = http_event("GET", path, query=query, headers=headers)
        return self.send(signed_in(event, user_id))

    def delete(self, path: str, *, user_id: str = USER) -> Answer:
        """DELETE."""
        return self.send(signed_in(http_event("DELETE", path), user_id))

    def post(
        self, path: str, body: object, *, user_id: str = USER, key: str | None = None
    ) -> Answer:
        """POST JSON; text is sent as it is."""
        text = body if isinstance(body, str) else json.dumps(body)
        headers = {"content-type": "application/json"} | _key_header(key)
        return self.send(signed_in(http_event("POST", path, body=text, headers=headers), user_id))

    def post_form(self, parts: Sequence[bytes], *, key: str | None = None) -> Answer:
        """POST a form to /v1/jobs, encoded as API Gateway encodes it."""
        kind = {"content-type": "multipart/form-data; boundary=edge"}
        return self.post_bytes(form_body(parts), kind | _key_header(key))

    def post_bytes(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """POST bytes of any kind to /v1/jobs."""
        text = b64encode(body).decode()
        event = http_event("POST", "/v1/jobs", body=text, headers=headers)
        return self.send(signed_in(event | {"isBase64Encoded": True}))

    def send(self, event: Mapping[str, Any]) -> Answer:
        """Hand an event in."""
        answer = self.api(event, LambdaContext())
        headers = {name.lower(): value for name, value in answer["headers"].items()}
        return Answer(status=answer["statusCode"], headers=headers, text=answer.get("body", ""))

    def _use_cases(self) -> UseCases:
        table, clock, uploads, results = self.table, self.clock, self.uploads, self.results
        purge = Purge(table=table, uploads=uploads, results=results)
        delete_job = DeleteJob(table=table, purge=purge, clock=clock)
        begin_again = BeginAgain(table=table, requests=self.requests, clock=clock)
        doorbell = LibraryDoorbell(table=self.libraries, queue=self.library_queue, clock=clock)
        append = AppendOperations(table=self.libraries, doorbell=doorbell, clock=clock)
        return UseCases(
            open_job=OpenJob(table=table, clock=clock, retention=_RETENTION),
            add_photos=AddPhotos(table=table, clock=clock, max_photos=self.limits.max_photos),
            submit_photos=SubmitPhotos(
                table=table,
                uploads=uploads,
                requests=self.requests,
                clock=clock,
                retention=_RETENTION,
            ),
            sign_uploads=SignUploads(
                table=table, uploads=uploads, max_bytes=self.limits.max_photo_bytes
            ),
            read_jobs=ReadJobs(table=table, results=results, clock=clock),
            retry_job=RetryJob(table=table, begin_again=begin_again),
            delete_job=delete_job,
            accept_operations=AcceptOperations(table=self.libraries, jobs=table, append=append),
            resume_library=ResumeLibrary(table=self.libraries, doorbell=doorbell, clock=clock),
            read_library=ReadLibrary(table=self.libraries, uploads=uploads, results=results),
            limits=self.limits,
            is_outage=lambda error: isinstance(error, TimeoutError),
            region="eu-west-1",
            user_pool_client_id="client",
        )


def _key_header(key: str | None) -> dict[str, str]:
    return {"idempotency-key": key} if key is not None else {}
