import { type Damage, describeDamage } from "../../src/drill/damage.ts";
import type { Facts } from "../../src/drill/facts.ts";
import { KINDS, WIDE } from "../../src/drill/kinds.ts";
import { drawWorld, type World } from "../../src/drill/world.ts";
import type { Assessment } from "../../src/findings/assess/assess.ts";
import { GATE_REQUIREMENTS, judgeGate } from "../../src/findings/assess/gate.ts";
import { TRAINING_STATES } from "../../src/findings/assess/readiness.ts";
import { type Judged, judge } from "./judge.ts";
import { lookAt } from "./look.ts";
import { recordedIn } from "./settings.ts";

/** What came of all damages of one kind. */
export type Line = {
  damages: number;
  seen: number;
  rightState: number;
  rightCause: number;
  rightVerdict: number;
};

export type Tally = {
  readonly seed: number;
  readonly worlds: number;
  readonly byKind: ReadonlyMap<string, Line>;
  /** In words, with the damage. */
  readonly faults: readonly string[];
  readonly falseAlarms: readonly string[];
  /** Verdicts of the gate that do not fit the state of training. */
  readonly disagreements: readonly string[];
};

/** Wide kinds that fit into one world, by turns. */
const TURNS: readonly (readonly string[])[] = [
  ["schedule stopped", "emptied table", "stopped"],
  ["season undeclared"],
  ["schedule emptied"],
];

type Wanted = {
  readonly facts: Facts;
  readonly seed: number;
  readonly random: () => number;
  /** Of each kind. */
  readonly each: number;
  /** Damages of a date in one world, at most. */
  readonly perWorld: number;
  /** Where a world is made. */
  readonly file: string;
};

/** Does so many damages of each kind, several to a world, and counts what was said of them. */
export async function tally({ facts, seed, random, each, perWorld, file }: Wanted): Promise<Tally> {
  const left = new Map([...KINDS, ...WIDE].map(({ id }) => [id, each]));
  const byKind = new Map<string, Line>();
  const [faults, falseAlarms, disagreements]: [string[], string[], string[]] = [[], [], []];
  const recorded = await recordedIn(facts.file);
  let worlds = 0;
  while ([...left.values()].some((count) => count > 0)) {
    if (worlds > each * 12) throw new Error(`No room for ${JSON.stringify([...left])}.`);
    const wide = (TURNS[worlds % TURNS.length] ?? []).filter((id) => (left.get(id) ?? 0) > 0);
    worlds += 1;
    const wanted = wide.includes("schedule emptied") ? wide : [...wide, ...cells(left, perWorld)];
    const world = drawWorld(facts, wanted, random);
    if (world.damages.length === 0) continue;
    for (const { kind } of world.damages) left.set(kind, (left.get(kind) ?? 0) - 1);
    const assessment = await lookAt(world, facts.file, file);
    const verdicts = judge(world, assessment, recorded);
    for (const judged of verdicts.judged) {
      count(byKind, judged);
      faults.push(...faultsOf(judged).map((fault) => `world ${worlds}: ${fault}`));
    }
    falseAlarms.push(...verdicts.falseAlarms.map((one) => alarmText(worlds, one, world)));
    disagreements.push(...gateDisagreements(assessment).map((one) => `world ${worlds}: ${one}`));
  }
  return { seed, worlds, byKind, faults, falseAlarms, disagreements };
}

/** Kinds of one date, those that are most behind first. */
const cells = (left: ReadonlyMap<string, number>, most: number): string[] =>
  KINDS.map(({ id }) => id)
    .filter((id) => (left.get(id) ?? 0) > 0)
    .sort((a, b) => (left.get(b) ?? 0) - (left.get(a) ?? 0))
    .slice(0, most);

function count(byKind: Map<string, Line>, { damage, ...judged }: Judged): void {
  const none = { damages: 0, seen: 0, rightState: 0, rightCause: 0, rightVerdict: 0 };
  const line = byKind.get(damage.kind) ?? none;
  byKind.set(damage.kind, line);
  line.damages += 1;
  if (judged.unseen.length === 0) line.seen += 1;
  if (judged.wrongState.length === 0) line.rightState += 1;
  if (judged.wrongCause.length === 0) line.rightCause += 1;
  if (judged.wrongVerdict === null) line.rightVerdict += 1;
}

function faultsOf({ damage, unseen, wrongState, wrongCause, wrongVerdict }: Judged): string[] {
  const what = describeDamage(damage);
  const some = (name: string, places: readonly string[]) =>
    places.length === 0 ? [] : [`${what}: ${name} ${places.slice(0, 3).join("; ")}`];
  return [
    ...some("not named are", unseen),
    ...some("state:", wrongState),
    ...some("cause:", wrongCause),
    ...(wrongVerdict === null ? [] : [`${what}: the verdict ${wrongVerdict}`]),
  ];
}

function alarmText(world: number, alarm: string, { damages }: World): string {
  const near = damages.filter(({ days }: Damage) => days.some((day) => alarm.includes(day)));
  return `world ${world}: ${alarm}${near.length > 0 ? ` (beside ${near.map(describeDamage).join("; ")})` : ""}`;
}

/** The gate passes exactly what the state of training covers. */
export function gateDisagreements(assessment: Assessment): string[] {
  const has = TRAINING_STATES.indexOf(assessment.training);
  return GATE_REQUIREMENTS.flatMap((require) => {
    const { passes, reasons } = judgeGate(assessment, require, []);
    const wanted = TRAINING_STATES.findIndex((state) => state.toLowerCase() === require);
    // "unblocked" asks for more than the state: nothing that is needed may be unknown, stale or unsound.
    const fits = require === "unblocked" ? !passes || has >= wanted : passes === has >= wanted;
    return fits && passes === (reasons.length === 0)
      ? []
      : [`${assessment.training}, and the gate for ${require} ${passes ? "passes" : "stops"}`];
  });
}

/** A table for people. */
export function tallyText({ seed, worlds, byKind, falseAlarms, disagreements }: Tally): string {
  const lines = [...byKind].map(([kind, { damages, seen, rightState, rightCause, rightVerdict }]) =>
    [kind.padEnd(26), damages, seen, rightState, rightCause, rightVerdict].join("\t"),
  );
  const sum = (of: (line: Line) => number) =>
    [...byKind.values()].reduce((total, line) => total + of(line), 0);
  const all = [
    "all".padEnd(26),
    ...[sum((line) => line.damages), sum((line) => line.seen), sum((line) => line.rightState)],
    ...[sum((line) => line.rightCause), sum((line) => line.rightVerdict)],
  ].join("\t");
  return [
    `seed ${seed}, ${worlds} worlds`,
    ["kind".padEnd(26), "damages", "seen", "state", "cause", "verdict"].join("\t"),
    ...lines,
    all,
    `false alarms ${falseAlarms.length}, disagreements of gate and state ${disagreements.length}`,
  ].join("\n");
}
