"""What nobody would send is sent as every role: nothing breaks, every answer is one that the description tells of."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from httpx2 import Response
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from licensing.http import asking
from licensing.http.app import openapi_described
from licensing.http.json.order_examples import BODIES
from licensing.http.json.ordering import ADDRESSED, order_address
from tests.licensing.an_office import problem
from tests.licensing.order_office import OrderOffice

# Hypothesis says so of its own generator, once, when schemathesis was there first.
pytestmark = pytest.mark.filterwarnings("ignore:It looks like `register_random`:hypothesis.errors.HypothesisWarning")

LONG = os.environ.get("COUNTERFOIL_DRILL") == "long"
EXAMPLES = 400 if LONG else 6
OFFICERS = {
    "licensing officer": "amara",
    "approving officer": "jonas",
    "customs": "noor",
    "auditor": "ilse",
    "applicant": "petra",
    "administrator": "sam",
    "nobody": None,
}
KEYS = (
    "XA:EL-2030-000123",
    "UCXA300000001",
    "XB:IA-2030-000077",
    "XA-P-000001",
    "XA:AP-2030-000123",
    "UCXA300000001/A",
    "%00",
)
CHECKS = [
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ORDERS = {f"POST /api/v1{order_address(command)}": name for name, command in ADDRESSED.items()}
OPERATIONS: dict[str, Any] = {
    one.label: one
    for one in (found.ok() for found in schemathesis.openapi.from_dict(openapi_described()).get_all_operations())  # type: ignore[union-attr]
}


@pytest.fixture(scope="module")
def office(declared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OrderOffice]:
    """An office with a small history, to which everything is sent."""
    copy = Path(shutil.copytree(declared_folder, tmp_path_factory.mktemp("fuzzed") / "own"))
    with pytest.MonkeyPatch.context() as patient, OrderOffice(copy, "2030-04-12T10:00:00Z") as made:
        patient.setattr(asking, "LONGEST_WAIT", 0.01)
        yield made


@st.composite
def cases(draw: st.DrawFn, label: str) -> Any:
    """What fits the description, or does not; about things that are there, more often than by chance."""
    case = draw(OPERATIONS[label].as_strategy(generation_mode=draw(st.sampled_from(list(GenerationMode)))))
    if "key" in (case.path_parameters or {}) and draw(st.booleans()):
        case.path_parameters["key"] = draw(st.sampled_from(KEYS))
    name = ORDERS.get(label)
    if name is not None and draw(st.booleans()):
        case.body = _nearly(draw, BODIES[name], case.body)
        case.headers = {"If-Match": f'"v{draw(st.integers(0, 9))}"'}
    return case


def _nearly(draw: st.DrawFn, example: dict[str, Any], other: Any) -> dict[str, Any]:
    """The example with some of its fields as they are in what was made up."""
    body = deepcopy(example)
    data = other.get("data") if isinstance(other, dict) else None
    if isinstance(data, dict) and data:
        for field in draw(st.lists(st.sampled_from(sorted(data)), max_size=2)):
            body["data"][field] = data[field]
    return body


def send(office: OrderOffice, case: Any, officer: str | None) -> Response:
    """Sends it as an officer."""
    told = case.as_transport_kwargs(base_url="http://testserver")
    sent = {name: told[name] for name in ("params", "json", "files", "content") if told.get(name) is not None}
    data = told.get("data")
    if data is not None:
        sent["data" if isinstance(data, dict) else "content"] = data
    headers = {name: value for name, value in told["headers"].items() if name.lower() != "authorization"}
    return office._http.request(
        told["method"], told["url"], headers=headers | (office.headers(officer) if officer else {}), **sent
    )


def _waits_for_more(told: dict[str, Any], head: int) -> bool:
    """Whether it is only that somebody asks for a position which the log does not have."""
    found = re.search(r"position (\d+)", told["detail"])
    return told["code"] == "NOT_THERE_YET" and found is not None and int(found[1]) > head


@pytest.mark.parametrize("label", OPERATIONS)
def test_whatever_is_sent_is_answered_as_described(office: OrderOffice, label: str) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=not LONG,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(case=cases(label), role=st.sampled_from(sorted(OFFICERS)))
    def holds(case: Any, role: str) -> None:
        reply = send(office, case, OFFICERS[role])
        case.validate_response(reply, checks=CHECKS)
        if reply.status_code >= 400:
            told = problem(reply, reply.status_code)
            assert reply.status_code < 500 or _waits_for_more(told, office.log.head()), told

    holds()


def test_every_operation_and_every_role_takes_part() -> None:
    assert len(OPERATIONS) == sum(len(methods) for methods in openapi_described()["paths"].values())
    assert set(ORDERS) <= set(OPERATIONS)
