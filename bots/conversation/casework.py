"""What moderators see of a case: its lines, its pictures behind a veil, and the buttons for what may be done."""

from uuid import UUID

from bots.conversation.actions import Action
from bots.conversation.queue import shortened
from bots.conversation.replies import Button, Picture, Reply, Tone
from bots.conversation.results import shown
from core.i18n import Translator
from core.media.models import Media
from core.moderation.models import Case, Decision
from core.moderation.queries import File, Record, Waiting, Work
from core.moderation.words import (
    CONCERN_NAMES,
    FLAGGED,
    STATE_NAMES,
    UNDECIDED,
    VERDICT_DEEDS,
    WEIGHED,
    CaseState,
    Verdict,
)

_NOTES_SHOWN = 3
_MOST_SINGLE = 4
_VERDICTS = {
    Verdict.DISMISS: "👌",
    Verdict.HIDE: "🙈",
    Verdict.DELETE: "🗑️",
    Verdict.WARN: "⚠️",
    Verdict.FREEZE: "🧊",
    Verdict.SUSPEND: "⛔",
}
_MARKS = {CaseState.NEW: "🆕", CaseState.ASSIGNED: "🧑‍⚖️", CaseState.APPEALED: "🙋"}


def card(say: Translator, file: File, record: Record, pictures: list[Media], *, owner: str) -> Reply:
    """Show a case to a moderator; what is in quarantine is neither shown nor quoted."""
    case = file.case
    lines = [
        say.gettext(STATE_NAMES[case.state]).capitalize() + " · " + say.gettext(CONCERN_NAMES[case.concern]),
        say.ngettext(
            "By {name}, with {count} warning", "By {name}, with {count} warnings", record.strikes,
            name=owner, count=record.strikes,
        ),
        *_said(say, file),
        *(_decided(say, decision) for decision in file.decisions),
        *(f"📝 {shortened(note.words)}" for note in file.notes[-_NOTES_SHOWN:]),
    ]  # fmt: skip
    if file.appeal is not None:
        lines.append("🙋 " + shortened(file.appeal.words))
    if case.quarantined:
        lines.append(say.gettext("In quarantine: it may endanger minors, so it is not shown here."))
    return Reply(
        text=say.gettext("Case {number}", number=number(case.id)),
        quote=_prompt(file),
        lines=tuple(lines),
        pictures=() if case.quarantined else tuple(veiled(picture, say) for picture in pictures),
        rows=buttons(say, case, count=len(pictures)),
        private=True,
    )


def queue_card(say: Translator, waiting: list[Waiting], *, more: int) -> Reply:
    """List the cases that wait, each with its button."""
    lines = tuple(
        f"{place}. {_MARKS.get(item.case.state, '')} {say.gettext(CONCERN_NAMES[item.case.concern])} · "
        + say.ngettext("{count} report", "{count} reports", item.reports, count=item.reports)
        for place, item in enumerate(waiting, 1)
    )
    row = tuple(
        Button(str(place), str(Action("case", item.case.id)), tone=Tone.DANGER if item.case.quarantined else Tone.PLAIN)
        for place, item in enumerate(waiting, 1)
    )
    small = say.ngettext("{count} more waits.", "{count} more wait.", more, count=more) if more else ""
    return Reply(text=say.gettext("These cases wait:"), lines=lines, small=small, rows=(row,), private=True)


def history_card(say: Translator, name: str, record: Record) -> Reply:
    """Show what stands against a person."""
    text = say.ngettext(
        "{name} has {count} warning that counts.",
        "{name} has {count} warnings that count.",
        record.strikes,
        name=name,
        count=record.strikes,
    )
    lines = tuple(
        f"{place}. {say.moment(case.opened_at)} · {say.gettext(CONCERN_NAMES[case.concern])} · "
        + say.gettext(STATE_NAMES[case.state])
        for place, case in enumerate(record.cases, 1)
    )
    row = tuple(Button(str(place), str(Action("case", case.id))) for place, case in enumerate(record.cases[:5], 1))
    return Reply(text=text, lines=lines, rows=(row,) if row else (), private=True)


def work_card(say: Translator, works: list[tuple[str, Work]]) -> Reply:
    """Show what moderators did within a month."""
    if not works:
        return Reply(text=say.gettext("Nobody has decided a case in the last thirty days."), private=True)
    lines = tuple(
        say.ngettext(
            "{name}: {count} case, half of them within {hours} h, {overturned} taken back on appeal",
            "{name}: {count} cases, half of them within {hours} h, {overturned} taken back on appeal",
            work.decided,
            name=name,
            count=work.decided,
            hours=say.number(round(work.seconds / 3600, 1)),
            overturned=work.overturned,
        )
        for name, work in works
    )
    return Reply(text=say.gettext("Decided in the last thirty days:"), lines=lines, private=True)


def buttons(say: Translator, case: Case, *, count: int = 1) -> tuple[tuple[Button, ...], ...]:
    """Return what may be done with a case as it stands; of ``count`` pictures each may be hidden alone."""
    note = Button(say.gettext("Note"), str(Action("casenote", case.id)), "📝")
    if case.state in UNDECIDED:
        take = Button(say.gettext("Take it"), str(Action("take", case.id)), "✋", Tone.STRONG)
        rates = tuple(
            Button(say.gettext("Rate {level}", level=level), str(Action("rule", case.id, f"rate.{level}")))
            for level in (1, 2, 3)
        )
        verdicts = tuple(_verdict(say, case.id, verdict) for verdict in _VERDICTS)
        single = tuple(
            Button(say.gettext("Hide only {number}", number=place), str(Action("rule", case.id, f"hide.{place}")), "🙈")
            for place in range(1, min(count, _MOST_SINGLE) + 1)
        )
        return (take, note), verdicts[:3], rates, verdicts[3:], *((single,) if count > 1 else ())
    if case.state is CaseState.APPEALED:
        grant = Button(say.gettext("Grant the appeal"), str(Action("answer", case.id, "grant")), "✅")
        refuse = Button(say.gettext("Let it stand"), str(Action("answer", case.id, "refuse")), "✋")
        return (grant, refuse), (note,)
    if case.state is CaseState.DECIDED:
        return ((Button(say.gettext("Take it back"), str(Action("undo", case.id)), "↩️"), note),)
    return ((note,),)


def veiled(picture: Media, say: Translator) -> Picture:
    """Return a reported picture as moderators see it: veiled whatever it is rated."""
    seen = shown(picture, say)
    return Picture(seen.key, seen.media_type, seen.name, seen.width, seen.height, seen.bytes, seen.alt, spoiler=True)


def number(case_id: UUID) -> str:
    """Return a case's id as people tell it."""
    return str(case_id)


def _verdict(say: Translator, case_id: UUID, verdict: Verdict) -> Button:
    tone = Tone.DANGER if verdict in {Verdict.DELETE, Verdict.SUSPEND} else Tone.PLAIN
    return Button(
        say.gettext(VERDICT_DEEDS[verdict]), str(Action("rule", case_id, verdict.value)), _VERDICTS[verdict], tone
    )


def _prompt(file: File) -> str:
    told = file.job.spec.get("prompt") if file.job is not None and not file.case.quarantined else ""
    return str(told or "")


def _said(say: Translator, file: File) -> list[str]:
    count = len(file.reports)
    lines = [say.ngettext("{count} report", "{count} reports", count, count=count)]
    noted = [report for report in file.reports if report.note]
    lines += [f"🚩 {say.gettext(CONCERN_NAMES[report.concern])}: {shortened(report.note)}" for report in noted[:3]]
    return lines


def _decided(say: Translator, decision: Decision) -> str:
    reason = say.gettext(decision.reason) if decision.reason in {FLAGGED, WEIGHED} else decision.reason
    line = f"⚖️ {say.gettext(VERDICT_DEEDS[decision.verdict])}: {shortened(reason)}".removesuffix(": ")
    taken_back = say.gettext("taken back")
    return f"{line} ({taken_back})" if decision.reversed_at is not None else line
