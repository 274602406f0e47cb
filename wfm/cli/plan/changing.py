"""`wfm layer`, `wfm special-day`, `wfm containment` and `wfm intraday`: what planners know beyond history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated

import typer

from wfm.cli.terminal import database, day, say, table
from wfm.database import Database
from wfm.domain.accounts import OPERATOR
from wfm.domain.errors import InputError
from wfm.domain.planning import EVERY_DAY, Containment, Layer, QueueDay, QueueLayer, Scenario, SpecialDay
from wfm.domain.time import DAY, clock, local_midnight, to_utc, zone_of
from wfm.services import forecast
from wfm.services.forecast import Edit

layer_group = typer.Typer(
    help="Layers on the forecast: add, multiply, set or campaign. Each can be switched on and off.",
    no_args_is_help=True,
    add_completion=False,
)
special_group = typer.Typer(
    help="Days that are not ordinary: exclude, adjust, no forecast.", no_args_is_help=True, add_completion=False
)
containment_group = typer.Typer(
    help="Containment: contacts that automation resolves before a rep. Each scenario can be switched on and off.",
    no_args_is_help=True,
    add_completion=False,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Its number in the list.")]
QueueName = Annotated[str | None, typer.Option("--queue", help="The queue; every queue by default.")]
First = Annotated[str, typer.Option("--from", help="First day or local time, such as 2026-11-23 or 2026-11-23T08:00.")]
Last = Annotated[str, typer.Option("--to", help="Last day, included, or the time at which it ends.")]


@layer_group.command("list")
def list_layers() -> None:
    """List the layers in the order they apply."""
    db = database()
    rows = []
    for stored in forecast.layers(db, OPERATOR):
        layer, zone = stored.layer, zone_of(_zone(db, stored.queue))
        when = [f"{t.astimezone(zone):%Y-%m-%d %H:%M}" for t in (layer.start, layer.end)]
        rows.append(
            (
                stored.id,
                "on" if layer.on else "off",
                stored.queue or "every queue",
                layer.name,
                f"{layer.kind} {layer.value:g}",
                layer.target,
                f"{when[0]} to {when[1]}",
                _part_of_week(layer),
            )
        )
    header = ("number", "", "queue", "name", "does", "to", "when", "only")
    table("Layers", header, rows, words=8) if rows else say("There is no layer.")


@layer_group.command("add")
def add_layer(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="add, multiply, set (each interval) or campaign (total contacts).")
    ],
    value: Annotated[float, typer.Option(help="Contacts, a factor, or seconds of handle time.")],
    name: Annotated[str, typer.Option(help="Its name.")],
    first: First,
    last: Last,
    queue: QueueName = None,
    aht: Annotated[bool, typer.Option("--aht", help="Change handle time instead of contacts.")] = False,
    weekdays: Annotated[str, typer.Option(help="Only these days of the week: mon,tue,fri.")] = "",
    hours: Annotated[str, typer.Option(help="Only these hours of the day: 08:00-12:00.")] = "",
    off: Annotated[bool, typer.Option("--off", help="Keep it switched off for now.")] = False,
) -> None:
    """Add a layer. It takes effect at once in the newest forecast, whose statistical part stays as it is."""
    db = database()
    zone = _zone(db, queue)
    start, end = _instant(first, "--from", zone), _instant(last, "--to", zone, whole_day=True)
    target = "aht" if aht else "volume"
    made = Layer(name, kind, value, start, end, target, _weekdays(weekdays), _window(hours), not off)  # type: ignore[arg-type]
    _told("added", forecast.save_layers(db, OPERATOR, Edit(added=(QueueLayer(0, queue, made),))))


@layer_group.command("on")
def layer_on(number: Number) -> None:
    """Switch a layer on. No method is fitted again."""
    _told("switched on", forecast.switch_layer(database(), OPERATOR, number, True))


@layer_group.command("off")
def layer_off(number: Number) -> None:
    """Switch a layer off. The forecast is as if it had never been there."""
    _told("switched off", forecast.switch_layer(database(), OPERATOR, number, False))


@layer_group.command("remove")
def layer_remove(number: Number) -> None:
    """Remove a layer for good."""
    _told("removed", forecast.remove_layer(database(), OPERATOR, number))


@special_group.command("list")
def list_days() -> None:
    """List the special days by date."""
    rows = [
        (d.id, d.special.day, d.queue or "every queue", d.special.treatment, d.special.factor or "", d.special.name)
        for d in forecast.special_days(database(), OPERATOR)
    ]
    header = ("number", "day", "queue", "treatment", "factor", "name")
    table("Special days", header, rows, words=6) if rows else say("There is no special day.")


@special_group.command("add")
def add_day(
    on: Annotated[str, typer.Argument(metavar="DAY", help="The date, such as 2026-12-24.")],
    treatment: Annotated[
        str,
        typer.Argument(
            metavar="TREATMENT",
            help="exclude: it teaches nothing; adjust: it is a factor of an ordinary day; 'no forecast': nothing is expected.",
        ),
    ],
    factor: Annotated[float | None, typer.Option(help="With adjust: 1.5 for half as much again.")] = None,
    queue: QueueName = None,
    name: Annotated[str, typer.Option(help="Its name.")] = "",
) -> None:
    """Add a special day. The next forecast takes it into account."""
    moment = day(on, "DAY")
    assert moment is not None
    special = SpecialDay(moment, treatment, factor, name)  # type: ignore[arg-type]
    forecast.save_special_days(database(), OPERATOR, Edit(added=(QueueDay(0, queue, special),)))
    say("The special day is added; the next forecast knows it")


@special_group.command("remove")
def remove_day(number: Number) -> None:
    """Remove a special day. The next forecast treats the date as the calendar says."""
    forecast.remove_special_day(database(), OPERATOR, number)
    say("The special day is removed; the next forecast no longer knows it")


@containment_group.command("list")
def list_scenarios() -> None:
    """List the containment scenarios in the order they apply."""
    rows = [
        (
            s.id,
            "on" if s.on else "off",
            s.queue or "every queue",
            s.name,
            f"{s.containment.share:.0%}",
            f"{s.containment.aht_uplift:+.0%}",
            s.first or "",
            s.last or "",
        )
        for s in forecast.scenarios(database(), OPERATOR)
    ]
    header = ("number", "", "queue", "name", "contacts kept", "handle time of the rest", "from", "to")
    table("Containment", header, rows, words=4) if rows else say("There is no containment scenario.")


@containment_group.command("add")
def add_scenario(
    share: Annotated[
        float, typer.Argument(metavar="SHARE", help="Share of contacts that automation resolves, 0.2 for 20 %.")
    ],
    name: Annotated[str, typer.Option(help="Its name.")],
    uplift: Annotated[float, typer.Option(help="How much longer the rest take, 0.1 for 10 %.")] = 0.0,
    queue: QueueName = None,
    first: Annotated[str | None, typer.Option("--from", help="First day; no limit by default.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day, included; no limit by default.")] = None,
    off: Annotated[bool, typer.Option("--off", help="Keep it switched off for now.")] = False,
) -> None:
    """Add a containment scenario. It takes effect at once in the newest forecast, after all layers."""
    made = Scenario(0, name, queue, Containment(share, uplift), day(first, "--from"), day(last, "--to"), not off)
    _told("added", forecast.save_scenarios(database(), OPERATOR, Edit(added=(made,))))


@containment_group.command("on")
def scenario_on(number: Number) -> None:
    """Switch a containment scenario on. No method is fitted again."""
    _told("switched on", forecast.switch_scenario(database(), OPERATOR, number, True))


@containment_group.command("off")
def scenario_off(number: Number) -> None:
    """Switch a containment scenario off."""
    _told("switched off", forecast.switch_scenario(database(), OPERATOR, number, False))


@containment_group.command("remove")
def scenario_remove(number: Number) -> None:
    """Remove a containment scenario for good."""
    _told("removed", forecast.remove_scenario(database(), OPERATOR, number))


def intraday(
    run: Annotated[
        int | None, typer.Argument(metavar="[FORECAST]", help="Number of the forecast run; the newest by default.")
    ] = None,
    now: Annotated[
        str | None, typer.Option(help="Read contacts up to this local time; all recorded ones by default.")
    ] = None,
    queue: Annotated[list[str] | None, typer.Option(metavar="QUEUE", help="Only this queue; may be repeated.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Store the result as a new forecast run.")] = False,
) -> None:
    """Forecast the rest of today from the contacts so far, with fading effect on the days after.

    Import today's contacts first. Without --keep, the result is only shown.
    """
    from wfm.services.forecast import reforecast_today

    db = database()
    at = None if now is None else _instant(now, "--now", _zone(db, queue[0]) if queue else _zone_of_run(db, run))
    found = reforecast_today(db, OPERATOR, run=run, now=at, queues=queue, keep=keep)
    rows = [(q.queue, *(f"{x:,.0f}" for x in (q.seen, q.expected, q.rest_before, q.rest_after))) for q in found.queues]
    moment = found.now.astimezone(zone_of(found.run.grid.zone))
    header = ("queue", "came so far", "expected so far", "rest as planned", "rest of today now")
    table(f"Today as of {moment:%Y-%m-%d %H:%M}", header, rows)
    for q in found.queues:
        say(f"note: queue {q.queue}: {q.note}")
    if keep:
        say(f"Stored as forecast {found.run.id}. Next: wfm staff")


def _told(what: str, runs: Sequence[int]) -> None:
    named = ", ".join(map(str, runs))
    say(f"It is {what}" + (f"; planned anew: forecast {named}" if runs else "; no forecast yet holds its queue"))


def _zone(db: Database, queue: str | None) -> str:
    """The zone of a queue's local times; of the first queue where every one is meant."""
    with db.read() as uow:
        if queue is not None:
            return uow.queues.get(queue).zone
        found = uow.queues.all()
    if not found:
        raise InputError("there is no queue yet; import queues or history first")
    return found[0].zone


def _zone_of_run(db: Database, id: int | None) -> str:
    """The zone of a forecast run's days; of the newest where none is named."""
    with db.read() as uow:
        if id is not None:
            return uow.forecasts.get(id).grid.zone
        found = uow.forecasts.records(1)
    return found[0].grid.zone if found else "UTC"


def _instant(text: str, what: str, zone: str, whole_day: bool = False) -> datetime:
    """The instant of a local day or time; with `whole_day`, a day is meant to its end."""
    try:
        if "T" not in text and " " not in text:
            return local_midnight(date.fromisoformat(text) + timedelta(days=whole_day), zone)
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{what} must be a day or time such as 2026-11-23T08:00, got {text!r}") from error
    return moment if moment.tzinfo else to_utc(moment, zone)


def _weekdays(text: str) -> tuple[int, ...]:
    if not text:
        return EVERY_DAY
    names = [part.strip()[:3].casefold() for part in text.split(",")]
    if not set(names) <= set(WEEKDAYS):
        raise InputError(f"--weekdays must be days such as mon,tue,fri, got {text!r}")
    return tuple(sorted({WEEKDAYS.index(name) for name in names}))


def _window(text: str) -> tuple[int, int]:
    if not text:
        return 0, DAY
    low, _, high = text.partition("-")
    try:
        begin = time.fromisoformat(low.strip())
        end = DAY if high.strip() == "24:00" else _minute(time.fromisoformat(high.strip()))
    except ValueError as error:
        raise InputError(f"--hours must be like 08:00-12:00, got {text!r}") from error
    return _minute(begin), end


def _minute(moment: time) -> int:
    return 60 * moment.hour + moment.minute


def _part_of_week(layer: Layer) -> str:
    """The days and hours a layer is limited to, empty for all."""
    days = "" if layer.weekdays == EVERY_DAY else ",".join(WEEKDAYS[d] for d in layer.weekdays)
    low, high = layer.window
    hours = "" if layer.window == (0, DAY) else f"{clock(low)}-{'24:00' if high == DAY else clock(high)}"
    return f"{days} {hours}".strip()
