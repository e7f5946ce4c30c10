"""The read models there are."""

from __future__ import annotations

from projections.findings.model import FindingsModel
from projections.history import History
from projections.search import Search
from projections.store.projection import ReadModel
from projections.traffic import TrafficCounts


def plain_models() -> tuple[ReadModel, ...]:
    """The plain views: folded from each delivery as it came."""
    return (History(), Search(), TrafficCounts())


def read_models(workers: int = 1) -> tuple[ReadModel, ...]:
    """Every view, in the order in which they are kept; findings once for each worker that shares them."""
    return (*plain_models(), *(FindingsModel(worker, workers) for worker in range(workers)))
