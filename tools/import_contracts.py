"""A contract that import-linter lacks: what a package may import from outside is a whitelist."""

from __future__ import annotations

from typing import Any, NamedTuple

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.application import contract_utils
from importlinter.application.contract_utils import AlertLevel


class Stranger(NamedTuple):
    """An import of something that is not on the list."""

    importer: str
    imported: str
    lines: tuple[int, ...]


class WhitelistContract(Contract):
    """The modules of some packages import nothing from outside that is not named, the standard library included.

    `source_modules` are packages of ours; `allowed_modules` what they may import from elsewhere, by top-level name;
    `ignore_imports` single exceptions, written `importer -> imported`.
    """

    type_name = "whitelist"

    source_modules = fields.ListField(subfield=fields.ModuleField())
    allowed_modules = fields.SetField(subfield=fields.StringField())
    ignore_imports = fields.SetField(subfield=fields.ImportExpressionField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Looks through what every module imports directly."""
        exceptions: Any = self.ignore_imports
        removal = contract_utils.remove_ignored_imports_and_report(graph, exceptions, AlertLevel.ERROR)
        ours: Any = self.source_modules
        strangers = [x for source in ours for x in self._strangers(graph, source.name)]
        return ContractCheck(
            kept=not strangers,
            warnings=list(removal.warnings),
            ignored_import_count=removal.ignored_import_count,
            metadata={"strangers": strangers},
        )

    def _strangers(self, graph: ImportGraph, source: str) -> list[Stranger]:
        allowed: Any = self.allowed_modules
        importers = sorted({source, *graph.find_descendants(source)})
        return [
            Stranger(importer, imported, _lines(graph, importer, imported))
            for importer in importers
            for imported in sorted(graph.find_modules_directly_imported_by(importer))
            if graph.is_module_squashed(imported) and imported not in allowed
        ]

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Says what is imported where, and how to mend it."""
        for importer, imported, lines in check.metadata["strangers"]:
            output.print_error(f"- {importer} -> {imported} (l.{', '.join(map(str, lines))})", bold=False)
        output.new_line()
        output.print_error(
            "Hand it in from above, or, where it is pure (no clock, no chance, no input or output), add it to "
            f"allowed_modules of {self.name!r} in pyproject.toml.",
            bold=False,
        )


def _lines(graph: ImportGraph, importer: str, imported: str) -> tuple[int, ...]:
    return tuple(x["line_number"] for x in graph.get_import_details(importer=importer, imported=imported))
