"""The FastAPI application, put together over a context."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.routing import APIRoute
from starlette.staticfiles import StaticFiles

from licensing.http import pages, problems, service
from licensing.http.access_rows import AccessRows
from licensing.http.addresses import Addresses
from licensing.http.context import ApplicationContext
from licensing.http.edge import Edge
from licensing.http.json import (
    access_log,
    findings,
    findings_tools,
    lists,
    notes,
    ordering,
    proposals,
    registers,
    verdicts,
    what_if,
)
from licensing.http.json.docs import finished
from licensing.http.json.order_docs import contract_schemas
from licensing.http.metrics import Metrics
from licensing.http.permissions import refuse_undeclared
from licensing.http.problems import Problem
from licensing.http.readiness import readiness
from licensing.http.threshold import Threshold
from licensing.watch.figures import Look
from licensing.watch.looking import Looker
from licensing.watch.stores import standing_look

STATIC = Path(__file__).parent / "pages" / "static"
VERSION = "1"
ABOUT = """Licences, consignments and findings of firearms transfers, to read; findings, to dispose of.

Every answer says in `Log-Position` what it stands for; `?after=N` waits for a position. Errors are
RFC 9457 problems with a sentence on how to mend them. Lists come in pages: follow `Link: rel="next"`.
Sentences are said in the language of `Accept-Language` where there is a catalogue of it, else in English;
`Content-Language` tells which.
"""


def build(context: ApplicationContext, close: Callable[[], None] | None = None) -> FastAPI:
    """The application; `close` is run when it stops."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.what_if.close()
        app.state.screening.close()
        context.writer.close()
        context.readings.close()
        context.access_log.close()
        if close is not None:
            close()

    app = _framed(lifespan=lifespan)
    app.state.context, app.state.parameters = context, {}
    app.state.metrics = Metrics(lambda: _look(context), context.writer.queue)
    context.writer.told_to(lambda order, outcome: app.state.metrics.orders.labels(order, outcome).inc())
    app.state.figures = Looker(app.state.metrics.refresh)
    app.state.looker = Looker(lambda: readiness(context))
    app.state.telling = _telling
    app.state.what_if = what_if.runs_of(context)
    app.state.screening = lists.screening_of(context)
    problems.install(app)
    app.add_middleware(Threshold, context=context)
    app.add_middleware(AccessRows, access_log=context.access_log)
    app.add_middleware(Edge, metrics=app.state.metrics, production=context.production)
    return app


def openapi_described() -> dict[str, Any]:
    """The OpenAPI description, which needs no context."""
    return _framed().openapi()


def _framed(**how: Any) -> FastAPI:
    app = FastAPI(
        title="Counterfoil",
        version=VERSION,
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        generate_unique_id_function=_operation,
        **how,
    )
    app.router.routes.insert(0, Addresses(ordering.router.routes))
    for router in (
        findings_tools.router,
        findings.router,
        what_if.router,
        lists.router,
        notes.router,
        access_log.router,
        registers.router,
        proposals.router,
        verdicts.router,
        ordering.router,
        service.router,
    ):
        app.include_router(router)
    app.include_router(pages.router, include_in_schema=False)
    refuse_undeclared(app.routes)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _describe(app)
    return app


def _operation(route: APIRoute) -> str:
    return route.name.replace("_", "-")


def _look(context: ApplicationContext) -> Look:
    with context.readings.open() as reading:
        open_by_rule = reading.open_by_rule()
    return standing_look(context.log, context.head(), context.readings.held(), open_by_rule)


def _telling(request: Request, problem: Problem) -> Response:
    if pages.wants_page(request):
        return pages.problem_page(request, problem)
    return problems.problem_answer(problem, request.url.path)


def _describe(app: FastAPI) -> None:
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = finished(made(), contract_schemas())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
