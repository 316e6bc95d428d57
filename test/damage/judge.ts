import { type Damage, type Place, placeOf } from "../../src/drill/damage.ts";
import type { World } from "../../src/drill/world.ts";
import type { Assessment } from "../../src/findings/assess/assess.ts";
import { judgeGate } from "../../src/findings/assess/gate.ts";
import type { Holding } from "../../src/findings/assess/holding.ts";
import { neededTables } from "../../src/findings/assess/readiness.ts";
import type { Finding } from "../../src/findings/finding.ts";
import { columnOf } from "../../src/grid/grid.ts";

/**
 * Kinds that say of any change, rightly, that somebody else made it: they explain no damage and are no false alarm.
 */
export const TOLERATED: ReadonlySet<string> = new Set(["changed-outside", "stale"]);

/** What is wrong with what was said of one damage; empty texts are none. */
export type Judged = {
  readonly damage: Damage;
  /** Places that no finding of the expected kinds names. */
  readonly unseen: readonly string[];
  readonly wrongState: readonly string[];
  readonly wrongCause: readonly string[];
  readonly wrongVerdict: string | null;
};

export type Verdicts = {
  readonly judged: readonly Judged[];
  /** Findings at places that no damage explains, as "kind: place". */
  readonly falseAlarms: readonly string[];
};

export function judge(
  { damages }: Pick<World, "damages">,
  assessment: Assessment,
  recorded: ReadonlySet<string>,
): Verdicts {
  const named = namedPlaces(assessment);
  return {
    judged: damages
      .map((one) => withoutOthers(one, damages))
      .map((damage) => ({
        damage,
        unseen: unseen(damage, named, assessment),
        wrongState: wrongStates(damage, assessment),
        wrongCause: wrongCauses(damage, assessment),
        wrongVerdict: wrongVerdict(damage, assessment, recorded),
      })),
    falseAlarms: falseAlarms(damages, named, assessment),
  };
}

/** A wide damage is not asked about the days on which another one stands. */
function withoutOthers(damage: Damage, damages: readonly Damage[]): Damage {
  const taken = new Set(damages.flatMap((one) => (one === damage ? [] : one.days)));
  return {
    ...damage,
    places: damage.places.filter(({ date }) => date === null || !taken.has(date)),
  };
}

type Named = Place & { readonly finding: Finding };

/** Every place that a finding names: its cells and its misplaced rows. */
function namedPlaces({ findings, grid }: Assessment): Named[] {
  return findings.flatMap((finding): Named[] => [
    ...finding.cells.map(({ table, date }) => ({ finding, table, date })),
    ...(finding.strays ?? []).map(({ table, date }) => ({ finding, table, date })),
    ...(finding.kind === "rows-before"
      ? [...(grid.outside?.before ?? [])].map(([table, { first }]) => ({
          ...{ finding, table, date: first },
        }))
      : []),
  ]);
}

function unseen(
  { kind, places, findings }: Damage,
  named: readonly Named[],
  assessment: Assessment,
): string[] {
  const seen = new Set(named.filter(({ finding }) => findings.includes(finding.kind)).map(placeOf));
  if (kind === "season undeclared")
    return assessment.findings.some((one) => findings.includes(one.kind))
      ? []
      : ["season undeclared"];
  return places.map(placeOf).filter((place) => !seen.has(place));
}

function wrongStates({ places, states }: Damage, { grid }: Assessment): string[] {
  if (states === undefined) return [];
  return places.flatMap(({ table, date }) => {
    const cell = columnOf(grid, table).find((one) => one.date === date);
    return cell === undefined || states.includes(cell.state)
      ? []
      : [`${table} ${date} is ${cell.state}`];
  });
}

function wrongCauses({ places, findings, causes }: Damage, { diagnoses }: Assessment): string[] {
  return places.flatMap((place) => {
    const { table, date } = place;
    const own = diagnoses.filter(
      ({ finding, tables, run }) =>
        findings.includes(finding.kind) &&
        tables.includes(table) &&
        (date === null || run.dates.includes(date) || finding.kind === "rows-before"),
    );
    const odd = own.filter(({ cause }) => !causes.includes(cause)).map(({ cause }) => cause);
    if (own.length === 0) return [`${placeOf(place)} has no cause`];
    return own.length > odd.length ? [] : [`${placeOf(place)} is ${odd.join(", ")}`];
  });
}

function falseAlarms(
  damages: readonly Damage[],
  named: readonly Named[],
  assessment: Assessment,
): string[] {
  const isExplained = (place: Place, kind: string) =>
    damages.some(
      ({ findings, places, mayName, follows }) =>
        follows?.(place, kind) === true ||
        (findings.includes(kind) &&
          (places.some((one) => placeOf(one) === placeOf(place)) || mayName?.(place) === true)),
    );
  const alarms = named
    .filter((one) => !TOLERATED.has(one.finding.kind) && !isExplained(one, one.finding.kind))
    .map((one) => `${one.finding.kind}: ${placeOf(one)}`);
  const bare = assessment.findings
    .filter(
      ({ cells, strays, kind }) =>
        cells.length === 0 && strays === undefined && kind !== "rows-before",
    )
    .filter(({ kind }) => !damages.some(({ findings }) => findings.includes(kind)))
    .map(({ kind, title }) => `${kind}: ${title}`);
  return [...new Set([...alarms, ...bare])];
}

/** Null where the verdict is what the decisions ask of the damage. */
function wrongVerdict(
  damage: Damage,
  assessment: Assessment,
  recorded: ReadonlySet<string>,
): string | null {
  const { grid, readiness, training } = assessment;
  const isNeeded = neededTables(grid).includes(damage.table);
  const held = (...from: Holding["from"][]) =>
    readiness.holding.some((one) => from.includes(one.from) && names(one, damage, assessment));
  if (damage.verdict === "told") return null;
  if (training === "COMPLETE") return "COMPLETE";
  if (judgeGate(assessment, "complete", []).passes) return "passes the gate for COMPLETE";
  const stops = held("UNBLOCKED", "READY");
  switch (damage.verdict) {
    case "unknown":
      return blocksOn(damage, assessment) ? null : "does not block";
    case "p0":
      return stops ? null : "does not stop";
    case "emptied":
      // By its cells, or by a criterion that its dates fail.
      return !isNeeded || stops || training !== "READY" ? null : "does not stop";
    case "unsound":
      if (isNeeded) return stops ? null : "does not stop";
      return stops ? "stops" : held("COMPLETE") ? null : "is not held back";
    case "missing":
      if (priorityOf(damage, assessment) === "P0") return stops ? null : "does not stop";
      return stops ? "stops" : isShort(damage, assessment) ? null : "is not named as short";
    case "short":
      // Whoever took rows away changed what this tool wrote.
      if (isNeeded && damage.places.every((place) => recorded.has(placeOf(place))))
        return stops ? null : "does not stop";
      return stops ? "stops" : isShort(damage, assessment) ? null : "is not named as short";
  }
}

function names(
  { why, cells }: Holding,
  { places, kind }: Damage,
  { findings }: Assessment,
): boolean {
  const finding = findings.find(({ title }) => why.endsWith(title));
  if (kind === "season undeclared") return finding?.kind === "season-undeclared";
  const all = [...cells, ...(finding?.cells ?? [])];
  return (
    places.some((place) => all.some((cell) => placeOf(cell) === placeOf(place))) ||
    (why.includes("stand where they do not belong") &&
      findings.some(({ strays }) =>
        (strays ?? []).some(
          ({ table, date, belongs }) =>
            why.includes(table) &&
            places.some((place) => place.table === table && [date, belongs].includes(place.date)),
        ),
      ))
  );
}

/** Cells of each of its dates keep training from being unblocked. */
const blocksOn = ({ places }: Damage, { readiness }: Assessment): boolean => {
  const blocking = readiness.holding.filter(({ from }) => from === "UNBLOCKED");
  const dates = new Set(blocking.flatMap(({ cells }) => cells.map(({ date }) => date)));
  return places.every(({ date }) => date !== null && dates.has(date));
};

/** What decisions say of an empty date of the table: a set of a phase that is judged together is missing alone. */
function priorityOf({ table: id }: Damage, { grid }: Assessment): string {
  const table = grid.tables.find((one) => one.id === id);
  const phase = grid.pipeline.phases.find((one) => one.id === table?.phase);
  if (phase?.judged === "together") return phase.priority.partial ?? "P2";
  return table?.priority.missing ?? phase?.priority.missing ?? "P2";
}

const isShort = ({ places }: Damage, { readiness }: Assessment): boolean =>
  places.every(({ table, date }) =>
    readiness.short.some((one) => one.date === date && one.tables.includes(table)),
  );
