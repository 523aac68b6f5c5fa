"""What a distribution publishes: which schemas, sorted by use, each derived from its class.

A schema lies in the folder of its use: `written` is what people and hosts write and commands read,
`stored` what is kept in a register or a file, `printed` what commands print with `--json`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from attrs import field, frozen

from sds_core.formats.records import UNIONS, Tag
from sds_core.schemas.derive import no_files, schema_of
from sds_core.schemas.published import PRINTED, STORED, WRITTEN

__all__ = ["PublishedSchemas"]


@frozen
class PublishedSchemas:
    """The schemas that one distribution publishes: by name, the class of each.

    Attributes:
        written: what people and hosts write.
        stored: what is kept in a register or a file.
        printed: what commands print.
        commands: for each command, such as “profile show”, the name of the schema of what it
            prints with `--json`; a command that fails prints “error-1”.
        load: returns a published schema by name, for fields that embed one.
        unions: the unions of records; see `schema_of`.
    """

    written: Mapping[str, type] = field(factory=dict)
    stored: Mapping[str, type] = field(factory=dict)
    printed: Mapping[str, type] = field(factory=dict)
    commands: Mapping[str, str] = field(factory=dict)
    load: Callable[[str], Any] = no_files
    unions: Mapping[Any, Tag] = field(factory=lambda: UNIONS)

    @property
    def by_use(self) -> dict[str, Mapping[str, type]]:
        """The schemas of each use; the use is the name of their folder."""
        return {WRITTEN: self.written, STORED: self.stored, PRINTED: self.printed}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all schemas, such as “case-1”."""
        return tuple(name for records in self.by_use.values() for name in records)

    def derive(self, name: str) -> dict[str, object]:
        """Return a schema, derived anew from its class.

        Args:
            name: the schema's name, such as “case-1”.

        Raises:
            KeyError: there is none of that name.
        """
        record = {**self.written, **self.stored, **self.printed}[name]
        schema_id = f"urn:sds-core:schema:{name}"
        return schema_of(record, schema_id=schema_id, load=self.load, unions=self.unions)

    def write(self, folder: Path) -> None:
        """Write every schema into the folder of its use.

        Args:
            folder: the folder that holds the three.
        """
        for use, records in self.by_use.items():
            for name in records:
                (folder / use).mkdir(parents=True, exist_ok=True)
                text = json.dumps(self.derive(name), indent=2, ensure_ascii=False)
                (folder / use / f"{name}.json").write_text(text + "\n", encoding="utf-8")
