"""Read models as commands take them: by name, and brought to the head of the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from consumers.project import bring_up_to_date
from domain.kernel.errors import NotFound
from licensing.commands.running import say
from licensing.wiring import World
from projections.catalogue import read_models
from projections.store.made_under import MadeUnder
from projections.store.projection import ReadModel
from projections.store.views import Held, Views


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


def bring_views(views: Views, world: World) -> None:
    """Brings all views to the head of the log; where a topic feeds them, whoever reads it does."""
    if not world.settings.kafka:
        bring_up_to_date(views, world.log, read_models(world.settings.workers))


def under_today(made_under: MadeUnder, held: Held) -> str:
    """Whether rows are as they would be made today, or what is another now."""
    another = made_under.differences(held.made) if held.position else ()
    return f"another {' and '.join(another)}" if another else "today's"


def tell_renewal(views: Views, models: Iterable[ReadModel]) -> None:
    """Says which of these views show rows that were made under another law or by another program."""
    for model in {model.name: model for model in models}.values():
        another = views.differences(model.name, model.tables, model.made_under)
        if another:
            position = views.position(model.name)
            told = f"{model.name}: made under another {' and '.join(another)}, up to position {position:,}"
            say(f"{told}; `counterfoil read` or `serve` makes it anew")
