"""A slow, plain reading of rules.md, against which the product is tested.

`findings(deliveries)` are the OPEN and CLOSED findings, `facts_in_force(deliveries)` the facts they rest on,
`now(deliveries)` the recorded clock. Deliveries are facts of the schema as parsed JSON, in any order, with
repetitions and conflicts. Nothing is kept between calls, and nothing here knows the product.
"""

from tests.reference.judgement import findings, lingering
from tests.reference.standing import facts_in_force, now, recorded
from tests.reference.verdict import Key, Verdict

__all__ = ["Key", "Verdict", "facts_in_force", "findings", "lingering", "now", "recorded"]
