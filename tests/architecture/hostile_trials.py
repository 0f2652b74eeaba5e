"""The battery of hostile statements, continued: trials of drafts whose figures nobody reckoned, or that are made to say something else."""

from __future__ import annotations

from tests.architecture.hostile import denied, law


def trial(*, day: str = "2027-05-06", begun: str = "%(at)s", figures: str = "'{}'", failed: str = "") -> str:
    return (
        "INSERT INTO reporting_kepttrial (said, day, draft_id, until, asked_at, begun_at, figures, failed)"
        f" VALUES ('x', '{day}', %(terms_draft)s, '2027-05-06 12:00+05:30', %(at)s, {begun}, {figures}, '{failed}')"
    )


TRIALS = [
    law("a trial beside the one", trial() + "; " + trial(), "a_trial_is_kept_once_a_day"),
    law("yesterday's trial for today's", trial(day="2027-05-07"), "a_trial_is_of_the_day_it_goes_up_to"),
    law("figures that nobody reckoned", trial(begun="NULL"), "a_trial_has_figures_or_a_fault_once_begun"),
    law("figures for a fault", trial(failed="KeyError"), "a_trial_has_figures_or_a_fault_once_begun"),
    law("figures made to please", trial() + """; UPDATE reporting_kepttrial SET figures = '{"plans": 0}'""", "a_reckoned_trial_stands"),
    denied(
        "figures shown with another draft", "UPDATE reporting_kepttrial SET said = 'y'", "permission denied for table reporting_kepttrial"
    ),
]
