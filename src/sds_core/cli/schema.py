"""`sds schema`: the published JSON Schemas, and those of installed plugins."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click
from attrs import frozen

from sds_core.cli.common.output import columns, emit, json_option
from sds_core.cli.health import schema_folders
from sds_core.errors import Fault, InputError, nearest
from sds_core.plugins.discovery import discover
from sds_core.plugins.manifest import extension_schema, settings_schema
from sds_core.schemas.published import WRITTEN

__all__ = ["SchemaItem", "SchemaList", "command"]


@frozen
class SchemaItem:
    """A schema that can be printed.

    Attributes:
        name: its name for `sds schema`.
        title: what it describes.
        use: “written” (people and hosts write it), “stored” (it is kept in a register or a file)
            or “printed” (a command prints it).
    """

    name: str
    title: str
    use: str


@frozen
class SchemaList:
    """The schemas that can be printed.

    Attributes:
        schemas: the schemas.
    """

    schemas: tuple[SchemaItem, ...]


def _published(name: str) -> Mapping[str, object]:
    """Return a published schema, whichever distribution publishes it.

    Raises:
        InputError: none does.
    """
    folders = schema_folders()
    for folder in folders:
        if name in folder.names:
            return folder.load(name)
    names = [known for folder in folders for known in folder.names]
    fault = Fault("schema name", repr(name), f"one of {', '.join(names)}", nearest(name, names))
    raise InputError("no such schema", [fault])


@click.command(epilog="Example: sds schema case-2; sds schema settings:ras-points")
@click.argument("name", required=False)
@json_option
def command(name: str | None, as_json: bool) -> None:
    """Print the JSON Schema NAME; without a name, list them.

    “settings:PLUGIN” is the schema of a plugin's settings, “extension:PLUGIN” that of its data in a
    case.
    """
    found = {p.id: p.manifest for p in discover().values() if p.manifest}
    if name is None:
        items = [
            SchemaItem(n, folder.words(n), use)
            for folder in schema_folders()
            for n, use in folder.uses.items()
        ]
        items += [SchemaItem(f"settings:{p}", f"Settings of {p}", WRITTEN) for p in found]
        items += [
            SchemaItem(f"extension:{p}", f"Data of {p} in a case", WRITTEN)
            for p, manifest in found.items()
            if manifest.extension
        ]
        listed = SchemaList(tuple(items))
        emit(listed, lambda: columns([(i.name, i.use, i.title) for i in items]), as_json)
        return
    kind, _, plugin = name.partition(":")
    if kind in ("settings", "extension") and plugin:
        manifest = found.get(plugin)
        schema = None
        if manifest is not None:
            schema = settings_schema(manifest) if kind == "settings" else extension_schema(manifest)
        if schema is None:
            fault = Fault(
                name, f"the plugin {plugin!r}", "an installed one", nearest(plugin, found)
            )
            raise InputError(f"there is no schema {name}", [fault])
    else:
        schema = dict(_published(name))
    # A schema is JSON already, asked for with --json or without.
    click.echo(json.dumps(schema, indent=2, ensure_ascii=False))
