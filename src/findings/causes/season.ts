import { printRange } from "../../dates/range.ts";
import { type DateContext, isWarmUpShape } from "../context.ts";
import type { Cause } from "./cause.ts";

/** How a season begins, by design. */
export const SEASON_CAUSES = {
  "warm-up": {
    title: "season warm-up, by design",
    byDesign: true,
    matches: ({ grid, finding, day, cells, shapes }) => {
      const shape = shapes.get(day.season);
      const { days, tables } = grid.pipeline.warmUp;
      return (
        finding.kind === "phase-missing" &&
        day.seasonDay < days &&
        cells.every(({ table }) => tables.includes(table)) &&
        shape !== undefined &&
        isWarmUpShape(shape)
      );
    },
    evidence: (dates, run) => {
      const [first, last] = [dates[0], dates.at(-1)];
      if (first === undefined || last === undefined) return [];
      const { warmUp } = first.grid.pipeline;
      const shape = first.shapes.get(first.day.season);
      const others = [...first.shapes.entries()].filter(
        ([id, other]) => id !== first.day.season && isWarmUpShape(other),
      );
      return [
        `${printRange(run)} are days ${first.day.seasonDay} to ${last.day.seasonDay} from opening night ${shape?.opens}, and the rule skips days 0 to ${warmUp.days - 1}.`,
        `${shape?.emptyDates} of the ${shape?.warmUpDates} game dates in those days are empty; dates outside them are filled.`,
        ...(others.length > 0
          ? [`Season ${others.map(([id]) => id).join(", ")} begins with the same shape.`]
          : []),
        skippingEvidence(dates),
      ];
    },
  },
  "warm-up-tail": {
    title: "tail of the season warm-up",
    byDesign: true,
    matches: ({ finding, day, shapes }) => {
      const shape = shapes.get(day.season);
      return (
        (finding.kind === "phase-partial" || finding.kind === "thin") &&
        shape !== undefined &&
        isWarmUpShape(shape) &&
        shape.tail.has(day.date)
      );
    },
    evidence: (dates, run) => {
      const first = dates[0];
      const shape = first?.shapes.get(first.day.season);
      const counts = dates
        .flatMap(({ cells }) => cells.filter(({ thin }) => thin))
        .map(({ rows, expected }) => `${rows} of ${expected}`);
      return [
        `${printRange(run)} belongs to the ${shape?.tail.size} game dates right after the warm-up of the season that opened ${shape?.opens}, without a break: processors that need games behind them fill up.`,
        ...(counts.length > 0 ? [`Rows grow from ${counts[0]} to ${counts.at(-1)}.`] : []),
      ];
    },
  },
} satisfies Record<string, Cause>;

/** Whether the declared producers skip such dates on purpose, in this environment or another. */
function skippingEvidence(dates: readonly DateContext[]): string {
  const first = dates[0];
  const tables = new Set(dates.flatMap(({ cells }) => cells.map(({ table }) => table)));
  const skipping = (first?.grid.pipeline.tables ?? []).filter(
    ({ id, producers }) =>
      tables.has(id) &&
      Object.values(producers).some(
        (one) => one.kind === "service" && one.skips.includes("warm-up"),
      ),
  );
  return `${skipping.length} of the ${tables.size} tables have a producer that is declared to skip the warm-up${skipping.length > 0 ? ` (${skipping.map(({ id }) => id).join(", ")})` : ""}.`;
}
