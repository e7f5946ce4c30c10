"""Read models by name, as commands take them."""

from __future__ import annotations

from collections.abc import Sequence

from domain.kernel.errors import NotFound
from projections.catalogue import read_models
from projections.store.projection import ReadModel


def chosen_models(names: Sequence[str], workers: int = 1) -> list[ReadModel]:
    """The read models of these names; all of them for none or `all`. Raises NotFound."""
    models = read_models(workers)
    known = dict.fromkeys(model.name for model in models)
    for name in names:
        if name != "all" and name not in known:
            raise NotFound(f"there is no view {name}; there are {', '.join(known)}")
    if not names or "all" in names:
        return list(models)
    return [model for model in models if model.name in names]
