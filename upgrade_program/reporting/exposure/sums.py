"""The statements of the rollup: one text says what a plan gives on which day, for counting, for counting anew and for checking."""

from __future__ import annotations

from pathlib import Path

_STEPS = Path(__file__).with_name("steps.sql").read_text()
PATIENCE = """
    SET LOCAL statement_timeout = '30min'; SET LOCAL idle_in_transaction_session_timeout = '30min';
    SET LOCAL work_mem = '128MB'; SET LOCAL jit = off
"""

ALL_STEPS = _STEPS.format(only="")
# By the key, whatever the planner thinks of the number of plans touched.
TOUCHED_STEPS = _STEPS.format(only="AND p.id = ANY(ARRAY(SELECT plan_id FROM touched))")
WRITTEN = """
written AS (
    INSERT INTO reporting_exposurestep AS step (axis, key, tier, day, entered, gained, gone, lost, opened)
    SELECT axis, key, tier, day, entered, gained, gone, lost, opened FROM steps
        ON CONFLICT (axis, key, tier, day) DO UPDATE
       SET entered = step.entered + EXCLUDED.entered, gained = step.gained + EXCLUDED.gained, gone = step.gone + EXCLUDED.gone,
           lost = step.lost + EXCLUDED.lost, opened = step.opened + EXCLUDED.opened
    RETURNING 1
)
"""
LIVE = "status IN ('active', 'suspended')"
