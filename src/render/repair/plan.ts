import { mergeRanges, printDateList } from "../../dates/list.ts";
import type { Plan } from "../../records/plan.ts";
import { bytesText, moneyText } from "../text/cost.ts";
import { count } from "../text/words.ts";

const MOST_LINES = 5;

/** The plan for a terminal: what runs, what does not and why, what it gains and costs. */
export function renderPlan(plan: Plan): string {
  const { cells, refused, blocked, becomesStale, canary, predicted, estimate } = plan;
  const tables = new Map<string, string[]>();
  for (const { table, date } of cells) tables.set(table, [...(tables.get(table) ?? []), date]);
  return [
    `Plan ${plan.id} (${plan.environment}): ${planTotals(plan)}`,
    ...[...tables].map(
      ([table, dates]) =>
        `  ${table}: ${count(dates.length, "date")}, ${dates[0]} to ${dates.at(-1)}`,
    ),
    ...(canary.length > 0 ? [`Canary: ${canary.join(", ")}`] : []),
    ...refusedLines(refused).map((line) => `  ${line}`),
    ...some(
      blocked.map(({ table, date, by }) => `  blocked: ${table} ${date}, because ${by.join(", ")}`),
    ),
    ...(blocked.length > 0 ? [`  ${wayOut(plan)}`] : []),
    ...(becomesStale.length > 0
      ? [
          `${count(becomesStale.length, "other cell")} may become stale; --with-downstream includes those that can be rebuilt`,
        ]
      : []),
    `Average score ${predicted.average ?? "unknown"} to ${predicted.averageAfter ?? "unknown"}, training ${predicted.training} to ${predicted.trainingAfter}`,
    estimate.minutes === null
      ? "Estimated time: unknown, no producer declares it and nothing was measured"
      : `Estimated time: ${estimate.minutes} min (${estimate.basis}); on GitHub ${estimate.billedMinutesByDate} billed minutes with a job a date, ${estimate.billedMinutesByBatch} with a job a batch of ${plan.batchSize}`,
    ...costLines(estimate),
  ].join("\n");
}

/** No option includes what only its owner can fill. */
function wayOut({ blocked, refused }: Plan): string {
  const owners = refused.filter(({ rule }) => rule === "owner");
  const isHandedOver = (blocker: string) =>
    owners.some(({ table, date }) => blocker.startsWith(`${table} ${date} `)) ||
    blocked.some(({ table, date }) => blocker.startsWith(`${table} ${date} `));
  return blocked.every(({ by }) => by.every(isHandedOver))
    ? "they wait for what is handed over; plan again when it is there"
    : "--with-upstream includes what blocks them";
}

/** What the warehouse bills; nothing where it bills nothing. Somebody else's costs are said to be unknown. */
function costLines({ bytes, usd, dryRuns, unpriced }: Plan["estimate"]): string[] {
  if (bytes === null || usd === null) return [];
  const most = unpriced.reduce((sum, { mostBytes }) => sum + (mostBytes ?? 0), 0);
  const more = most === 0 ? "" : `, and at most ${bytesText(most)} more for what is unknown`;
  return [
    `Estimated to be billed: ${moneyText({ bytes, usd })}${dryRunText(dryRuns)}${more}`,
    ...some(unpriced.map(({ table, why }) => `  unknown: ${table}: ${why}`)),
  ];
}

/** What the amount stands on; plans of earlier versions do not say. */
function dryRunText(dryRuns: Plan["estimate"]["dryRuns"]): string {
  if (dryRuns === null || dryRuns.statements === 0) return "";
  const { asked, statements } = dryRuns;
  return asked === statements
    ? ` (by dry run of ${statements === 1 ? "its statement" : `each of its ${statements} statements`})`
    : ` (by dry run of ${asked} of its ${statements} statements; the others counted as the dearest of their table)`;
}

/** The same sentence wherever a plan is spoken of. */
export function planTotals({ cells, refused, blocked }: Plan): string {
  const overwritten = cells.filter(({ rows }) => (rows ?? 0) > 0).length;
  const dates = new Set(cells.map(({ date }) => date)).size;
  return `${count(cells.length, "cell")} on ${count(dates, "date")} to rebuild, ${overwritten} of them overwritten, ${refused.length} refused, ${blocked.length} blocked`;
}

/** One line a rule and table, however many dates. */
export function refusedLines(refused: Plan["refused"]): string[] {
  const groups = Map.groupBy(refused, ({ rule, table }) => `${rule} ${table}`);
  return [...groups.values()].map((group) => {
    const [first] = group as [Plan["refused"][number]];
    if (first.rule === "owner") return handedOver(group, first);
    const how = first.override === null ? "" : `; ${first.override} runs them all the same`;
    return `refused (${first.rule}): ${first.table} on ${count(group.length, "date")}, such as ${first.date}: ${first.evidence}${how}`;
  });
}

/** Every date: somebody is to be asked for them. */
function handedOver(group: Plan["refused"], { table, evidence }: Plan["refused"][number]): string {
  const dates = mergeRanges(group.map(({ date }) => ({ first: date, last: date })));
  return `handed over: ${table} on ${count(group.length, "date")} (${printDateList(dates)}): ${evidence}`;
}

const some = (lines: readonly string[]): string[] =>
  lines.length <= MOST_LINES
    ? [...lines]
    : [...lines.slice(0, MOST_LINES), `  and ${lines.length - MOST_LINES} more`];
