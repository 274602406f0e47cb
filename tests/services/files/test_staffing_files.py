"""`wfm staff --file`: forecast CSV and targets TOML in, requirement CSV out, whole or not at all."""

import csv

import pytest

from wfm.domain.errors import InputError
from wfm.services.files.staffing_files import staff_file
from wfm.services.files.staffing_targets import read_targets
from wfm.services.readers.setup import read_setup

TARGETS = """
timezone = "America/New_York"
shrinkage = 0.3
[queues.calls]
share = 0.8
seconds = 20
max_occupancy = 0.85
open = "08:00-20:00"
patience_seconds = inf
[queues.mail]
channel = "email"
share = 0.95
seconds = 14400
backlog = 5
"""


def rows(extra=(), start=0, end=48):
    """Half-hours of Monday 2 March: 100 calls of 180 s, 20 emails."""
    lines = ["t,queue,mean,low,high,aht_seconds,method"]
    for i in range(start, end):
        stamp = f"2026-03-02T{i // 2:02d}:{30 * (i % 2):02d}"
        lines += [f"{stamp},calls,100,80,120,180,x", f"{stamp},mail,20,18,22,240,x"]
    return "\n".join([*lines, *extra]) + "\n"


def run(tmp_path, forecast=None, targets=TARGETS):
    """Staff these texts."""
    (tmp_path / "f.csv").write_text(rows() if forecast is None else forecast)
    (tmp_path / "t.toml").write_text(targets)
    return staff_file(tmp_path / "f.csv", tmp_path / "t.toml", tmp_path / "r.csv")


def test_a_day_from_file_to_file(tmp_path):
    """100 calls of 180 s in half an hour, 80/20, cap .85, 30 % shrinkage: 14 heads, 20 scheduled; closed hours told."""
    found = run(tmp_path)
    with found.output.open() as file:
        read = {(r["t"], r["queue"]): r for r in csv.DictReader(file)}
    noon = read["2026-03-02T12:00-05:00", "calls"]
    assert (noon["base"], noon["required"]) == ("14", "20")
    assert float(noon["service_level"]) == pytest.approx(0.88835)
    assert read["2026-03-02T07:30-05:00", "calls"]["base"] == "0"
    assert "2400.0 contacts are forecast in 24 closed intervals" in found.notes[0]
    assert found.rows_read == 96
    assert found.work is not None
    with found.work.open() as file:
        work = list(csv.DictReader(file))
    slots = sum(float(r["head_slots"]) for r in work)
    assert slots == pytest.approx((48 * 20 + 5) * 240 / 1800 / 0.88 / 0.7, rel=1e-4)
    assert work[1]["arrives"] == "2026-03-02T00:00-05:00"
    assert work[1]["due"] == "2026-03-02T04:00-05:00"


def test_a_repeated_hour_is_two_hours(tmp_path):
    """On 1 November 2026, 01:00 and 01:30 come twice; both passes are read, a third is refused."""
    lines = ["t,queue,mean"]
    stamps = ("00:30", "01:00", "01:30", "01:00", "01:30", "02:00")
    lines += [f"2026-11-01T{x},calls,10" for x in stamps]
    targets = TARGETS.split("[queues.mail]")[0].replace('open = "08:00-20:00"', "")
    found = run(tmp_path, "\n".join(lines), targets)
    assert found.requirements[0].grid.count == 6
    with pytest.raises(InputError, match="line 8: queue calls has this time already on line"):
        run(tmp_path, "\n".join([*lines, "2026-11-01T01:00,calls,10"]), targets)


def test_shrinkage_by_component_and_a_campaign(tmp_path):
    """Components with bases, a campaign's parameters, and a quantile are read from the targets."""
    targets = """
quantile = 0.9
[[shrinkage]]
name = "sickness"
share = 0.2
[[shrinkage]]
name = "breaks"
share = 0.1
basis = "scheduled"
placed = true
[queues.calls]
[queues.mail]
channel = "outbound"
[queues.mail.campaign]
connect_rate = 0.5
ring_seconds = 10
window = [540, 1200]
"""
    found = run(tmp_path, targets=targets)
    assert found.requirements[0].shrinkage == pytest.approx(0.2)
    assert found.requirements[0].volume[20] == pytest.approx(120)
    assert "connect rate 0.5, calls 09:00-20:00" in found.requirements[1].method


@pytest.mark.parametrize(
    ("forecast", "targets", "sentence"),
    [
        ("", None, "f.csv, line 1: header must be t,queue,mean"),
        ("t,queue,mean\n", None, "f.csv: the file has no rows"),
        ("t,queue,volume\n", None, "line 1: header must be"),
        (rows(["2026-03-02T12:00,ghost,1,1,1,1,x"]), None, "line 98: queue must be one that the targets name"),
        (rows(["2026-03-03T00:00,calls,many,1,1,1,x"]), None, "line 98: mean must be a number, got 'many'"),
        (rows(["2026-03-03T00:00,calls,-4,1,1,1,x"]), None, "line 98: mean must be finite and >= 0, got -4"),
        (rows(["tomorrow,calls,1,1,1,1,x"]), None, "line 98: t must be a time"),
        (rows(["2026-03-02T12:00,calls,1,1,1,1,x"]), None, "line 98: queue calls has this time already on line 50"),
        (rows(["2026-03-02T12:10,calls,1,1,1,1,x"]), None, "whole intervals"),
        (rows(["2026-03-02T12:00"]), None, "line 98: row must have 7 cells"),
        (None, "nonsense", "t.toml: the file must be TOML"),
        (None, "", "t.toml: at least one table"),
        (None, "[queues.calls]\nspeed = 3\n", "queues.calls: unknown key 'speed'"),
        (None, "[queues.calls]\nshare = 1.5\n", "queues.calls: service level share must be in \\(0, 1\\], got 1.5"),
        (None, "[queues.calls]\nshare = 'x'\n", "share must be a number, got 'x'"),
        (None, "[queues.calls]\nchannel = 'fax'\n", "channel must be one of voice, chat"),
        (None, "[queues.calls]\nopen = 'late'\n", "open must be like 08:00-20:00"),
        (None, "[queues.calls]\nopen = '08:00-08:00'\n", "must be like 08:00-20:00"),
        (None, "[queues.calls]\ndays = ['moon']\n", "days must be a list of mon"),
        (None, "[queues.calls]\ndays = [{}, 'tue']\n", "days must be a list of mon"),
        (None, "[queues.calls]\ndays = [['mon']]\n", "days must be a list of mon"),
        (None, "shrinkage = 1.0\n[queues.calls]\n", "shrinkage: .*share must be in"),
        (None, "timezone = 'Mars/One'\n[queues.calls]\n", "time zone must be an IANA name"),
        (None, "model = 'erlang_x'\n[queues.calls]\n", "model must be erlang_a or erlang_c"),
        (None, "quantile = 2\n[queues.calls]\n", "quantile must be in"),
        (None, "[queues.calls.campaign]\nconnect_rate = 0.5\n", "campaign is for channel outbound only"),
        (None, "[queues.calls]\nconcurrency = 0\n", "concurrency must be >= 1, got 0"),
    ],
)
def test_bad_files_are_one_sentence_and_nothing_is_written(tmp_path, forecast, targets, sentence):
    """The sentence names file and line or key; neither result file appears."""
    with pytest.raises(InputError, match=sentence):
        run(tmp_path, forecast, TARGETS if targets is None else targets)
    assert {p.name for p in tmp_path.iterdir()} == {"f.csv", "t.toml"}


def test_missing_files_and_folders(tmp_path):
    """Files that cannot be read or written are named."""
    with pytest.raises(InputError, match=r"t\.toml: the file cannot be read"):
        staff_file(tmp_path / "f.csv", tmp_path / "t.toml", tmp_path / "r.csv")
    (tmp_path / "t.toml").write_text(TARGETS)
    with pytest.raises(InputError, match=r"f\.csv: the file cannot be read"):
        staff_file(tmp_path / "f.csv", tmp_path / "t.toml", tmp_path / "r.csv")
    (tmp_path / "f.csv").write_text(rows())
    with pytest.raises(InputError, match="cannot be written"):
        staff_file(tmp_path / "f.csv", tmp_path / "t.toml", tmp_path / "none" / "r.csv")


POOLED = """
[queues.en]
patience_seconds = 180
max_occupancy = 1.0
[queues.es]
patience_seconds = 180
max_occupancy = 1.0
language = "es"
[queues.experts]
aht_seconds = 600
[[pools]]
queues = ["en", "es"]
share = 0.4
[[escalations]]
from = "en"
to = "experts"
share = 0.1
"""


def pooled_rows():
    """A morning of two languages; Spanish starts an hour later."""
    lines = ["t,queue,mean,aht_seconds"]
    for i in range(16, 32):
        lines.append(f"2026-03-02T{i // 2:02d}:{30 * (i % 2):02d},en,100,300")
        if i >= 18:
            lines.append(f"2026-03-02T{i // 2:02d}:{30 * (i % 2):02d},es,35,300")
    return "\n".join(lines) + "\n"


def test_pools_and_second_tiers_of_the_targets(tmp_path):
    """The pool's rows go to a file of their own, the second tier gets its share, and notes say what was saved."""
    found = run(tmp_path, pooled_rows(), POOLED)
    assert [r.queue for r in found.requirements] == ["en", "es", "experts"]
    assert found.pools is not None
    with found.pools.open() as file:
        rows = {(r["t"], r["queues"]): float(r["base"]) for r in csv.DictReader(file)}
    noon = "2026-03-02T12:00+00:00"
    heads = {r.queue: r.base[r.grid.count - 8] for r in found.requirements}
    assert rows[noon, "en+es"] == heads["en"] + heads["es"]
    assert rows[noon, "es"] >= heads["es"]
    assert rows["2026-03-02T08:00+00:00", "es"] == 0
    assert any("en and es share reps" in note for note in found.notes)
    assert any("2 intervals have no forecast" in note for note in found.notes)
    assert found.requirements[2].volume.sum() == pytest.approx(0.1 * 1600, rel=0.15)
    apart = staff_file(tmp_path / "f.csv", tmp_path / "t.toml", tmp_path / "a.csv", pooled=False)
    assert apart.pools is None
    assert sum(r.base.sum() for r in found.requirements) < sum(r.base.sum() for r in apart.requirements)


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        ("pools = 3", "t.toml: pools: must be tables \\[\\[pools\\]\\], got 3"),
        ("pools = [3]", "pools\\[0\\]: must be a table, got 3"),
        ("[[pools]]\nqueues = 'en'\nshare = 0.3", "queues must be a list of names"),
        ("[[pools]]\nqueues = ['en', 'fr']\nshare = 0.3", "queue must be one of en, mail, es, got 'fr'"),
        (
            "[[pools]]\nqueues = ['en', 'mail']\nshare = 0.3",
            "only voice queues share reps in a pool, queue mail is email",
        ),
        ("[[pools]]\nqueues = ['en']\nshare = 0.3", "pools\\[0\\]: a pool must have 2 to 6 queues"),
        ("[[pools]]\nqueues = ['en', 'es']\nshare = 1.3", "must be in \\(0, 1\\], got 1.3"),
        ("[[pools]]\nqueues = ['en', 'es']", "must be in \\(0, 1\\], got 0"),
        ("[[pools]]\nqueues = ['en', 'es']\nshare = 0.3\nbest = 1", "unknown key 'best'"),
        (
            "[[pools]]\nqueues = ['en', 'es']\nshare = 0.3\n[[pools]]\nqueues = ['es', 'en']\nshare = 0.3",
            "pools\\[1\\]: queue es is in another pool already",
        ),
        ("[[escalations]]\nfrom = 'en'\nto = 'vip'\nshare = 0.1", "to must be one of en, mail, es, got 'vip'"),
        ("[[escalations]]\nfrom = 'en'\nto = 'es'\nshare = 7", "share must be in \\(0, 1\\], got 7"),
        ("[[escalations]]\nfrom = 'en'\nto = 'en'\nshare = 0.1", "must be another queue"),
    ],
)
def test_bad_pools_and_escalations_are_one_sentence(tmp_path, extra, sentence):
    """The sentence names the file and the table."""
    queues = "[queues.en]\n[queues.mail]\nchannel = 'email'\n[queues.es]\n"
    targets = f"{extra}\n{queues}" if extra.startswith("pools") else f"{queues}{extra}\n"
    with pytest.raises(InputError, match=sentence):
        run(tmp_path, pooled_rows(), targets)


def test_a_queue_has_the_keys_of_a_settings_file(tmp_path):
    """Each key of the older spelling and its usual one mean the same queue."""
    older = """
[queues.calls]
share = 0.9
seconds = 30
definition = "virtual"
max_occupancy = 0.85
max_abandonment = 0.05
open = "08:00-20:00"
days = ["mon", "tue", "wed", "thu", "fri"]
aht_seconds = 200
patience_seconds = inf
concurrency = 1
weight = 2
skill = "phones"
"""
    usual = """
[[queues]]
id = "calls"
channel = "voice"
language = "en"
zone = "UTC"
hours = "Mon-Fri 08:00-20:00"
service_level = 0.9
within_seconds = 30
definition = "virtual"
max_occupancy = 0.85
max_abandonment = 0.05
aht_seconds = 200
patience_seconds = "infinite"
concurrency = 1
weight = 2
skill = "phones"
"""
    found = []
    for text in (older, usual):
        (tmp_path / "t.toml").write_text(text)
        found.append(read_targets(tmp_path / "t.toml").queues)
    assert found[0] == found[1]
    (tmp_path / "c.toml").write_text(usual)
    assert read_setup(tmp_path / "c.toml").queues == tuple(found[1].values())


def test_a_queue_may_live_in_another_zone(tmp_path):
    """Its opening hours are those of its own clock; times of the file are read in the file's zone as ever."""
    targets = 'timezone = "America/New_York"\n[queues.calls]\nzone = "America/Los_Angeles"\nhours = "Mon 08:00-20:00"\n'
    forecast = "\n".join(line for line in rows().splitlines() if ",mail," not in line)
    found = run(tmp_path, forecast, targets)
    with found.output.open() as file:
        base = {r["t"]: float(r["base"]) for r in csv.DictReader(file)}
    assert base["2026-03-02T10:30-05:00"] == 0
    assert base["2026-03-02T11:00-05:00"] > 0


@pytest.mark.parametrize(
    ("targets", "sentence"),
    [
        ("[queues.a]\nservice_level = 'x'\n", "t.toml: queues.a: service_level must be a number, got 'x'"),
        ("[queues.a]\nservice_level = 0.8\nshare = 0.8\n", "queues.a: service_level and share say the same"),
        ("[queues.a]\nhours = 'always'\nopen = '08:00-20:00'\n", "queues.a: hours says the same as open and days"),
        ("[queues.a]\nhours = 'Mon 8-9'\n", "queues.a: hours must be a time of day such as 08:30"),
        ("[queues.a]\nid = 'b'\n", "queues.a: id must be 'a' in \\[queues.a\\], got 'b'"),
        ("[queues.a]\nzone = 'Mars'\n", "queues.a.zone: time zone must be an IANA name"),
        ("[queues.a]\nbacklog = -1\n", "queues.a: backlog must be >= 0, got -1"),
        ("[[queues]]\nservice_level = 0.8\n", "t.toml: queues\\[0\\]: must have 'id'"),
        ("[[queues]]\nid = 'a'\n[[queues]]\nid = 'a'\n", "queues\\[1\\]: queue 'a' appears twice"),
        ("queues = 3", "t.toml: queues must be a table, got 3"),
        ("[queues.a]\n[[shrinkage]]\nshare = 0.1\n", "t.toml: shrinkage\\[0\\]: must have 'name'"),
        ("[queues.a]\n[[shrinkage]]\nname = 'x'\nshare = 'y'\n", "shrinkage\\[0\\]: share must be a number, got 'y'"),
        ("[queues.a]\nchannel = 'outbound'\ncampaign = {window = 3.5}\n", "campaign: window must be a whole number"),
    ],
)
def test_a_key_that_cannot_be_used_is_named_as_it_is_written(tmp_path, targets, sentence):
    """Old and new keys alike, in the words of the file."""
    (tmp_path / "t.toml").write_text(targets)
    with pytest.raises(InputError, match=sentence):
        read_targets(tmp_path / "t.toml")
