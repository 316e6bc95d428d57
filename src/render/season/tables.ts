import { type Cell, type CellState, cellsOfDay, columnOf, type Grid } from "../../grid/grid.ts";
import {
  BANDS,
  type Band,
  bandOf,
  countBands,
  type DayScore,
  expectsSomething,
  isCertain,
} from "../../grid/score.ts";
import { averageOf, gamesOf, monthsOf, type Slice, stageLosses } from "../../grid/slice.ts";
import type { PhaseConfig, TableConfig } from "../../pipeline/schema.ts";
import { table } from "../text/markdown.ts";
import { capital, completionText, oneDecimal, scoreText, share, wording } from "../text/phrases.ts";

const BAR_LENGTH = 20;

/** A bar of blocks for a share 0-1; whatever is not nothing has one block. */
const bar = (part: number): string =>
  "█".repeat(part === 0 ? 0 : Math.max(1, Math.round(part * BAR_LENGTH)));

/** One row a season. */
export const renderOverview = (seasons: ReadonlyMap<string, Slice>): string =>
  table(
    ["season", "dates", "games", "average", ...BANDS, "completion"],
    [...seasons].map(([id, season]) => [
      wording(id),
      String(season.grid.days.length),
      String(gamesOf(season)),
      scoreText(averageOf(season)),
      ...bandCounts(season),
      completionText(season),
    ]),
  );

const bandCounts = ({ grid, scores }: Slice): string[] => {
  const counts = countBands(scores, grid.pipeline.score.bands);
  return BANDS.map((band) => String(counts[band]));
};

/** Dates in each band, and how many of them could be in another one if all had been read. */
export function renderDistribution({ grid, scores }: Slice): string {
  const { bands } = grid.pipeline.score;
  const counts = countBands(scores, bands);
  const unsure = scores.filter((score) => !isCertain(score) && score.value !== null);
  const unsureIn = (band: Band) =>
    unsure.filter(
      ({ value, low, high }) =>
        bandOf(value ?? 0, bands) === band && bandOf(low, bands) !== bandOf(high, bands),
    ).length;
  const ranges: Record<Band, string> = {
    excellent: `${bands.excellent} and more`,
    good: `${bands.good} to below ${bands.excellent}`,
    fair: `${bands.fair} to below ${bands.good}`,
    poor: `below ${bands.fair}`,
  };
  const unread = scores.filter((score) => score.value === null && expectsSomething(score)).length;
  const absent = scores.filter((score) => !expectsSomething(score)).length;
  const rows: [string, string, number, number][] = [
    ...BANDS.map((band): [string, string, number, number] => [
      capital(band),
      ranges[band],
      counts[band],
      unsureIn(band),
    ]),
    ...(unread === 0 ? [] : [["UNKNOWN", "nothing could be read", unread, unread] as const]),
    ...(absent === 0 ? [] : [["no score", "nothing is expected", absent, 0] as const]),
  ].map(([band, range, dates, unsureDates]) => [band, range, dates, unsureDates]);
  const withUnsure = unsure.length + unread > 0;
  return table(
    ["band", "score", "dates", "share", "", ...(withUnsure ? ["band not certain"] : [])],
    rows.map(([band, range, dates, unsureDates]) => [
      band,
      range,
      String(dates),
      share(dates, scores.length),
      bar(dates / scores.length),
      ...(withUnsure ? [String(unsureDates)] : []),
    ]),
  );
}

export function renderMonths(slice: Slice): string {
  return table(
    ["month", "dates", "games", "average", "", "completion", "poor dates"],
    [...monthsOf(slice)].map(([month, part]) => {
      const average = averageOf(part);
      return [
        month,
        String(part.grid.days.length),
        String(gamesOf(part)),
        scoreText(average),
        bar((average?.value ?? 0) / 100),
        completionText(part),
        poorDates(part),
      ];
    }),
  );
}

/** "4", or "4 to 7" where the unread decides. */
function poorDates({ grid, scores }: Slice): string {
  const poor = (of: (score: DayScore) => number) =>
    scores.filter(
      (score) => expectsSomething(score) && bandOf(of(score), grid.pipeline.score.bands) === "poor",
    ).length;
  const [least, most] = [poor(({ high }) => high), poor(({ low }) => low)];
  return least === most ? String(least) : `${least} to ${most}`;
}

/** Where the points go, by stage of the score. */
export function renderStages(slice: Slice): string {
  const losses = stageLosses(slice);
  if (losses.length === 0) return "No stage has a value on any date.";
  return table(
    ["stage", "average", "points it takes from the average", "dates below 100", "dates unknown"],
    losses.map(({ stage, average, lost, dates, unknown }) => [
      stage,
      oneDecimal(average),
      oneDecimal(lost),
      String(dates),
      String(unknown),
    ]),
  );
}

const ALWAYS = ["complete", "partial", "missing", "unknown"] as const;
const WHERE_THERE = ["over-count", "stale", "expected-absent", "thin", "late"] as const;
type Count = CellState | "thin" | "late";
type PhaseRow = { readonly name: string; readonly counts: Readonly<Record<Count, number>> };

/** Dates by state for each phase, and below it for each of its tables. */
export function renderPhases({ grid }: Slice): string[] {
  const phases = grid.pipeline.phases.map(
    (phase) => [phase, grid.tables.filter(({ phase: id }) => id === phase.id)] as const,
  );
  const rows = phases.flatMap(([phase, tables]) => phaseRows(grid, phase, tables));
  const elsewhere = phases.filter(([, tables]) => tables.length === 0);
  const shown: Count[] = [
    ...ALWAYS,
    ...WHERE_THERE.filter((one) => rows.some(({ counts }) => counts[one] > 0)),
  ];
  return [
    rows.length === 0
      ? "No phase has a table here."
      : table(
          ["dates by phase and table", ...shown.map((one) => one.replace("-", " "))],
          rows.map(({ name, counts }) => [
            name,
            ...shown.map((one) => (counts[one] === 0 ? "-" : String(counts[one]))),
          ]),
        ),
    ...(elsewhere.length === 0
      ? []
      : [`Without a table here: ${elsewhere.map(([{ title }]) => wording(title)).join(", ")}.`]),
  ];
}

function phaseRows(grid: Grid, { title }: PhaseConfig, tables: readonly TableConfig[]): PhaseRow[] {
  if (tables.length === 0) return [];
  const judged = new Set(tables.filter(({ shadow }) => !shadow).map(({ id }) => id));
  const dates = grid.days.flatMap((_, index) => {
    const cells = [...cellsOfDay(grid, index).values()].filter((cell) => judged.has(cell.table));
    return cells.length === 0 ? [] : [phaseDate(cells)];
  });
  return [
    { name: `**${wording(title)}**`, counts: countsOf(dates) },
    ...tables.map(({ id, shadow }) => ({
      name: shadow ? `${id} (watched only)` : id,
      counts: countsOf(columnOf(grid, id)),
    })),
  ];
}

type Counted = Pick<Cell, "state" | "thin" | "late">;

function countsOf(dates: readonly Counted[]): PhaseRow["counts"] {
  const counts = Object.fromEntries([...ALWAYS, ...WHERE_THERE].map((one) => [one, 0])) as Record<
    Count,
    number
  >;
  for (const { state, thin, late } of dates) {
    counts[state] += 1;
    if (thin) counts.thin += 1;
    if (late) counts.late += 1;
  }
  return counts;
}

/** A phase's date: unknown with any unread table, missing with none of its tables, partial with some. */
function phaseDate(cells: readonly Cell[]): Counted {
  const expected = cells.filter(({ state }) => state !== "expected-absent");
  const thin = expected.some((cell) => cell.thin);
  const late = expected.some((cell) => cell.late);
  const some = (state: Cell["state"]) => expected.some((cell) => cell.state === state);
  const state = ((): Cell["state"] => {
    if (expected.length === 0) return "expected-absent";
    if (some("unknown")) return "unknown";
    if (expected.every((cell) => cell.state === "missing")) return "missing";
    if (some("missing") || some("partial")) return "partial";
    if (some("over-count")) return "over-count";
    return some("stale") ? "stale" : "complete";
  })();
  return { state, thin, late };
}
