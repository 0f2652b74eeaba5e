"""The battery of hostile statements, continued: sums of what is owed, or carried over midnight, that stand twice, or of nothing known."""

from __future__ import annotations

from tests.architecture.hostile import denied, law


def step(axis: str = "store") -> str:
    return (
        "INSERT INTO reporting_exposurestep (axis, key, tier, day, entered, gained, gone, lost, opened)"
        f" VALUES ('{axis}', 1, 0, '2027-05-06', 1, 1, 0, 0, 0)"
    )


def carried(last: str = "2027-07-01", *, redeemed: int = 0) -> str:
    return (
        "INSERT INTO reporting_carriedmonth (first, last, seen, ended_before, redeemed_before, ended, redeemed)"
        f" VALUES ('2027-07-01', '{last}', %(at)s, 0, 0, 0, {redeemed})"
    )


def carried_store() -> str:
    return (
        "INSERT INTO reporting_carriedstore (month_id, store_id, plans_opening, plans_closing, plans_earned, members_opening,"
        " members_closing, members_earned, promised_before, promised) SELECT max(id), 1, 0, 0, 0, 0, 0, 0, 0, 0 FROM reporting_carriedmonth"
    )


EXPOSURE = [
    law("a sum by nothing known", step("state"), "a_step_is_of_a_known_axis"),
    law("a sum twice", step() + "; " + step(), "a_step_of_what_is_owed_stands_once"),
    law("a second count beside the one", "INSERT INTO reporting_exposurerun (id, wrong_steps, missed_plans) VALUES (2, 0, 0)",
        "there_is_one_exposure_run"),
    law("counted, on no day", "INSERT INTO reporting_exposurerun (id, built_at, wrong_steps, missed_plans) VALUES (1, %(at)s, 0, 0)",
        "what_was_built_has_a_day"),
    law("more redeemed than there were", "INSERT INTO reporting_redemptionshare (tier, reached, redeemed) VALUES (1, 1, 2)",
        "no_more_are_redeemed_than_reached_a_tier"),
    law("carried twice to one day", carried() + "; " + carried(), "a_month_is_carried_once_to_a_day"),
    law("carried to before it begins", carried("2027-06-30"), "a_carried_month_ends_after_it_begins"),
    law("more carried redeemed than ended", carried(redeemed=1), "no_more_plans_are_carried_redeemed_than_ended"),
    law("a store carried twice", "; ".join([carried(), carried_store(), carried_store()]), "a_store_is_carried_once_a_month"),
    denied("carry something else", "UPDATE reporting_carriedstore SET promised = 0",
           "permission denied for table reporting_carriedstore"),
    denied("another count takes the place", "UPDATE reporting_exposurerun SET id = 2", "permission denied for table reporting_exposurerun"),
    denied("forget the count", "DELETE FROM reporting_exposurerun", "permission denied for table reporting_exposurerun"),
]  # fmt: skip
