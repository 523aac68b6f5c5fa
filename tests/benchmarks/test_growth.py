"""How cost grows: reading by bytes, traces by clauses, acts by what has come since."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from time import process_time

import pytest

from sds_core.errors import InputError
from sds_core.formats.strict_json import MAX_BYTES, parse_json
from sds_core.schemas.published import load_example
from sds_core.site import Site
from sds_register.acts.plan_acts import Actor, Outcome, SignOff, Statement
from sds_register.register import Register
from sds_register.workflow.waiting_list import waiting

RATIOS: list[str] = []
ON = date(2026, 10, 1)


def spent(action):
    start = process_time()
    action()
    return process_time() - start


def test_strict_reading_grows_with_the_bytes():
    for name, part in (("escaped quotes", b'\\"'), ("plain text", b"a"), ("escapes", b"\\u0041")):
        taken = []
        for size in (MAX_BYTES // 4, MAX_BYTES // 2, MAX_BYTES - 100):
            texts = b",".join([b'"' + part * (15_000 // len(part)) + b'"'] * (size // 15_010))
            taken.append(spent(lambda texts=texts: parse_json(b"[" + texts + b"]")))
        one, two, four = taken
        RATIOS.append(
            f"strict reading, {name}: 1× {one * 1e3:.1f} ms, 2× {two / one:.1f}, 4× {four / one:.1f}"
        )


def test_a_refusal_costs_little_more_than_reading():
    site = Site.load("independent-broker@1.0")
    document = load_example("case-ben")
    document["communication"] = ["x" * 19_900] * 50
    valid = json.dumps(document).encode()
    reading = spent(lambda: site.read_case(valid))

    def refuse(data):
        with pytest.raises(InputError):
            site.read_case(data)

    for name, data in (
        ("cut off", valid[:-2]),
        ("a float at the end", valid[:-1] + b',"x":1.5}'),
        ("escaped quotes", b'{"a":"' + b'\\"' * 500_000 + b'"}'),
        ("brackets", b"[" * len(valid)),
    ):
        ratio = spent(lambda data=data: refuse(data)) / reading
        RATIOS.append(f"refusing {len(data):,} bytes, {name}: {ratio:.1f}× reading (target 5×)")


@pytest.mark.parametrize("many", [20, 200])
def test_acts_do_not_grow_with_the_register(tmp_path, many):
    register = Register.open(f"{tmp_path}/r.db", clock=lambda: datetime(2027, 1, 1, 12, tzinfo=UTC))
    site = Site.load("independent-broker@1.0")

    def plan(number):
        document = load_example("case-ben")
        document["id"] = f"EX-{number}"
        for party in document["parties"]:
            if party["id"] in ("p", "broker"):
                party["council_id"] = f"C-{party['id']}-{number}"
        return register.record(site, site.read_case(json.dumps(document).encode()), ON).plan

    def decide(entry, number, **more):
        who = Actor(f"a{number % 50}", f"P-{1000 + number % 50}", "Hana Head", "head_of_service")
        act = SignOff(date(2026, 10, 5), who, entry, Outcome.ACCEPT, ("all",), "Needed.", **more)
        return register.sign_off(site, act)

    for number in range(many):
        decide(plan(number), number, no_statement="Asked.")
    statements, signs = [], []
    clerk = Actor("c", "P-1", "Cleo Clerk", "clerk")
    for number in range(many, many + 8):
        entry = plan(number)
        start = process_time()
        said = register.sign_off(site, Statement(date(2026, 10, 5), clerk, entry, "Words."))
        statements.append(process_time() - start)
        start = process_time()
        decide(said.entry, number, answer="Yes.")
        signs.append(process_time() - start)
    listed = spent(lambda: waiting(register, date(2027, 1, 9)))
    RATIOS.append(
        f"register of {register.store.count():,}: statement {min(statements) * 1e3:.1f} ms, sign-off "
        f"{min(signs) * 1e3:.1f} ms, waiting {listed * 1e3:.1f} ms"
    )
    register.close()
