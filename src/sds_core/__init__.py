"""sds-core: explained decisions on self-directed support, from swappable regulatory models."""

__all__ = ["__version__"]

__version__ = "0.1.0"
