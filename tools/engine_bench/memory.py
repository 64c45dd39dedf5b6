"""The most memory that a job takes, in a process that has done nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass

from tools.engine_bench.contestants import Contestant
from tools.engine_bench.jobs import Case
from tools.engine_bench.photos import Photos
from tools.engine_bench.processes import Driver, Process


@dataclass(frozen=True, kw_only=True)
class Peaks:
    """Bytes over the bare interpreter of one engine: with its libraries, and with each job."""

    imports: int
    jobs: Mapping[Case, int]


def peaks(contestant: Contestant, cases: tuple[Case, ...], photos: Photos) -> Peaks:
    """Weigh an engine; cases that it cannot do are left out."""
    with Process(contestant.bare) as interpreter:
        bare = interpreter.peak_bytes()
    jobs = {}
    imports = 0
    for case in cases:
        with Driver(contestant) as driver:
            imports = driver.peak_bytes() - bare
            if not driver.run(case.job, photos[case.photo][0]).error:
                jobs[case] = driver.peak_bytes() - bare
    return Peaks(imports=imports, jobs=jobs)
