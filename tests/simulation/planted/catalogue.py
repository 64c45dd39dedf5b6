"""Every planted bug: each is the service with one mistake in it, which a run has to find."""

from typing import Final

from tests.simulation.planted.jobs import (
    ForgetsTheKey,
    LogsNames,
    LosesThePhotosOfAJob,
    NamesResultsAtRandom,
    NeverPurges,
    PurgesOnce,
    ReadsTheNewestUpload,
    ShowsEverything,
)
from tests.simulation.planted.messages import (
    AcknowledgesFirst,
    BuriesAlone,
    ConfirmsBeforeSending,
    DropsNonsense,
    ForgetsWhatFailed,
    GivesNoSecondLife,
    HoldsNothing,
    IgnoresUnsent,
    KnowsMessagesById,
    NobodyReconciles,
)
from tests.simulation.planted.rows import (
    CompletesUnasked,
    CountsInsteadOfMarking,
    OneLaneForgetsTheOther,
    OverwritesUnasked,
    RetriesTheSameGeneration,
    StartsAnyUpload,
    TellsNobody,
    TrustsEveryGeneration,
)
from tests.simulation.wiring import Wiring

PLANTED: Final[tuple[type[Wiring], ...]] = (
    NobodyReconciles,
    AcknowledgesFirst,
    ForgetsWhatFailed,
    IgnoresUnsent,
    KnowsMessagesById,
    ConfirmsBeforeSending,
    DropsNonsense,
    HoldsNothing,
    BuriesAlone,
    GivesNoSecondLife,
    CountsInsteadOfMarking,
    TrustsEveryGeneration,
    OverwritesUnasked,
    OneLaneForgetsTheOther,
    RetriesTheSameGeneration,
    CompletesUnasked,
    TellsNobody,
    StartsAnyUpload,
    NeverPurges,
    PurgesOnce,
    ForgetsTheKey,
    ReadsTheNewestUpload,
    ShowsEverything,
    LogsNames,
    NamesResultsAtRandom,
    LosesThePhotosOfAJob,
)
