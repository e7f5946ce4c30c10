"""Read models by name, as commands take them."""

from __future__ import annotations

from collections.abc import Sequence

from domain.errors import NotFound
from projections.catalogue import read_models
from projections.store.projection import ReadModel


def chosen_models(names: Sequence[str]) -> list[ReadModel]:
    """The read models of these names; all of them for none or `all`. Raises NotFound."""
    known = {model.name: model for model in read_models()}
    for name in names:
        if name != "all" and name not in known:
            raise NotFound(f"there is no view {name}; there are {', '.join(known)}")
    if not names or "all" in names:
        return list(known.values())
    return [known[name] for name in dict.fromkeys(names)]
