"""The 120 reps of the demo centre and their approved time off."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from data import centre
from wfm.domain.people import Rep, Stage, WorkMode
from wfm.domain.time import DAY

T = TypeVar("T")

COUNT = 120


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

CONTRACTS = ("full-time",) * 79 + ("four-tens",) * 13 + ("part-time",) * 20 + ("weekender",) * 8
MODES = (WorkMode.ONSITE,) * 62 + (WorkMode.HYBRID,) * 30 + (WorkMode.REMOTE,) * 28
BILINGUAL, CHAT, EMAIL, OUTBOUND = 40, 38, 32, 22
NESTING, TRAINING = 8, 4


@dataclass(frozen=True, slots=True)
class Leave:
    """Approved time off of one rep: naive local times, half-open."""

    rep: str
    start: datetime
    end: datetime
    reason: str


def reps(seed: int) -> list[Rep]:
    """Everyone, by id."""
    rng = random.Random(seed)
    names = _names(rng)
    contracts, modes = _shuffled(rng, CONTRACTS), _shuffled(rng, MODES)
    bilingual, chat, email, outbound = (
        set(rng.sample(range(COUNT), count)) for count in (BILINGUAL, CHAT, EMAIL, OUTBOUND)
    )
    newest = _shuffled(rng, range(COUNT))[: NESTING + TRAINING]
    people = []
    for index in range(COUNT):
        stage = _stage(index, newest)
        wanted = [
            skill
            for skill, group in (("chat-en", chat), ("email-en", email), ("outbound-en", outbound))
            if index in group and stage is Stage.LIVE
        ]
        skills = _skills(rng, index in bilingual, wanted, stage)
        people.append(_rep(rng, index, names[index], contracts[index], modes[index], skills, index in bilingual, stage))
    return people


def _names(rng: random.Random) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < COUNT:
        names[f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}"] = None
    return list(names)


def _shuffled(rng: random.Random, values: Iterable[T]) -> list[T]:
    result = list(values)
    rng.shuffle(result)
    return result


def _stage(index: int, newest: list[int]) -> Stage:
    if index not in newest:
        return Stage.LIVE
    return Stage.NESTING if newest.index(index) < NESTING else Stage.TRAINING


def _skills(rng: random.Random, bilingual: bool, extra: list[str], stage: Stage) -> dict[str, float]:
    """Speeds by skill: one in nesting does 60 % of the work; a second channel is a little slower for some."""
    speed = 0.6 if stage is Stage.NESTING else 1.0
    skills = {"voice-en": speed}
    if bilingual:
        skills["voice-es"] = speed
    for skill in extra:
        skills[skill] = rng.choice((1.0, 1.0, 0.9))
    return skills


def _rep(
    rng: random.Random,
    index: int,
    name: str,
    contract: str,
    mode: WorkMode,
    skills: dict[str, float],
    bilingual: bool,
    stage: Stage,
) -> Rep:
    site = None if mode is WorkMode.REMOTE else rng.choices(("harbor", "pine"), (58, 42))[0]
    hired = _hired(rng, stage)
    years = (centre.LAST_DAY - hired).days / 365.25
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
        stage=stage,
        performance=round(rng.uniform(62, 98), 1) if stage is Stage.LIVE else None,
        available=_available(rng, contract),
        preferred_start=rng.choice((None, 420, 480, 540, 600, 720)) if contract == "full-time" else None,
        email=f"{name.lower().replace(' ', '.')}@harborandpine.example",
    )


def _hired(rng: random.Random, stage: Stage) -> date:
    if stage is Stage.TRAINING:
        return date(2026, 11, 2)
    if stage is Stage.NESTING:
        return date(2026, 9, 28)
    return date(2026, 8, 31) - timedelta(days=7 * int(rng.expovariate(1 / 170)))


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


def time_off(seed: int, people: list[Rep]) -> list[Leave]:
    """Approved leave in the four weeks after the history: single days for some, a few whole weeks."""
    rng = random.Random(seed + 1)
    monday = datetime.combine(centre.LAST_DAY + timedelta(days=1), datetime.min.time())
    leave = []
    for rep in rng.sample(people, 16):
        first = monday + timedelta(days=rng.randrange(26))
        leave.append(Leave(rep.id, first, first + timedelta(days=1), rng.choice(("day off", "appointment"))))
    taken = {entry.rep for entry in leave}
    for week, rep in enumerate(rng.sample([p for p in people if p.id not in taken], 4)):
        first = monday + timedelta(weeks=week)
        leave.append(Leave(rep.id, first, first + timedelta(days=7), "vacation"))
    return sorted(leave, key=lambda entry: (entry.start, entry.rep))
