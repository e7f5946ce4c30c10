"""Every rule on both sides of every threshold: one table, each row a sentence. docs/rules.md prints it."""

from tests.domain.rows import consents, deliveries, licences
from tests.domain.rows.row import Row

ROWS: tuple[Row, ...] = (*licences.ROWS, *consents.ROWS, *deliveries.ROWS)
