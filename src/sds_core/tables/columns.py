"""Tables over whole columns of cases at once, with NumPy: the same rows as the row path finds.

Each input's values become the numbers of the pieces that its line is cut into; together they index
a grid that holds the row of every combination. Columns hold what positions are: numbers, pence,
days (ordinals), places in a closed list, 0 for no and 1 for yes.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from sds_core.errors import TableError
from sds_core.model.money import Money, Rate
from sds_core.tables.rows import HitPolicy
from sds_core.tables.table import Table, slices

__all__ = ["MAX_GRID", "NO_ROW", "ColumnTable", "places"]

MAX_GRID = 4_000_000
MAX_DIRECT = 65_536
NO_ROW = -1

Column = NDArray[np.int64]


def places(table: Table, index: int, values: Sequence[str]) -> Column:
    """Return the places in an input's closed list of values as written.

    Args:
        table: the table.
        index: which input.
        values: texts of the closed list; any other text gets −1, which no row matches.
    """
    known = table.inputs[index].domain.places
    return np.fromiter((known.get(value, -1) for value in values), np.int64, len(values))


@frozen(eq=False)
class ColumnTable:
    """A decision table that looks up whole NumPy columns at once.

    Attributes:
        table: the table.

    Raises:
        TableError: the table collects rows, or has more combinations than a grid may hold.
    """

    table: Table
    _steps: tuple[Column, ...] = field(init=False, repr=False)
    _strides: tuple[int, ...] = field(init=False, repr=False)
    _direct: tuple[Column | None, ...] = field(init=False, repr=False)
    _far: int = field(init=False, repr=False)
    _grid: Column = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        table = self.table
        if table.hit_policy is HitPolicy.COLLECT:
            raise TableError(f"table {table.rule} collects rows; columns hold one row a case")
        shape = [len(starts) for starts, _ in table.pieces]
        if prod(shape) > MAX_GRID:
            raise TableError(
                f"table {table.rule} has {prod(shape):,} combinations; columns take {MAX_GRID:,}"
            )
        grid = np.full(shape, NO_ROW, np.int64)
        index = [
            {low: i for i, (low, _) in enumerate(slices(starts, item.domain.high))}
            for item, (starts, _) in zip(table.inputs, table.pieces, strict=True)
        ]
        # Later rows first, so that where rows overlap the earlier one is written over them.
        for number in range(len(table.rows) - 1, -1, -1):
            pieces = []
            for d, ranges in enumerate(table.rows[number].ranges):
                chosen: list[int] = []
                for low, high in ranges:
                    end = index[d].get(high + 1, shape[d])
                    chosen += range(index[d][low], end)
                pieces.append(np.asarray(chosen))
            grid[np.ix_(*pieces)] = number
        strides = [prod(shape[d + 1 :]) for d in range(len(shape))]
        # Far enough below zero that no sum with it reaches a cell of the grid.
        far = -prod(shape) * (len(shape) + 1)
        steps: list[Column] = []
        direct: list[Column | None] = []
        for item, (starts, _), stride in zip(table.inputs, table.pieces, strides, strict=True):
            steps.append(np.asarray(starts, np.int64))
            width = item.domain.high - item.domain.low + 1
            if width <= MAX_DIRECT:
                positions = np.arange(item.domain.low, item.domain.high + 1)
                part = (np.searchsorted(steps[-1], positions, side="right") - 1) * stride
                direct.append(np.concatenate([[far], part, [far]]))
            else:
                direct.append(None)
        object.__setattr__(self, "_steps", tuple(steps))
        object.__setattr__(self, "_strides", tuple(strides))
        object.__setattr__(self, "_direct", tuple(direct))
        object.__setattr__(self, "_far", far)
        # The first element stands for “no row”; every sum below the grid is clipped to it.
        flat = np.concatenate([[NO_ROW], grid.ravel()])
        object.__setattr__(self, "_grid", flat)

    def _part(self, d: int, column: Column) -> Column:
        """Return what an input adds to the place in the grid, case by case."""
        domain, direct = self.table.inputs[d].domain, self._direct[d]
        if direct is not None:
            return direct.take(column - (domain.low - 1), mode="clip")
        part = (np.searchsorted(self._steps[d], column, side="right") - 1) * self._strides[d]
        part[(column < domain.low) | (column > domain.high)] = self._far
        return part

    def rows(self, *columns: Column | int) -> Column:
        """Return the number of the row for each case; −1 where there is none.

        There is none where a value is outside its input's values, and in unpublished parts.

        Args:
            columns: positions, one column for each input in order, all of one length; a single
                position counts for every case.
        """
        table = self.table
        sizes = {len(c) for c in columns if not isinstance(c, int)}
        if len(columns) != len(table.inputs) or len(sizes) != 1:
            raise ValueError(f"table {table.rule} takes {len(table.inputs)} columns of one length")
        fixed = 1
        varying: list[tuple[int, Column]] = []
        for d, column in enumerate(columns):
            if isinstance(column, int):
                fixed += int(self._part(d, np.asarray([column]))[0])
            else:
                varying.append((d, column))
        if len(varying) == 1:
            d, column = varying[0]
            direct = self._direct[d]
            if direct is not None:  # the grid, narrowed to the one input that varies
                narrow = self._grid.take(direct + fixed, mode="clip")
                return narrow.take(column - (table.inputs[d].domain.low - 1), mode="clip")
        cell: Column = self._part(*varying[0])
        cell += fixed
        for d, column in varying[1:]:
            cell += self._part(d, column)
        return self._grid.take(cell, mode="clip")

    def output(self, name: str) -> Column:
        """Return what each row gives, as whole numbers, to be indexed by row numbers.

        Money is in pence, rates in millionths of a pound, yes is 1 and no 0. A last element of 0
        stands for “no row”, so that −1 indexes it; look at the row numbers to tell it from a sum.

        Raises:
            ValueError: the output is text.
        """
        values = []
        for row in self.table.rows:
            value = row.values[name]
            if isinstance(value, Money):
                value = value.pence
            elif isinstance(value, Rate):
                value = value.micropounds
            if not isinstance(value, int):
                raise ValueError(f"output {name} of table {self.table.rule} is not a number")
            values.append(int(value))
        return np.asarray([*values, 0], np.int64)
