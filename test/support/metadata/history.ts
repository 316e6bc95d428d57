import { addDays, type CivilDate } from "../../../src/dates/civil-date.ts";
import { daysOf } from "../../../src/dates/list.ts";
import type { Grid } from "../../../src/grid/grid.ts";
import type { ObserveInput } from "../../../src/jobs/observe/input.ts";
import { observe } from "../../../src/jobs/observe/observe.ts";
import { metadataFirst, type Prepared, prepare } from "../../../src/jobs/observe/prepare.ts";
import { countedIn, observedBy, recordingOf } from "../../../src/jobs/validate/prepared.ts";
import { declaredRange } from "../../../src/pipeline/rules.ts";
import {
  type Counted,
  type Observed,
  ObservedSchema,
  observedText,
} from "../../../src/records/observed.ts";
import type { Warehouse } from "../../../src/warehouse/warehouse.ts";
import { ENVIRONMENT } from "../pipelines/declarations.ts";
import type { Kept } from "./bookkeeping.ts";
import { type Change, LEAGUE, LEAGUE_TABLES, League, OPENS } from "./league.ts";
import { type Random, randomOf } from "./random.ts";

const HOUR_MS = 3_600_000;
export const LAG_MS = HOUR_MS;

/** What a history is played on. */
export type Stage = {
  readonly warehouse: Warehouse;
  /** The engine's clock, in milliseconds; the stage's bookkeeping goes by it. */
  clock: { nowMs: number };
  carryOut(change: Change, league: League): Promise<void>;
  /** Where the same rows are counted in full; the warehouse itself unless given. */
  readonly full?: Warehouse;
  /** When something was last written. */
  lastWriteMs(): number;
};

/** One validation of a history: what it found, and what a full count found at the same time. */
export type Step = {
  readonly at: string;
  readonly found: Grid;
  readonly full: Grid;
  readonly counted: Counted;
  /** Something was written so shortly before that the bookkeeping may not have known of it. */
  readonly isWithinLag: boolean;
};

export const silent = () => undefined;

export const inputAt = (nowMs: number): ObserveInput => {
  const asOf = new Date(nowMs);
  return {
    ...{ pipeline: LEAGUE, environment: ENVIRONMENT, policy: "annotate", sources: true },
    ...{ asOf, range: declaredRange(LEAGUE, asOf) },
  };
};

/** Tables are kept by day, mostly; some by month, some in one piece, and of some nothing is known. */
export const keptBy = (random: Random): ReadonlyMap<string, Kept> =>
  new Map(
    LEAGUE_TABLES.map((name) => [
      name,
      random.oneOf<Kept>(["DAY", "DAY", "DAY", "DAY", "DAY", "DAY", "MONTH", "NONE", "VIEW"]),
    ]),
  );

/** Validates from a record as the command does, without its files. */
export async function validateFrom(
  { warehouse }: Pick<Stage, "warehouse">,
  nowMs: number,
  record: Observed | null,
): Promise<{ grid: Grid; counted: Counted; next: Observed | null; prepared: Prepared }> {
  const input = inputAt(nowMs);
  const settings = metadataFirst(input, warehouse);
  if (settings === null) throw new Error("The league declares metadataFirst.");
  const earlier = record === null ? { record, why: "nothing is recorded" } : { record };
  const prepared = await prepare(input, warehouse, earlier, settings, silent);
  const recording = recordingOf(input, warehouse, prepared);
  const grid = await observe(input, warehouse, silent, undefined, recording.reader);
  const next = observedBy(`run-${nowMs}`, input, warehouse, prepared, recording);
  const counted = countedIn(grid, prepared, recording);
  return { grid, counted, prepared, next: next === null ? null : readBack(next) };
}

/** As it is after it was written and read. */
const readBack = (record: Observed): Observed =>
  ObservedSchema.parse(JSON.parse(observedText(record)));

/** Some days of a league: rows come, go and change at any time, and now and then somebody validates. */
export async function playHistory(seed: number, stage: Stage, days: number): Promise<Step[]> {
  const random = randomOf(seed);
  const league = new League(random, keptBy(randomOf(seed + 1_000_000)));
  const { clock } = stage;
  clock.nowMs = Date.parse("2026-01-14T02:00:00Z");
  for (const change of league.begin()) await stage.carryOut(change, league);
  clock.nowMs += 5 * HOUR_MS;
  let record = (await validateFrom(stage, clock.nowMs, null)).next;
  const steps: Step[] = [];
  for (let step = 0; step < days; step += 1) {
    const untilMs = clock.nowMs + (1 + random.whole(40)) * HOUR_MS;
    const last = declaredRange(LEAGUE, new Date(untilMs)).last;
    // Last, and validated when it is visible: after a later write nothing would tell of it (docs/adr/0022-metadata-first.md).
    const isEmptied = random.chance(0.1);
    const changes = [
      ...(random.chance(0.6) ? league.fill(last, 0.8) : []),
      ...someDamages(random, league, last),
      ...(isEmptied ? [league.emptyColumn()] : []),
    ];
    const timesMs = changes
      .map(() => clock.nowMs + 120_000 * (1 + random.whole((untilMs - clock.nowMs) / 120_000 - 1)))
      .sort((a, b) => a - b);
    // What is done to a table within a minute of a write is taken for that write (docs/adr/0022-metadata-first.md).
    for (let at = timesMs.length - 2; at >= 0; at -= 1)
      timesMs[at] = Math.min(timesMs[at] as number, (timesMs[at + 1] as number) - 120_000);
    for (const [at, change] of changes.entries()) {
      clock.nowMs = timesMs[at] ?? untilMs;
      await stage.carryOut(change, league);
    }
    clock.nowMs = isEmptied ? Math.max(untilMs, stage.lastWriteMs() + LAG_MS + 1) : untilMs;
    const { grid, counted, next } = await validateFrom(stage, clock.nowMs, record);
    const full = await observe(inputAt(clock.nowMs), stage.full ?? stage.warehouse, silent);
    steps.push({
      at: new Date(clock.nowMs).toISOString(),
      ...{ found: grid, full, counted },
      isWithinLag: clock.nowMs - stage.lastWriteMs() <= LAG_MS,
    });
    record = next ?? record;
  }
  return steps;
}

function someDamages(random: Random, league: League, last: CivilDate): Change[] {
  const dates = daysOf([{ first: OPENS, last: addDays(last, 1) }]);
  const wanted = random.chance(0.3) ? 0 : 1 + random.whole(3);
  return Array.from({ length: wanted }, () => league.damage(dates)).flatMap((one) => one ?? []);
}

/** A grid in an order of its own: engines give rows in any, and have names of their own for types. */
export const ordered = (grid: Grid): unknown => ({
  ...grid,
  days: grid.days.map((one) => ({
    ...one,
    games: [...one.games].sort((a, b) => (a.id < b.id ? -1 : 1)),
  })),
  outside: grid.outside == null ? null : { ...grid.outside, strays: inOrder(grid.outside.strays) },
  ...{ pipeline: null, columnsRead: null },
});

const inOrder = (values: readonly object[]): readonly object[] =>
  values
    .map((value) => ({ value, key: JSON.stringify(Object.entries(value).sort()) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ value }) => value);
