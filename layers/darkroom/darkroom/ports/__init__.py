"""What the use cases need from the world, named by role; `adapters` brings the technology.

What libraries need is in `library_table`: loading that takes time, and most functions need none.
"""

from darkroom.ports.dead_letter_table import DeadLetterTable
from darkroom.ports.due import SHARDS, Due, DueJob, DueLibrary, DuePhoto, DueTombstone
from darkroom.ports.job_table import JobTable, KeyedJob, KeyedRequest
from darkroom.ports.pages import Page
from darkroom.ports.photo_changes import PhotoChange
from darkroom.ports.queues import (
    Deliveries,
    RequestQueue,
    ResponseQueue,
    RetouchQueue,
    SourceQueue,
    UserOperationsQueue,
)
from darkroom.ports.stores import ResultStore, UploadForm, UploadHead, UploadStore
from darkroom.ports.worker import FaceDetector, Meter, WorkTime

__all__ = [
    "SHARDS",
    "DeadLetterTable",
    "Deliveries",
    "Due",
    "DueJob",
    "DueLibrary",
    "DuePhoto",
    "DueTombstone",
    "FaceDetector",
    "JobTable",
    "KeyedJob",
    "KeyedRequest",
    "Meter",
    "Page",
    "PhotoChange",
    "RequestQueue",
    "ResponseQueue",
    "ResultStore",
    "RetouchQueue",
    "SourceQueue",
    "UploadForm",
    "UploadHead",
    "UploadStore",
    "UserOperationsQueue",
    "WorkTime",
]
