"""The reps of the demo centre in the order in which it hires them, and their leave.

They come in blocks whose mix is alike, so that a team of any size, as large as its work, has the skills it needs.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import product
from typing import TypeVar

from data import centre
from data.dates import DemoDates
from wfm.domain.people import Rep, TrainingClass, WorkMode
from wfm.domain.time import DAY

Value = TypeVar("Value")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words(
    "Ada Amir Ana Andre Anika Arturo Aisha Ben Beatriz Bruno Camila Carl Carmen Chloe Cleo Dan Dana Diego Dina Eduardo "
    "Elena Eli Emma Erin Esteban Eva Farah Felix Flor Frank Gabi Gail Gus Hana Hector Holly Ian Ines Iris Ivan Jack "
    "Jada Javier Jen Joel Jose Joy Juan Kai Kate Keisha Kim Lara Leo Lila Lina Luis Lupe Maia Marc Maria Marta Mia "
    "Miguel Mina Nadia Nate Nico Nina Noa Nora Omar Otto Owen Pablo Paige Pete Pilar Priya Quinn Rae Raul Ravi Rosa "
    "Ruth Sam Sara Saul Selma Sofia Tariq Tess Theo Tom Uma Vera Vic Wen Will Yara Yusuf Zoe"
)
LAST_NAMES = _words(
    "Abbott Acosta Alvarez Baker Banks Barrera Bell Bishop Boone Burke Cabrera Campos Carter Castillo Chen Clarke Cole "
    "Cruz Dalton Davis Delgado Dixon Doyle Duarte Ellis Estrada Fields Flores Foster Fuentes Garcia Gibson Gomez Grant "
    "Gray Guerra Hale Hayes Herrera Hill Howard Hughes Ibarra Jensen Jones Juarez Kaur Keller Kim Lambert Lane Lara Lee "
    "Lopez Lyons Marsh Mason Medina Mendez Miller Mora Morris Navarro Nguyen Nolan Novak Ochoa Olsen Ortiz Owens Page "
    "Palmer Park Patel Perez Porter Price Quinn Ramos Reed Reyes Rios Rivera Robles Rojas Ross Ruiz Salas Shaw Silva "
    "Singh Soto Stone Suarez Torres Vance Vargas Vega Walsh Webb West Wood Young Zamora"
)

BLOCK = 30
"""Reps who are hired together."""

MOST = 8 * BLOCK
"""Most reps there are to hire."""

CONTRACTS = ("full-time",) * 20 + ("four-tens",) * 3 + ("part-time",) * 5 + ("weekender",) * 2
MODES = (WorkMode.ONSITE,) * 15 + (WorkMode.HYBRID,) * 8 + (WorkMode.REMOTE,) * 7
BILINGUAL, CHAT, EMAIL, OUTBOUND = 10, 10, 8, 6
NEWEST = ("training",) * 2 + ("nesting",) * 2 + ("",) * (BLOCK - 4)
"""Of every block two are in training and two in nesting, each in their class."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Approved leave of one rep: naive local times, half-open."""

    rep: str
    start: datetime
    end: datetime
    kind: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Recruit:
    """Somebody to hire, with the leave that they take in the planned weeks."""

    rep: Rep
    leave: tuple[Leave, ...]


def classes(dates: DemoDates) -> dict[str, TrainingClass]:
    """One class in training today, which takes its first contacts next Monday; one in nesting for two more weeks."""
    next_monday, ramp = dates.monday + timedelta(days=7), ((0, 0.6), (2, 0.8), (4, 1.0))
    both = {
        "training": (next_monday - timedelta(weeks=5), next_monday),
        "nesting": (next_monday - timedelta(weeks=8), next_monday - timedelta(weeks=3)),
    }
    return {
        stage: TrainingClass(f"{starts:%Y-%m}-{stage}", f"Class of {starts:%B %Y}", starts, graduates, ramp)
        for stage, (starts, graduates) in both.items()
    }


def recruits(seed: int, dates: DemoDates) -> list[Recruit]:
    """Everyone there is to hire, in order."""
    pairs = list(product(FIRST_NAMES, LAST_NAMES))
    names = [f"{first} {last}" for first, last in random.Random(seed).sample(pairs, MOST)]
    return [
        recruit
        for block in range(MOST // BLOCK)
        for recruit in _block(random.Random(f"{seed} {block}"), block, names[block * BLOCK :], dates)
    ]


def _block(rng: random.Random, block: int, names: list[str], dates: DemoDates) -> list[Recruit]:
    """The people of one block and their leave."""
    contracts, modes, newest = _shuffled(rng, CONTRACTS), _shuffled(rng, MODES), _shuffled(rng, NEWEST)
    bilingual, chat, email, outbound = (
        set(rng.sample(range(BLOCK), count)) for count in (BILINGUAL, CHAT, EMAIL, OUTBOUND)
    )
    courses = classes(dates)
    people = []
    for n in range(BLOCK):
        channels = [("chat-en", chat), ("email-en", email), ("outbound-en", outbound)]
        wanted = [skill for skill, group in channels if n in group and not newest[n]]
        skills = {"voice-en": 1.0} | ({"voice-es": 1.0} if n in bilingual else {})
        skills |= {skill: rng.choice((1.0, 1.0, 0.9)) for skill in wanted}
        index = block * BLOCK + n
        people.append(_rep(rng, index, names[n], contracts[n], modes[n], skills, courses.get(newest[n]), dates))
    taken = _leave(rng, block, [rep for rep in people if rep.training is None], dates)
    return [Recruit(rep, tuple(entry for entry in taken if entry.rep == rep.id)) for rep in people]


def _shuffled(rng: random.Random, values: Iterable[Value]) -> list[Value]:
    result = list(values)
    rng.shuffle(result)
    return result


def _rep(
    rng: random.Random,
    index: int,
    name: str,
    contract: str,
    mode: WorkMode,
    skills: dict[str, float],
    course: TrainingClass | None,
    dates: DemoDates,
) -> Rep:
    bilingual = "voice-es" in skills
    site = None if mode is WorkMode.REMOTE else rng.choices(("harbor", "pine"), (58, 42))[0]
    weeks = 12 + int(rng.expovariate(1 / 170))
    hired = dates.monday - timedelta(weeks=weeks) if course is None else course.starts
    years = (dates.monday - hired).days / 365.25
    wage = 15.5 + min(years, 10) * 0.45 + 0.75 * bilingual + 0.25 * len(skills) + rng.choice((0.0, 0.25, 0.5))
    return Rep(
        id=f"R{index + 1:03d}",
        name=name,
        contract=contract,
        skills=skills,
        languages=("en", "es") if bilingual else ("en",),
        work_mode=mode,
        site=site,
        office_days=(2, 3) if mode is WorkMode.HYBRID else None,
        hired=hired,
        wage_per_hour=round(wage * 4) / 4,
        home_workspace_approved=mode is not WorkMode.ONSITE or rng.random() < 0.2,
        performance=round(rng.uniform(62, 98), 1) if course is None else None,
        available=_available(rng, contract),
        preferred_start=rng.choice((None, 420, 480, 540, 600, 720)) if contract == "full-time" else None,
        email=f"{name.lower().replace(' ', '.')}@harborandpine.example",
        team=centre.TEAMS[index % len(centre.TEAMS)].id,
        training=course,
    )


def _available(rng: random.Random, contract: str) -> tuple[tuple[int, int], ...] | None:
    """Weekly windows: most can work at any opening hour; students come after class, some parents leave at six."""
    days: tuple[int, ...]
    if contract == "weekender":
        days, low, high = (4, 5, 6, 0), centre.OPENS, centre.CLOSES
    elif contract == "part-time":
        days, low, high = (0, 1, 2, 3, 4, 5, 6), rng.choice((420, 420, 780)), centre.CLOSES
    elif contract == "full-time" and rng.random() < 0.12:
        days, low, high = (0, 1, 2, 3, 4, 5), centre.OPENS, 18 * 60
    else:
        return None
    return tuple(sorted((day * DAY + low, day * DAY + high) for day in days))


def _leave(rng: random.Random, block: int, people: list[Rep], dates: DemoDates) -> list[Leave]:
    """Leave of several kinds: whole weeks of vacation, a day or two, a part of one, and somebody who is sick today."""
    who, monday, day = rng.sample(people, 7), dates.monday, timedelta(days=1)
    sick_from = max(monday, dates.today - timedelta(days=block % 3))
    first, third = monday + timedelta(weeks=block % 2), dates.draft + timedelta(weeks=block % 2)
    unpaid, jury = (monday + timedelta(days=7 * week + block % 3) for week in (block % 2, 1))
    afternoon = monday + timedelta(days=8 + block % 3)
    dentist = datetime.combine(afternoon, time(13)), datetime.combine(afternoon, time(17))
    return [
        _days(who[0], first, 7, "vacation", "Camping with the family"),
        _days(who[1], third, 7, "vacation"),
        Leave(who[2].id, _midnight(sick_from), _midnight(dates.today + day), "sick", "Called in sick"),
        _days(who[3], unpaid, 1, "unpaid"),
        Leave(who[4].id, *dentist, "personal", "Dentist"),
        _days(who[5], jury, 2, ("jury", "bereavement")[block % 2]),
        _days(who[6], dates.draft + timedelta(days=3 + block), 1, "personal"),
    ]


def _days(rep: Rep, first: date, count: int, kind: str, reason: str = "") -> Leave:
    return Leave(rep.id, _midnight(first), _midnight(first + timedelta(days=count)), kind, reason)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
