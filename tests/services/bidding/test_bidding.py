"""Bid rounds on a real database: from a draft's lines to the winners' published shifts."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.services.small_centre import (
    MANAGER,
    MONDAY,
    NOW,
    PLANNER,
    ZONE,
    add_schedule,
    as_rep,
    fill,
    give_leave,
    published,
    rep,
    shift,
    week,
)
from wfm.domain.accounts import Principal, Role
from wfm.domain.errors import AccessError, ConflictError, InputError, NotFoundError, RefusedError
from wfm.domain.exchange.bids import RoundState, ShiftLine
from wfm.domain.exchange.schedule import ScheduleStatus
from wfm.domain.people.reps import Stage, WorkMode
from wfm.domain.time import to_utc
from wfm.services.bidding import bid_rounds as bids

CLOSES = NOW + timedelta(days=2)
AFTER = CLOSES + timedelta(hours=1)


@pytest.fixture
def db(sqlite_database):
    return sqlite_database


def hired(year: int) -> date:
    return date(year, 3, 1)


def trio(db) -> int:
    """Three reps with lines at 07:00, 09:00 and 12:00 (numbers 1, 2, 3); ana is the most senior, cy the least."""
    fill(db, [rep("ana", hired=hired(2010)), rep("bo", hired=hired(2015)), rep("cy", hired=hired(2020))])
    return add_schedule(db, [*week("cy", 420), *week("ana", 540), *week("bo", 720)])


def opened(db, schedule: int, **options):
    return bids.open_round(db, PLANNER, schedule, "June", NOW, CLOSES, 7, now=NOW, **options)


def by_number(db, round_id: int) -> dict[int, int]:
    return {line.number: line.id for line in bids.lines(db, PLANNER, round_id, now=NOW)}


def rank(db, who: str, round_id: int, *numbers: int, now=NOW):
    ids = by_number(db, round_id)
    return bids.rank_lines(db, as_rep(who), round_id, [ids[n] for n in numbers], now=now)


def ranked(db, who: str, round_id: int) -> tuple[int, ...]:
    """The line ids a rep has ranked, first choice first."""
    with db.read() as uow:
        return uow.rounds.bids_of(round_id, who)


def eligible(db, who: str, round_id: int) -> tuple[ShiftLine, ...]:
    """The lines that a rep may rank."""
    return tuple(c.line for c in bids.line_choices(db, as_rep(who), round_id, now=NOW) if not c.faults)


def award(db, round_id: int) -> dict[str, tuple[int | None, str]]:
    """Award and tell each rep's line number and reason."""
    numbers = {id: number for number, id in by_number(db, round_id).items()}
    awards = bids.award_round(db, PLANNER, round_id, now=AFTER)
    return {a.rep: (numbers.get(a.line), a.reason) for a in awards}


def shifts_by_rep(db, schedule: int) -> dict[str, set[int]]:
    with db.read() as uow:
        found: dict[str, set[int]] = {}
        for p in uow.schedules.get(schedule).shifts:
            found.setdefault(p.shift.agent, set()).add(p.shift.start_of_day)
        return found


def test_a_round_from_opening_to_publication(db):
    """Lines are anonymous; seniority decides; everyone is told why; the winners own the published shifts."""
    schedule = trio(db)
    round = opened(db, schedule)
    assert round.state is RoundState.OPEN
    lines = bids.lines(db, as_rep("bo"), round.id, now=NOW)
    assert [(line.number, line.shifts[0].start_of_day) for line in lines] == [(1, 420), (2, 540), (3, 720)]
    assert {s.agent for line in lines for s in line.shifts} == {""}
    rank(db, "cy", round.id, 2, 1)
    rank(db, "bo", round.id, 2, 3)
    rank(db, "ana", round.id, 2)
    assert award(db, round.id) == {
        "ana": (2, "You got line 2, your 1st choice."),
        "bo": (
            3,
            "You got line 3, your 2nd choice. "
            "Line 2 (your 1st choice) went to someone with more seniority (hired before you).",
        ),
        "cy": (
            1,
            "You got line 1, your 2nd choice. "
            "Line 2 (your 1st choice) went to someone with more seniority (hired before you).",
        ),
    }
    record = bids.publish_round(db, PLANNER, round.id, now=AFTER)
    assert record.status is ScheduleStatus.PUBLISHED
    assert shifts_by_rep(db, schedule) == {"ana": {540}, "bo": {720}, "cy": {420}}
    with db.read() as uow:
        assert uow.rounds.get(round.id).state is RoundState.PUBLISHED
        told = [(e.who, e.action) for e in reversed(uow.audit.list(entity="bid round"))]
    assert told[0] == ("pat", "open")
    assert told[-2:] == [("pat", "award"), ("pat", "publish")]
    assert ("ana@example", "rank") in told


def test_shifts_change_owners_as_awarded(db):
    """The junior rep's draft shifts go to the senior one who wanted them, each shift once."""
    schedule = trio(db)
    round = opened(db, schedule)
    rank(db, "ana", round.id, 1)
    rank(db, "bo", round.id, 2)
    award(db, round.id)
    bids.publish_round(db, PLANNER, round.id, now=AFTER)
    assert shifts_by_rep(db, schedule) == {"ana": {420}, "bo": {540}, "cy": {720}}


def test_who_did_not_bid_gets_a_line_near_the_preferred_start_and_is_told(db):
    """Two reps without bids: the lines left are shared so that the starts suit best in total."""
    fill(
        db,
        [
            rep("ana", hired=hired(2010), preferred_start=720),
            rep("bo", hired=hired(2015), preferred_start=420),
            rep("cy", hired=hired(2020)),
        ],
    )
    round = opened(db, add_schedule(db, [*week("cy", 420), *week("ana", 540), *week("bo", 720)]))
    rank(db, "cy", round.id, 2)
    got = award(db, round.id)
    assert {name: line for name, (line, _) in got.items()} == {"ana": 3, "bo": 1, "cy": 2}
    assert got["bo"][1] == "You ranked no lines, so you were given line 1, one of those left that you may work."


def test_bids_are_taken_from_the_opening_to_the_closing_minute_by_the_server_s_clock(db):
    """Before it opens and from the closing instant on, the sentence names the time in the centre's zone."""
    schedule = trio(db)
    opens = NOW + timedelta(hours=2)
    round = bids.open_round(db, PLANNER, schedule, "June", opens, CLOSES, 7, now=NOW)
    assert round.state is RoundState.DRAFT
    with pytest.raises(RefusedError, match=r"bidding on it opens on Wed 20 May 2026 10:00 \(America/New_York\)"):
        rank(db, "bo", round.id, 1, now=opens - timedelta(seconds=1))
    with pytest.raises(RefusedError, match="opens on"):
        bids.lines(db, as_rep("bo"), round.id, now=NOW)
    assert bids.rounds(db, as_rep("bo"), now=NOW) == ()
    assert len(bids.lines(db, PLANNER, round.id, now=NOW)) == 3
    rank(db, "bo", round.id, 1, now=opens)
    rank(db, "bo", round.id, 2, 1, now=CLOSES - timedelta(seconds=1))
    with pytest.raises(RefusedError, match=r"bidding closed on Fri 22 May 2026 08:00 \(America/New_York\)"):
        rank(db, "bo", round.id, 3, now=CLOSES)
    ids = by_number(db, round.id)
    assert ranked(db, "bo", round.id) == (ids[2], ids[1])
    (summary,) = bids.rounds(db, as_rep("bo"), now=CLOSES)
    assert (summary.round.state, summary.lines, summary.bidders) == (RoundState.CLOSED, 3, 1)


def test_a_planner_may_close_early_and_nobody_bids_after(db):
    """Closing sets the closing time to now."""
    round = opened(db, trio(db))
    early = NOW + timedelta(hours=5)
    assert bids.close_round(db, PLANNER, round.id, now=early).closes_at == early
    with pytest.raises(RefusedError, match=r"closed on Wed 20 May 2026 13:00"):
        rank(db, "bo", round.id, 1, now=early + timedelta(minutes=1))
    with pytest.raises(RefusedError, match="cannot close it: round 'June' is closed"):
        bids.close_round(db, PLANNER, round.id, now=early)
    assert len(bids.award_round(db, PLANNER, round.id, now=early)) == 3


def test_each_step_needs_the_state_before_it(db):
    """Award before the close, twice, publish before the award, twice, override before and after: all refused."""
    round = opened(db, trio(db))
    with pytest.raises(RefusedError, match="cannot award its lines: round 'June' is open"):
        bids.award_round(db, PLANNER, round.id, now=NOW)
    with pytest.raises(RefusedError, match="cannot publish it"):
        bids.publish_round(db, PLANNER, round.id, now=AFTER)
    with pytest.raises(RefusedError, match="cannot override"):
        bids.override_award(db, PLANNER, round.id, "bo", None, "why", now=AFTER)
    award(db, round.id)
    with pytest.raises(RefusedError, match="is processed"):
        bids.award_round(db, PLANNER, round.id, now=AFTER)
    with pytest.raises(RefusedError, match="take a bid"):
        rank(db, "bo", round.id, 1, now=AFTER)
    bids.publish_round(db, PLANNER, round.id, now=AFTER)
    with pytest.raises(RefusedError, match="its lines are published"):
        bids.publish_round(db, PLANNER, round.id, now=AFTER)
    with pytest.raises(RefusedError, match="cannot override"):
        bids.override_award(db, PLANNER, round.id, "bo", None, "why", now=AFTER)


def test_planners_run_rounds_reps_bid(db):
    """Reps and managers may not open, close, award, override or publish; planners have no bids of their own."""
    schedule = trio(db)
    for who in (as_rep("bo"), MANAGER):
        with pytest.raises(AccessError):
            bids.open_round(db, who, schedule, "June", NOW, CLOSES, 7, now=NOW)
    round = opened(db, schedule)
    for who in (as_rep("bo"), MANAGER):
        for call in (
            lambda who=who: bids.close_round(db, who, round.id, now=NOW),
            lambda who=who: bids.award_round(db, who, round.id, now=AFTER),
            lambda who=who: bids.override_award(db, who, round.id, "bo", None, "x", now=AFTER),
            lambda who=who: bids.publish_round(db, who, round.id, now=AFTER),
        ):
            with pytest.raises(AccessError):
                call()
    for call in (bids.line_choices, bids.ranking_advice):
        with pytest.raises(AccessError, match="not a rep"):
            call(db, PLANNER, round.id)
    with pytest.raises(AccessError, match="no longer works here"):
        bids.rank_lines(db, as_rep("ghost"), round.id, [], now=NOW)
    with pytest.raises(NotFoundError):
        bids.lines(db, PLANNER, 99)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"name": " "}, "must have a name"),
        ({"closes_at": NOW}, "must close after it opens and in the future"),
        ({"opens_at": NOW - timedelta(days=9), "closes_at": NOW - timedelta(days=1)}, "in the future"),
        ({"closes_at": to_utc(datetime(2026, 6, 1, 0, 1), ZONE)}, "must close before its schedule begins on Mon 1 Jun"),
        ({"seed": -1}, "seed must be in 0..2147483647, got -1"),
    ],
)
def test_malformed_rounds_are_refused(db, options, message):
    """No name, times in the wrong order or past, closing after the first midnight, a seed out of range."""
    schedule = trio(db)
    values = {"name": "June", "opens_at": NOW, "closes_at": CLOSES, "seed": 1, **options}
    with pytest.raises(InputError, match=message):
        bids.open_round(db, PLANNER, schedule, now=NOW, **values)
    assert bids.rounds(db, PLANNER, now=NOW) == ()


def test_a_round_may_close_on_the_very_midnight_its_schedule_begins(db):
    """The edge that is allowed."""
    schedule = trio(db)
    midnight = to_utc(datetime(2026, 6, 1), ZONE)
    assert bids.open_round(db, PLANNER, schedule, "June", NOW, midnight, 1, now=NOW).closes_at == midnight


def test_rounds_are_over_one_draft_with_shifts(db):
    """A published schedule, an empty one, and a second round over the same draft are refused."""
    first = trio(db)
    opened(db, first)
    with pytest.raises(RefusedError, match="already in round 'June'"):
        opened(db, first)
    with pytest.raises(RefusedError, match="no rep's shifts"):
        opened(db, add_schedule(db, [shift("", 0)]))
    done = add_schedule(db, week("ana"), MONDAY + timedelta(days=14))
    with db.write() as uow:
        uow.schedules.publish(done, 1, NOW)
    with pytest.raises(RefusedError, match="is published; lines are drawn from a draft"):
        opened(db, done)
    with pytest.raises(NotFoundError):
        opened(db, 99)


def test_a_line_asks_contract_skills_and_place(db):
    """Each rep sees what is theirs to rank and why the rest is not: more skills may take less, not the reverse."""
    onsite = {"work_mode": WorkMode.ONSITE, "home_workspace_approved": False, "site": "hq"}
    hybrid = {"work_mode": WorkMode.HYBRID, "site": "hq"}
    fill(
        db,
        [
            rep("mono"),
            rep("duo", skills=("en", "es")),
            rep("part", "other"),
            rep("office", **onsite),
            rep("both", **hybrid),
        ],
        {"hq": 9},
    )
    schedule = add_schedule(
        db,
        [
            *week("mono", 420),
            *week("duo", 480),
            *week("part", 540),
            *week("office", 600, site="hq"),
            *week("both", 660, [0, 1], "hq"),
            *week("both", 660, [2, 3]),
        ],
    )
    round = opened(db, schedule)
    starts = {line.id: line.shifts[0].start_of_day for line in bids.lines(db, PLANNER, round.id, now=NOW)}

    def may(who):
        return {starts[line.id] for line in eligible(db, who, round.id)}

    assert may("mono") == {420}
    assert may("duo") == {420, 480}
    assert may("part") == {540}
    assert may("office") == {600}
    assert may("both") == {420, 600, 660}
    faults = {starts[c.line.id]: c.faults for c in bids.line_choices(db, as_rep("mono"), round.id, now=NOW)}
    assert faults[420] == ()
    assert faults[480] == ("it asks for the skill es",)
    assert faults[540] == ("it is a line of contract other, yours is flex",)
    assert faults[600] == ("it is worked at hq, you work remote",)
    line = next(id for id, start in starts.items() if start == 480)
    with pytest.raises(RefusedError, match=r"line \d is not one you may work: it asks for the skill es"):
        bids.rank_lines(db, as_rep("mono"), round.id, [line], now=NOW)


def test_a_rep_s_own_rules_hold_for_the_line(db):
    """Leave, availability and last week's last shift make a line unfit, with the reason; the others stay fit."""
    fill(db, [rep("ana", available=((0, 6 * 1440 + 1020),)), rep("bo"), rep("cy"), rep("di")])
    published(db, [shift("cy", 6, 1020, 240)], MONDAY - timedelta(days=7))
    schedule = add_schedule(
        db, [*week("ana", 480, [1, 2]), *week("bo", 480, [3]), *week("cy", 420, [0]), *week("di", 1020, [6])]
    )
    give_leave(db, "bo", to_utc(datetime(2026, 6, 3, 12), ZONE), 1)
    round = opened(db, schedule)

    def why(who):
        return {c.line.shifts[0].day: c.faults for c in bids.line_choices(db, as_rep(who), round.id, now=NOW)}

    assert why("bo")[1] == ("time off, Wed 3 Jun: the shift overlaps approved time off",)
    assert why("bo")[3] == why("bo")[0] == why("bo")[6] == ()
    assert [text[:23] for text in why("ana")[6]] == ["availability, Sun 7 Jun"]
    assert why("ana")[3] == ()
    assert why("di")[0] == ()
    # cy worked until 21:00 last Sunday: the scheduler gave them the 07:00 line all the same, so it is theirs still,
    # and for anyone in the same place it would be a fault
    assert why("cy")[0] == ()


def test_last_week_counts_for_a_line_that_was_not_the_rep_s_own(db):
    """21:00 on Sunday to 07:00 on Monday is an hour short of rest; to 08:00 it is enough."""
    fill(db, [rep("bo"), rep("cy"), rep("di")])
    published(db, [shift("cy", 6, 1020, 240)], MONDAY - timedelta(days=7))
    schedule = add_schedule(db, [*week("bo", 420, [0]), *week("di", 480, [0]), *week("cy", 480, [3])])
    round = opened(db, schedule)
    choices = {
        (c.line.shifts[0].day, c.line.shifts[0].start_of_day): c.faults
        for c in bids.line_choices(db, as_rep("cy"), round.id, now=NOW)
    }
    assert choices[0, 420] == ("rest, Mon 1 Jun: 10 h of rest before the shift at 07:00, need 11 h",)
    assert choices[0, 480] == ()


def test_the_award_tells_how_far_it_is(db):
    """Shares that grow to 1, one for each rep who has chosen."""
    round = opened(db, trio(db))
    told = []
    bids.award_round(db, PLANNER, round.id, now=AFTER, on_progress=lambda share, words: told.append((share, words)))
    assert [share for share, _ in told] == [1 / 3, 2 / 3, 1.0]
    assert {words for _, words in told} == {"awarding lines"}


def test_trainees_take_no_part(db):
    """A rep in training is given nothing and told so when they look."""
    fill(db, [rep("ana"), rep("new", stage=Stage.TRAINING)])
    round = opened(db, add_schedule(db, week("ana")))
    assert eligible(db, "new", round.id) == ()
    assert bids.ranking_advice(db, as_rep("new"), round.id, now=NOW).sentence.startswith("no line of this round")
    assert set(award(db, round.id)) == {"ana"}


def test_leave_granted_after_the_bid_is_told_at_the_award(db):
    """The choice breaks a rule by then; the reason names it; nothing is said to the others."""
    round = opened(db, trio(db))
    rank(db, "bo", round.id, 1, 3)
    give_leave(db, "bo", to_utc(datetime(2026, 6, 2, 8), ZONE), 1)
    got = award(db, round.id)
    assert got["bo"][0] == 3
    assert (
        "Line 1 (your 1st choice) breaks a rule for you: "
        "time off, Tue 2 Jun: the shift overlaps approved time off." in got["bo"][1]
    )
    assert "leave" not in got["cy"][1]


def test_the_promise_to_everyone_and_its_absence(db):
    """The senior bilingual rep wants the only line of the monolingual one: refused with the promise, granted without."""
    for everyone, expected in ((True, ("rich", "plain")), (False, ("plain", None))):
        fill(db, [rep("duo", hired=hired(2000), skills=("en", "es")), rep("mono", hired=hired(2020))])
        schedule = add_schedule(db, [*week("duo", 480), *week("mono", 420)])
        round = opened(db, schedule, everyone=everyone)
        names = {
            line.number: "rich" if "es" in line.skills else "plain"
            for line in bids.lines(db, PLANNER, round.id, now=NOW)
        }
        numbers = {name: number for number, name in names.items()}
        rank(db, "duo", round.id, numbers["plain"])
        got = award(db, round.id)
        assert (names[got["duo"][0]], names.get(got["mono"][0])) == expected
        if everyone:
            assert "was kept for a rep who would have had no line without it" in got["duo"][1]
        else:
            assert got["mono"][1] == "You got no line: none that you may work was left."


def test_advice_counts_those_who_choose_before(db):
    """One more than the reps of at least equal seniority, under plain seniority; with the promise it is said too."""
    round = opened(db, trio(db), everyone=False)
    sure = {who: bids.ranking_advice(db, as_rep(who), round.id, now=NOW) for who in ("ana", "bo", "cy")}
    assert {who: (a.ahead, a.eligible, a.sure) for who, a in sure.items()} == {
        "ana": (0, 3, 1),
        "bo": (1, 3, 2),
        "cy": (2, 3, 3),
    }
    assert sure["bo"].sentence == (
        "1 rep of at least your seniority may choose before you: rank 2 of your 3 lines to be sure of one of them"
    )


def test_advice_under_the_promise(db):
    """Everyone gets a line; ranking all is sure; the sentence says what seniority takes and what is kept."""
    round = opened(db, trio(db))
    advice = bids.ranking_advice(db, as_rep("bo"), round.id, now=NOW)
    assert advice.sure == 3
    assert advice.sentence.startswith("everyone gets a line in this round; 1 rep of at least your seniority")
    assert "rank 2 of your 3 lines so that they cannot take all of them" in advice.sentence


def test_advice_where_as_many_choose_before_as_there_are_lines(db):
    """Two lines, two who choose before: all must be ranked, and even that is not sure with fewer lines than reps."""
    fill(db, [rep("ana", hired=hired(2010)), rep("bo", hired=hired(2015)), rep("cy", hired=hired(2020))])
    round = opened(db, add_schedule(db, [*week("ana", 540), *week("bo", 720)]))
    advice = bids.ranking_advice(db, as_rep("cy"), round.id, now=NOW)
    assert (advice.ahead, advice.eligible, advice.sure) == (2, 2, None)
    assert "rank all 2 of your lines" in advice.sentence
    assert "no number makes entirely sure" in advice.sentence
    assert award(db, round.id)["cy"] == (None, "You got no line: none that you may work was left.")


def test_bad_rankings_are_refused_and_an_empty_one_takes_the_bid_back(db):
    """A line twice, a line of nowhere; nothing ranked is no bid."""
    round = opened(db, trio(db))
    ids = by_number(db, round.id)
    with pytest.raises(InputError, match="ranked once"):
        bids.rank_lines(db, as_rep("bo"), round.id, [ids[1], ids[1]], now=NOW)
    with pytest.raises(InputError, match="must be of round 'June', got line id 999"):
        bids.rank_lines(db, as_rep("bo"), round.id, [999], now=NOW)
    rank(db, "bo", round.id, 1)
    rank(db, "bo", round.id)
    assert ranked(db, "bo", round.id) == ()


def test_reps_see_their_own_outcome_only(db):
    """Planners and managers see all; no reason names another rep or a date."""
    round = opened(db, trio(db))
    for who in ("ana", "bo", "cy"):
        rank(db, who, round.id, 2, 1, 3)
    assert bids.outcome(db, as_rep("bo"), round.id) == ()
    award(db, round.id)
    (own,) = bids.outcome(db, as_rep("bo"), round.id)
    assert own.rep == "bo"
    assert len(bids.outcome(db, MANAGER, round.id)) == len(bids.outcome(db, PLANNER, round.id)) == 3
    for award_ in bids.outcome(db, PLANNER, round.id):
        others = {"ana", "bo", "cy"} - {award_.rep}
        assert not any(name in award_.reason.lower() for name in others)
        assert "20" not in award_.reason
    with pytest.raises(AccessError):
        bids.outcome(db, Principal("x", Role.REP), round.id)


def test_an_override_carries_a_reason_and_the_other_rep_gets_the_line_in_exchange(db):
    """ana's line goes to cy; ana gets cy's; both are told; the log keeps the reason."""
    schedule = trio(db)
    round = opened(db, schedule)
    rank(db, "ana", round.id, 2)
    award(db, round.id)
    ids = by_number(db, round.id)
    with pytest.raises(InputError, match="must carry a reason"):
        bids.override_award(db, PLANNER, round.id, "cy", ids[2], " ", now=AFTER)
    before = {a.rep: a.line for a in bids.outcome(db, PLANNER, round.id)}
    after = {a.rep: a for a in bids.override_award(db, PLANNER, round.id, "cy", ids[2], "child care", now=AFTER)}
    assert after["cy"].line == ids[2]
    assert after["cy"].reason == "The planner gave you line 2: child care"
    assert after["ana"].line == before["cy"]
    assert "child care" not in after["ana"].reason
    assert "which you had been awarded" in after["ana"].reason
    with db.read() as uow:
        (entry,) = [e for e in uow.audit.list(entity="bid round") if e.action == "override"]
    assert entry.detail["reason"] == "child care"
    bids.publish_round(db, PLANNER, round.id, now=AFTER)
    assert shifts_by_rep(db, schedule)["cy"] == {540}


def test_an_override_keeps_the_hard_rules_and_may_take_a_line_back(db):
    """A line that overlaps leave is refused; a line taken back becomes open shifts at publication."""
    schedule = trio(db)
    round = opened(db, schedule)
    rank(db, "bo", round.id, 3)
    award(db, round.id)
    ids = by_number(db, round.id)
    give_leave(db, "bo", to_utc(datetime(2026, 6, 2, 8), ZONE), 1)  # 08:00-09:00: only the line at 07:00 overlaps
    with pytest.raises(RefusedError, match="line 1 cannot be given to bo: time off"):
        bids.override_award(db, PLANNER, round.id, "bo", ids[1], "x", now=AFTER)
    with pytest.raises(InputError, match="must be of round"):
        bids.override_award(db, PLANNER, round.id, "bo", 999, "x", now=AFTER)
    with pytest.raises(NotFoundError):
        bids.override_award(db, PLANNER, round.id, "ghost", ids[1], "x", now=AFTER)
    taken = {a.rep: a for a in bids.override_award(db, PLANNER, round.id, "bo", None, "long leave", now=AFTER)}
    assert taken["bo"].line is None
    assert taken["bo"].reason == "The planner took your line back: long leave"
    bids.publish_round(db, PLANNER, round.id, now=AFTER)
    owners = shifts_by_rep(db, schedule)
    assert "bo" not in owners
    assert len(owners[""]) == 1


def test_publication_judges_the_awards_once_more_and_is_whole_or_not_at_all(db):
    """Leave granted after the award stops it, with the rep and the rule; the draft stays a draft, the round processed."""
    schedule = trio(db)
    round = opened(db, schedule)
    rank(db, "bo", round.id, 1)
    award(db, round.id)
    give_leave(db, "bo", to_utc(datetime(2026, 6, 2, 8), ZONE), 1)
    with pytest.raises(RefusedError, match="line 1 breaks a rule for bo by now: time off"):
        bids.publish_round(db, PLANNER, round.id, now=AFTER)
    with db.read() as uow:
        assert uow.schedules.record(schedule).status is ScheduleStatus.DRAFT
        assert uow.rounds.get(round.id).state is RoundState.PROCESSED
    assert shifts_by_rep(db, schedule) == {"cy": {420}, "ana": {540}, "bo": {720}}


@pytest.mark.parametrize("change", ["moved", "added", "removed"])
def test_a_draft_that_was_changed_since_is_not_published(db, change):
    """A shift moved by a quarter of an hour, added or removed: the lines that were bid on are no longer true."""
    schedule = trio(db)
    round = opened(db, schedule)
    award(db, round.id)
    with db.write() as uow:
        first = uow.schedules.get(schedule).shifts[0]
        if change == "moved":
            uow.schedules.replace_shift(first.id, first.version, shift(first.shift.agent, first.shift.day, 555))
        elif change == "added":
            uow.schedules.add_shift(schedule, shift(first.shift.agent, 5))
        else:
            uow.schedules.remove_shift(first.id, first.version)
    with pytest.raises(ConflictError, match="open a new round over it"):
        bids.publish_round(db, PLANNER, round.id, now=AFTER)


def test_a_draft_published_by_another_way_ends_the_round_s_chance(db):
    """Whoever publishes the draft itself has decided; the round says so."""
    schedule = trio(db)
    round = opened(db, schedule)
    award(db, round.id)
    with db.write() as uow:
        uow.schedules.publish(schedule, uow.schedules.record(schedule).version, NOW)
    with pytest.raises(RefusedError, match="is published, so the round cannot be published"):
        bids.publish_round(db, PLANNER, round.id, now=AFTER)
