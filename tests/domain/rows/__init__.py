"""Every rule on both sides of every threshold: one table, each row a sentence. docs/rules.md prints it."""

from tests.domain.rows import (
    as_people_write,
    clusters,
    consents,
    deliveries,
    documents,
    goods,
    items,
    licences,
    parties,
    references,
    routes,
    seals,
    written_numbers,
)
from tests.domain.rows.row import Row

ROWS: tuple[Row, ...] = (
    *licences.ROWS,
    *consents.ROWS,
    *clusters.ROWS,
    *deliveries.ROWS,
    *items.ROWS,
    *references.ROWS,
    *documents.ROWS,
    *routes.ROWS,
    *seals.ROWS,
    *goods.ROWS,
    *parties.ROWS,
    *as_people_write.ROWS,
    *written_numbers.ROWS,
)
