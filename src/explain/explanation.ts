import type { TargetPaths } from "../advice/blocks/target.ts";
import type { CivilDate } from "../dates/civil-date.ts";
import type { Assessment } from "../findings/assess/assess.ts";
import { type CellRef, keyOf } from "../grid/cascade.ts";
import { cellReason } from "../grid/cell-words.ts";
import { type Cell, type CellState, columnOf } from "../grid/grid.ts";
import type { Stray } from "../grid/strays.ts";
import { producerOf, waiversFor } from "../pipeline/rules.ts";
import type { Producer } from "../pipeline/schema/producers.ts";
import { type Blocks, blocks, type CellsOf, upstreamOf } from "./around.ts";
import { type Held, heldAgainst } from "./held.ts";
import { type Explained, explainFindings } from "./repair.ts";
import { type Recorded, type Writes, writesOf } from "./writes.ts";

/** Everything that is known of one table on one date. */
export type Explanation = {
  readonly environment: string;
  readonly asOf: string;
  readonly table: {
    readonly id: string;
    /** In the warehouse. */
    readonly name: string;
    readonly phase: string;
    readonly producer: string;
    readonly rebuildable: boolean;
  };
  readonly date: CivilDate;
  /** Null on a day that is no date of the calendar; then rows stand there, and are misplaced. */
  readonly cell: ExplainedCell | null;
  readonly held: Held | null;
  /** Rows of the table that stand on the day and do not belong there. */
  readonly strays: readonly Stray[];
  readonly upstream: readonly CellsOf[];
  readonly blocks: Blocks;
  readonly writes: Writes;
  readonly findings: readonly Explained[];
};

type ExplainedCell = {
  readonly state: CellState;
  readonly late: boolean;
  readonly thin: boolean;
  readonly rows: number | null;
  readonly games: number | null;
  readonly missingGames: readonly string[];
  readonly unreconciled: readonly string[];
  readonly surplus: number;
  readonly measures: Cell["measures"];
  /** Why it is not as it should be, in words; empty where it is. */
  readonly why: string;
};

/** Null where the day is no date of the calendar and the table holds nothing on it. */
export function explain(
  assessment: Assessment,
  ref: CellRef,
  recorded: Recorded,
  paths: TargetPaths,
): Explanation | null {
  const { grid } = assessment;
  const table = grid.tables.find(({ id }) => id === ref.table);
  if (table === undefined) throw new Error(`${ref.table} is no table of the grid.`);
  const index = grid.days.findIndex(({ date }) => date === ref.date);
  const [day, cell] = [grid.days[index], columnOf(grid, ref.table)[index]];
  const strays = (grid.outside?.strays ?? []).filter((one) => keyOf(dated(one)) === keyOf(ref));
  const findings = explainFindings(assessment, ref, paths);
  if (day === undefined && strays.length === 0 && findings.length === 0) return null;
  const phase = grid.pipeline.phases.find(({ id }) => id === table.phase);
  const games = new Set(day?.games.map(({ id }) => id));
  const excusing = waiversFor(grid.pipeline, table, grid.environment, grid.asOf).filter(
    (waiver) => waiver.dates?.includes(ref.date) || waiver.games?.some((id) => games.has(id)),
  );
  return {
    environment: grid.environment,
    asOf: grid.asOf.toISOString(),
    table: {
      id: table.id,
      name: table.name,
      rebuildable: table.rebuildable,
      phase: phase === undefined ? table.phase : `phase ${phase.number}, ${phase.title}`,
      producer: producerWords(producerOf(table, grid.environment)),
    },
    date: ref.date,
    cell:
      cell === undefined
        ? null
        : {
            state: cell.state,
            late: cell.late,
            thin: cell.thin,
            rows: cell.rows,
            games: cell.games,
            surplus: cell.surplus,
            missingGames: cell.missingGames,
            unreconciled: cell.unreconciled,
            measures: cell.measures,
            why: cellReason(cell, table, { differences: grid.differences, day }),
          },
    held:
      cell === undefined || day === undefined
        ? null
        : heldAgainst(grid, table, cell, day, excusing),
    strays,
    upstream: upstreamOf(grid, table, ref.date),
    blocks: blocks(assessment, ref),
    writes: writesOf(grid, ref, recorded),
    findings,
  };
}

const dated = ({ table, date }: Stray): CellRef => ({ table, date: date as CivilDate });

function producerWords(producer: Producer): string {
  switch (producer.kind) {
    case "service":
      return `service of ${producer.owner}`;
    case "scraper":
      return `scraper of ${producer.source}`;
    case "command":
      return `command ${producer.argv[0]}`;
    case "sql":
      return `SQL in ${producer.file}`;
    case "recorded":
      return `recorded files, by ${producer.file}`;
  }
}

/** 3 where the cell, what it reads or what is recorded of it is unknown; 1 where something was found; else 0. */
export function explanationExitCode({ cell, upstream, writes, findings }: Explanation): 0 | 1 | 3 {
  const isUnknown =
    cell?.state === "unknown" ||
    writes.unread.length > 0 ||
    upstream.some(({ states }) => (states.unknown ?? 0) > 0);
  if (isUnknown) return 3;
  return findings.length > 0 ? 1 : 0;
}
