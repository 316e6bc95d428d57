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
      ["owner now", owners?.now == null ? "not named; say so in the notes" : quoted(owners.now)],
      ["owner next", owners?.next == null ? nextOwner(data) : quoted(owners.next)],
      [
        "previous handoff",
        previousCopy === null ? "none of an earlier day is kept here" : fileLink(previousCopy),
      ],
      [
        "notes by people",
        notes === null
          ? "none yet; they go to the end of this file"
          : `${count(notes.split("\n").length, "line")} at the end of this file: read them first`,
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
              `a CSV, no warehouse; commands below address ${wording(target.environment)}, so check first that the CSV is of it`,
            ],
          ]),
      ...(target.declared?.destructive === true
        ? [["care", `writing to ${wording(target.environment)} changes data that others use`]]
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
      ? "now: first make the unread tables readable, for training waits"
      : "now: training waits for it, and none of it fills by itself";
  const waiting = advice.filter(({ repair }) => repair.way === "wait");
  const ends = waiting.map(({ group }) => graceEnd({ grid: assessment.grid, group })).sort();
  if (open.length > 0 || advice.some(({ repair }) => STARTED.includes(repair.way)))
    return "today; training is not blocked";
  if (ends.length > 0) return `not before ${ends.at(-1)}: the newest dates may fill by themselves`;
  return unread.length > 0 ? "today: tables could not be read" : "nothing has to be started";
}

function timeToUnblock({ assessment, phases }: HandoffData): string {
  const { unread } = assessment;
  const [first] = phases;
  const run =
    first === undefined || first.cells.length === 0
      ? null
      : `plan phase 1: ${minutesText(first.estimate)}`;
  if (unread.length > 0)
    return `unknown: tables have to be read first${run === null ? "" : `; then ${run}`}`;
  return run ?? "unknown: no run of this tool unblocks it";
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
    ? "not named; whoever takes this up"
    : `not named; the tables of the first step belong to ${names.join(" and ")}`;
}

/** What was not read comes before everything that is said about the rest. */
export function renderUnread({ assessment }: HandoffData): string[] {
  const { unread, unknownCells, scores } = assessment;
  if (unread.length === 0) return [];
  const bounds = boundedAverage(scores);
  return [
    [
      `> **UNKNOWN: ${count(unread.length, "table")} could not be read, ${count(unknownCells, "cell")}.** What follows is about the rest; nothing here says that these are well.`,
      ...(bounds === null
        ? []
        : [
            `> With the unknown as empty and as full, the average lies between ${roundScore(bounds.low)} and ${roundScore(bounds.high)}.`,
          ]),
    ].join("\n"),
    table(
      ["table", "cells", "error"],
      unread.map(({ table: id, cells, error }) => [wording(id), String(cells), quoted(error)]),
    ),
  ];
}
