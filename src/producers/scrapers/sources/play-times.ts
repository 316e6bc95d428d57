import { refuse } from "../game/refusal.ts";

type Timed = {
  readonly actionNumber: number;
  readonly period: number;
  /** Such as PT11M42.00S: what is left of the period. */
  readonly clock: string;
};

const QUARTERS = 4;
const QUARTER_SECONDS = 12 * 60;
const OVERTIME_SECONDS = 5 * 60;
/** Six overtimes were the most in a game; more than ten are a misprint. */
const MOST_PERIODS = QUARTERS + 10;

/** Refuses plays of periods and at times that a game does not have, and a game without one of its periods. */
export function checkTimes(actions: readonly Timed[]): void {
  for (const { actionNumber, period, clock } of actions) {
    if (period > MOST_PERIODS) refuse(`action ${actionNumber} is in period ${period}`);
    const [, minutes = "", seconds = ""] = /^PT(\d+)M([\d.]+)S$/.exec(clock) ?? [];
    const left = Number(minutes) * 60 + Number(seconds);
    const most = period > QUARTERS ? OVERTIME_SECONDS : QUARTER_SECONDS;
    if (Number(seconds) >= 60 || left > most)
      refuse(
        `action ${actionNumber} is at ${clock} in period ${period}, which has ${most / 60} minutes`,
      );
  }
  const periods = new Set(actions.map(({ period }) => period));
  for (let period = 1; period <= Math.max(QUARTERS, ...periods); period += 1)
    if (!periods.has(period)) refuse(`it has no play of period ${period}`);
}
