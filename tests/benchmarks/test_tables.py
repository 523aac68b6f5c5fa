"""What a look-up in a table costs beside a hand-written one."""

from __future__ import annotations

from bisect import bisect_right

from sds_core.site import Site


def test_one_look_up(benchmark):
    site = Site.load("norfolk-primary-example@1.0")
    (table,) = [t for t in site.profile.tables.values() if t.id == "norfolk-primary"]
    starts = [0, 70, 116, 131, 146, 161, 171]
    sums = [0, 50000, 100000, 150000, 280000, 400000, 600000]
    assert table.find(150).values["amount"].pence == sums[bisect_right(starts, 150) - 1]
    benchmark(table.find, 150)
