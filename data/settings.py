"""The settings file: sites, queues and contracts in the TOML that `wfm import contracts` reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from data import centre
from data.rosters import WEEKDAYS, clock
from wfm.domain.people import BreakTemplate, Contract, ShiftTemplate, Site
from wfm.domain.planning import OperatingHours, Queue

CENTRE = "centre.toml"


def centre_bytes() -> bytes:
    """The settings file."""
    lines = [f"# {centre.NAME}: sites, queues and contracts.", ""]
    for site in centre.SITES:
        lines += [*_site(site), ""]
    for queue in centre.QUEUES:
        lines += [*_queue(queue), ""]
    for contract in centre.CONTRACTS:
        lines += _contract(contract)
    return ("\n".join(lines).rstrip() + "\n").encode()


def _pairs(values: Iterable[tuple[str, object]]) -> Iterator[str]:
    for key, value in values:
        if value is None:
            continue
        if isinstance(value, bool):
            yield f"{key} = {str(value).lower()}"
        elif isinstance(value, str):
            yield f'{key} = "{value}"'
        elif isinstance(value, tuple):
            yield f"{key} = [{', '.join(str(item) for item in value)}]"
        else:
            yield f"{key} = {value:g}"


def _site(site: Site) -> list[str]:
    return ["[[sites]]", *_pairs((("id", site.id), ("name", site.name), ("seats", site.seats), ("zone", site.zone)))]


def _hours(hours: OperatingHours) -> str:
    windows = [
        f"{WEEKDAYS[day]} {clock(low)}-{clock(high)}" for day, open_ in enumerate(hours.open) for low, high in open_
    ]
    return "; ".join(windows)


def _queue(queue: Queue) -> list[str]:
    target = queue.target
    return [
        "[[queues]]",
        *_pairs(
            (
                ("id", queue.id),
                ("channel", queue.channel.value),
                ("language", queue.language),
                ("zone", queue.zone),
                ("hours", _hours(queue.hours)),
                ("service_level", target.share),
                ("within_seconds", target.seconds),
                ("max_occupancy", target.max_occupancy),
                ("max_abandonment", target.max_abandonment),
                ("aht_seconds", queue.aht_seconds),
                ("patience_seconds", queue.patience_seconds),
                ("concurrency", queue.concurrency),
                ("concurrency_slowdown", queue.concurrency_slowdown),
                ("weight", queue.weight),
            )
        ),
    ]


def _contract(contract: Contract) -> list[str]:
    lines = [
        "[[contracts]]",
        *_pairs(
            (
                ("id", contract.id),
                ("paid_minutes_per_week", contract.paid_per_week),
                ("days_per_week", contract.days_per_week),
                ("max_consecutive_days", contract.max_consecutive_days),
                ("min_rest_minutes", contract.min_rest),
                ("start_spread_minutes", contract.start_spread),
                ("max_weekends", contract.max_weekends),
            )
        ),
        "",
    ]
    for template in contract.shifts:
        lines += [*_template(template), ""]
    return lines


def _template(template: ShiftTemplate) -> list[str]:
    start = (
        f'{{ earliest = "{clock(template.earliest)}", latest = "{clock(template.latest)}", step = {template.step} }}'
    )
    lines = [
        "[[contracts.shifts]]",
        f'id = "{template.id}"',
        f"start = {start}",
        *_pairs((("span_minutes", template.spans), ("min_gap_minutes", template.min_gap))),
    ]
    for rest in template.breaks:
        lines += ["[[contracts.shifts.breaks]]", *_break(rest)]
    return lines


def _break(rest: BreakTemplate) -> Iterator[str]:
    window = (rest.earliest, rest.latest)
    return _pairs((("name", rest.name), ("minutes", rest.minutes), ("paid", rest.paid), ("window", window)))
