import { graceEnd } from "../../advice/causes/newest.ts";
import { printRange } from "../../dates/range.ts";
import type { Assessment } from "../../findings/assess/assess.ts";
import { stateText } from "../../findings/assess/readiness-text.ts";
import { listedDays } from "../../grid/calendar/calendar.ts";
import { boundedAverage, roundScore } from "../../grid/score.ts";
import { countedText } from "../text/counted.ts";
import { fileLink, minutesText, sentence } from "../text/handoff-text.ts";
import { quoted, table } from "../text/markdown.ts";
import { capital, instantText, wording } from "../text/phrases.ts";
import { count } from "../text/words.ts";
import type { HandoffData } from "./data/data.ts";

/** The state in two or three sentences; also the head of the job summary. */
export function headline({ grid, findings, training, readiness }: Assessment): string {
  const blocking = findings.filter(
    ({ kind, priority }) => kind === "phase-missing" && priority === "P0",
  );
  const because =
    training === "BLOCKED" && blocking.length > 0
      ? ` ${blocking.map(({ title, dates, runs }) => `${capital(sentence(title))} on ${count(dates.length, "game date")}: ${runs.map(printRange).join(" and ")}.`).join(" ")}`
      : "";
  return [
    `**Environment ${wording(grid.environment)}, ${count(listedDays(grid.days).length, "game date")} from ${grid.range.first} to ${grid.range.last}, as of ${instantText(grid.asOf)}.`,
    `Model training is ${stateText(readiness)}.**${because}`,
  ].join(" ");
}

/** Who, since when, until when: what is looked at first. */
export function renderHeader(data: HandoffData): string {
  const { assessment, context, provenance, target } = data;
  const { training, counts, unknownCells } = assessment;
  const { owners, previousCopy, notes } = context;
  return table(
    ["what", "now"],
    [
      [
        "status",
        `training ${stateText(assessment.readiness)}; findings: ${counts.P0} P0, ${counts.P1} P1, ${counts.P2} P2; ${count(unknownCells, "unknown cell")}`,
      ],
      ["start by", startBy(data)],
      ...(training === "BLOCKED" ? [["time to unblock", timeToUnblock(data)]] : []),
      [
        "owner now",
        owners?.now == null ? "unassigned; add your name to the notes" : quoted(owners.now),
      ],
      ["owner next", owners?.next == null ? nextOwner(data) : quoted(owners.next)],
      [
        "previous handoff",
        previousCopy === null ? "none from an earlier day" : fileLink(previousCopy),
      ],
      [
        "notes by people",
        notes === null
          ? "none yet; add yours at the end of this file"
          : `${count(notes.split("\n").length, "line")} at the end of this file; read them first`,
      ],
      ...(provenance.counted === undefined
        ? []
        : [["read", quoted(countedText(provenance.counted))]]),
      ...(provenance.runUrl === null ? [] : [["log of this run", provenance.runUrl]]),
      ...(target.csv === null
        ? []
        : [
            [
              "read from",
              `a CSV file, not a warehouse. The commands below use ${wording(target.environment)}: first check that the CSV comes from it`,
            ],
          ]),
      ...(target.declared?.destructive === true
        ? [["warning", `writes to ${wording(target.environment)} change data that others use`]]
        : []),
    ],
  );
}

/** What somebody has to start, by a command or without one. */
const STARTED = ["run", "refresh", "remove", "declare", "ask"];

function startBy({ assessment, advice, open }: HandoffData): string {
  const { training, unread } = assessment;
  if (training === "BLOCKED")
    return unread.length > 0
      ? "now: training is waiting; first make the unread tables readable"
      : "now: training is waiting, and it will not recover by itself";
  const waiting = advice.filter(({ repair }) => repair.way === "wait");
  const ends = waiting.map(({ group }) => graceEnd({ grid: assessment.grid, group })).sort();
  if (open.length > 0 || advice.some(({ repair }) => STARTED.includes(repair.way)))
    return "today; training is not blocked";
  if (ends.length > 0) return `not before ${ends.at(-1)}: the newest dates may still arrive`;
  return unread.length > 0 ? "today: some tables could not be read" : "no action needed";
}

function timeToUnblock({ assessment, phases }: HandoffData): string {
  const { unread } = assessment;
  const [first] = phases;
  const run =
    first === undefined || first.cells.length === 0
      ? null
      : `${minutesText(first.estimate)}, plan phase 1`;
  if (unread.length > 0)
    return `unknown until every table can be read${run === null ? "" : `; then ${run}`}`;
  return run ?? "unknown: no repair run unblocks it";
}

/** Without a name, those who fill the tables that the first open phase is about. */
function nextOwner({ open, target, assessment }: HandoffData): string {
  const tables = open[0]?.tables ?? [];
  const owners = assessment.grid.pipeline.tables.flatMap(({ id, producers }) => {
    const producer = tables.includes(id) ? producers[target.environment] : undefined;
    return producer?.kind === "service" ? [producer.owner] : [];
  });
  const names = [...new Set(owners)].map(wording);
  return names.length === 0
    ? "unassigned"
    : `unassigned; ${names.join(" and ")} own the tables of the first step`;
}

/** What was not read comes before everything that is said about the rest. */
export function renderUnread({ assessment }: HandoffData): string[] {
  const { unread, unknownCells, scores } = assessment;
  if (unread.length === 0) return [];
  const bounds = boundedAverage(scores);
  return [
    [
      `> **UNKNOWN: ${count(unread.length, "table")} could not be read, ${count(unknownCells, "cell")}.** This report covers only the other tables.`,
      ...(bounds === null
        ? []
        : [
            `> Depending on the unread cells, the average score is between ${roundScore(bounds.low)} and ${roundScore(bounds.high)}.`,
          ]),
    ].join("\n"),
    table(
      ["table", "cells", "error"],
      unread.map(({ table: id, cells, error }) => [wording(id), String(cells), quoted(error)]),
    ),
  ];
}
