import { command, validateAgain } from "../../../advice/blocks/target.ts";
import { type PhaseOutline, phaseOptions } from "../../../advice/phases.ts";
import { stateText } from "../../../findings/assess/readiness-text.ts";
import { KEEP_DAYS } from "../../../pipeline/rules.ts";
import {
  fence,
  indented,
  inline,
  minutesText,
  nothing,
  section,
  sumOf,
} from "../../text/handoff-text.ts";
import { wording } from "../../text/phrases.ts";
import { count } from "../../text/words.ts";
import { hasUnknownDays, mustSay, refillsSchedule } from "../data/afterwards.ts";
import type { HandoffData } from "../data/data.ts";
import { engineWords } from "../data/engines.ts";
import { beyondCommands, beyondWords } from "./beyond.ts";
import { handOverTexts } from "./plan.ts";

type Step = {
  readonly title: string;
  /** Minutes of a person, or what is known of them. */
  readonly minutes: string;
  readonly says: string;
  readonly lines: readonly string[];
};

/** The repair in numbered steps, each with its minutes, its commands and the result to expect. */
export function renderQuickStart(data: HandoffData): string {
  const { assessment, open, advice, target, context } = data;
  const again = validateAgain(target, context);
  const toDo = advice.some(({ repair }) => repair.way !== "never");
  if (!toDo && assessment.unread.length === 0 && assessment.training !== "BLOCKED")
    return nothing("Quick start", `no action needed. To validate again: ${inline(again)}`);
  const [first, ...later] = open;
  const removing = removeSteps(data);
  const left = removing.length > 0 ? open : later;
  const steps = [
    setUp(data),
    look(data),
    ...unreadSteps(data),
    ...(removing.length > 0 || first === undefined ? removing : repairSteps(data, first)),
    ...(left.length === 0 ? [] : [goOn(left)]),
    ...(removing.length + open.length > 0 || beyondCommands(data).length === 0
      ? []
      : beyondSteps(data)),
    {
      title: "Write down what you did",
      minutes: "2 min",
      says: "In the notes at the end of this file: who owns it now, what ran, what remains.",
      lines: [],
    },
  ];
  return section(
    "Quick start",
    steps
      .map(({ title, minutes, says, lines }, at) =>
        [
          `${at + 1}. **${title}** (${minutes}). ${says}`,
          ...(lines.length === 0 ? [] : [indented(`\n${fence("sh", lines.join("\n"))}`)]),
        ].join("\n"),
      )
      .join("\n\n"),
  );
}

function setUp({ target }: HandoffData): Step {
  const signIn = target.declared?.project === undefined ? engineWords(target).signIn : [];
  const place = target.declared?.path;
  const there = place === undefined ? "its tables do not exist" : `${inline(place)} does not exist`;
  return {
    title: "Set up",
    minutes: "2 min",
    says: `Run every command in a checkout of this repository.${
      !target.recorded
        ? ""
        : ` If ${there}, load the recorded incident first: ${inline(command(target, "sample load", { scenario: "incident-2026-01-25" }))}.`
    }`,
    lines: ["npm ci", ...signIn],
  };
}

function look({ assessment, target, context }: HandoffData): Step {
  const { readiness, counts, unread } = assessment;
  const code = unread.length > 0 ? 3 : counts.P0 > 0 ? 1 : 0;
  return {
    title: "Confirm the current state",
    minutes: "1 min",
    says: `Expect training ${stateText(readiness)}, ${counts.P0} P0, ${counts.P1} P1 and ${counts.P2} P2 findings, and exit code ${code}. It changes no data. If the result differs, use the HANDOFF.md that it writes instead of this one.`,
    lines: [
      validateAgain(target, context),
      ...(target.csv === null
        ? []
        : [
            `# the warehouse knows more than the CSV: games by id, and later changes`,
            command({ ...target, options: { environment: target.environment } }, "validate"),
          ]),
    ],
  };
}

function unreadSteps({ assessment, target }: HandoffData): Step[] {
  if (assessment.unread.length === 0) return [];
  return [
    {
      title: "Make the unread tables readable",
      minutes: "duration unknown",
      says: `${assessment.unread.map(({ table }) => wording(table)).join(", ")}: the errors are at the top of this file. Then validate again. Repairs wait until these tables can be read.`,
      lines: [command(target, "validate")],
    },
  ];
}

/**
 * Misplaced rows come before the rebuild of their dates, which would be refused for the rows that go. Where the schedule
 * itself is in doubt nothing is taken out: what it lists again is in place.
 */
function removeSteps(data: HandoffData): Step[] {
  const { target, advice, open } = data;
  const strays = advice.filter(({ repair }) => repair.way === "remove" && repair.line !== null);
  if (strays.length === 0 || open.some((outline) => refillsSchedule(data, outline))) return [];
  const tables = [...new Set(strays.flatMap(({ group }) => group.tables))];
  return [
    {
      title: "Remove misplaced rows",
      minutes: "2 min",
      says: `Your decision: ${tables.map(wording).join(", ")} hold rows of games that the schedule does not list (see Findings). If the schedule is right, this removes only those rows and rebuilds the dates that lack them. The rows are kept for ${KEEP_DAYS} days, and \`undo RUN\` restores them. Exit code 1 means the repair is not fully proven: validate anyway and continue with the next handoff.`,
      lines: [
        command(target, "backfill", { tables: tables.join(","), "remove-strays": true }),
        command(target, "validate"),
      ],
    },
  ];
}

function repairSteps(data: HandoffData, outline: PhaseOutline): Step[] {
  const { target } = data;
  const options = phaseOptions(outline);
  const what = `${count(outline.cells.length, "cell")} on ${count(outline.dates.length, "date")} (a cell is one table on one date)`;
  const lists = hasUnknownDays(data)
    ? `Expect at most ${what} to rebuild. It names the cells that wait for the schedule`
    : `Expect ${what} to rebuild`;
  return [
    {
      title: `Show the plan of phase ${outline.phase}`,
      minutes: "1 min",
      says: `${lists}${target.csv === null ? "" : ", or more if the warehouse has tables that the CSV does not cover"}. It writes nothing.`,
      lines: [command(target, "plan", options)],
    },
    runStep(data, outline),
    {
      title: "Validate again",
      minutes: "1 min",
      says: `${mustSay(data, outline)} ${
        target.csv === null
          ? "It replaces this handoff and keeps the notes: continue with the new one."
          : `It writes a handoff of ${wording(target.environment)}: continue with that one.`
      }`,
      lines: [command(target, "validate")],
    },
  ];
}

function runStep(data: HandoffData, outline: PhaseOutline): Step {
  const { target } = data;
  const minutes = minutesText(outline.estimate);
  const asked = handOverTexts(data, outline);
  if (outline.callable.length === 0)
    return {
      title: `Have phase ${outline.phase} run`,
      minutes,
      says: asked.join(" "),
      lines: [],
    };
  const care =
    target.declared?.destructive === true
      ? ` **This changes data in ${wording(target.environment)} that others use.**`
      : "";
  return {
    title: `Run phase ${outline.phase}`,
    minutes,
    says: `It repairs a few dates first, and continues only if they come out as predicted.${care}${asked.map((text) => ` ${text}`).join("")} Keep the run id that it prints. Exit code 1 means the repair is not fully proven; its last lines say why. Validate anyway and continue with the next handoff.`,
    lines: [command(target, "backfill", phaseOptions(outline))],
  };
}

/** Where no command is left to run: what remains, and who can do it. */
const beyondSteps = (data: HandoffData): Step[] => [
  {
    title: "Pass on what no command can repair",
    minutes: "duration unknown",
    says: beyondWords(data),
    lines: [],
  },
];

const goOn = (later: readonly PhaseOutline[]): Step => ({
  title: `Continue with plan ${later.length === 1 ? "phase" : "phases"} ${later.map(({ phase }) => phase).join(", ")}`,
  minutes: minutesText(sumOf(later.map(({ estimate }) => estimate))),
  says: "The new handoff starts with the next phase. Their commands are also under The plan.",
  lines: [],
});
