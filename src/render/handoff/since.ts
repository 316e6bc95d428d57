import { listedDays } from "../../grid/calendar/calendar.ts";
import type { PreviousHandoff } from "../../records/run-record.ts";
import { bullets, fileLink, section, sentence } from "../text/handoff-text.ts";
import { quoted, table } from "../text/markdown.ts";
import { averageWords, instantText, listed, recordedAverage, wording } from "../text/phrases.ts";
import { count, onDates } from "../text/words.ts";
import type { HandoffData } from "./data/data.ts";
import { repairsSince } from "./timeline.ts";

/** What changed since the last handoff, what ran, what did not run and why, and what was modified. */
export function renderSince(data: HandoffData): string {
  const { context } = data;
  return section(
    "Since the last handoff",
    ...(context.previous === null
      ? ["This environment has no earlier handoff to compare with."]
      : compared(data, context.previous)),
    bullets([...ran(data), ...notRun(data), modified(data)]),
  );
}

function compared({ assessment, context, provenance }: HandoffData, before: PreviousHandoff) {
  const { grid, training, counts, unknownCells, findings } = assessment;
  const range = `${before.range.first} to ${before.range.last}`;
  const where = context.previousCopy === null ? "" : `, ${fileLink(context.previousCopy)}`;
  const lead = `Last handoff: run ${quoted(before.run)}, as of ${instantText(before.asOf)}, ${wording(range)}${where}.`;
  if (before.range.first !== grid.range.first || before.range.last > grid.range.last)
    return [`${lead} It covers other dates, so the two are not compared.`];
  const then = new Map(before.findings.map((finding) => [finding.id, finding]));
  const now = new Set(findings.map(({ id }) => id));
  const changes = [
    ...findings.flatMap(({ id, title, dates }) => {
      const old = then.get(id)?.dates;
      if (old === dates.length) return [];
      return old === undefined
        ? [`New: ${sentence(title)}${onDates(dates)}`]
        : [`Changed: ${sentence(title)}, ${count(dates.length, "date")} (was ${old})`];
    }),
    ...before.findings
      .filter(({ id }) => !now.has(id))
      .map(({ title, dates }) => `Gone: ${sentence(title)} (was ${count(dates, "date")})`),
    ...(before.configHash === provenance.configHash
      ? []
      : ["The configuration has changed since, which may explain part of the difference."]),
  ];
  const rows: string[][] = [
    ["training", before.training, training],
    ["game dates", String(before.gameDates), String(listedDays(grid.days).length)],
    ["average health score", recordedAverage(before), averageWords(assessment)],
    ...(["P0", "P1", "P2"] as const).map((priority) => [
      `${priority} findings`,
      String(before.counts[priority]),
      String(counts[priority]),
    ]),
    ["unknown cells", String(before.unknownCells), String(unknownCells)],
  ];
  return [
    lead,
    rows.every(([, then, now]) => then === now)
      ? `Unchanged: ${rows.map(([what, , now]) => `${what} ${now}`).join(", ")}.`
      : table(["what", "then", "now"], rows),
    changes.length === 0
      ? "No finding appeared, disappeared or changed in size."
      : bullets(changes),
  ];
}

function ran(data: HandoffData): string[] {
  const repairs = repairsSince(data);
  if (repairs.length === 0) return ["Ran: this validation. No repair run is recorded."];
  return [
    "Ran: this validation, and these repair runs.",
    ...repairs.map(
      ({ run, outcome, started, finished, done, failed, parked, dates, tables, receipt }) =>
        `Ran: ${quoted(run)}: ${outcome}; ${instantText(started)} to ${finished === null ? "no end recorded" : instantText(finished)}; ${done} cells done, ${failed} failed, ${parked} parked; ${count(dates, "date")} of ${tables.map(wording).join(", ")}${receipt === null ? "" : `; ${fileLink(receipt)}`}`,
    ),
  ];
}

function notRun({ assessment, open, advice }: HandoffData): string[] {
  const fixed = advice.filter(({ repair }) => repair.way === "never");
  return [
    ...(open.length === 0
      ? []
      : [
          `Not run: plan ${open.length === 1 ? "phase" : "phases"} ${listed(open.map(({ phase }) => String(phase)))}. A validation repairs nothing; a person decides.`,
        ]),
    ...(fixed.length === 0
      ? []
      : [
          `Cannot be repaired: ${listed([...new Set(fixed.map(({ group }) => sentence(group.finding.title)))])}.`,
        ]),
    ...(assessment.unread.length === 0
      ? []
      : [`Not read: ${listed(assessment.unread.map(({ table: id }) => wording(id)))}.`]),
  ];
}

function modified(data: HandoffData): string {
  const done = repairsSince(data).reduce((sum, repair) => sum + repair.done, 0);
  return done === 0
    ? "Modified: nothing. Validations only read."
    : `Modified: ${count(done, "cell")}, by the repair runs above. Validations only read.`;
}
