"""The schemas that the register publishes."""

from __future__ import annotations

from sds_core.schemas.published import SchemaFolder

__all__ = ["REGISTER_SCHEMAS"]

REGISTER_SCHEMAS = SchemaFolder("sds_register")
