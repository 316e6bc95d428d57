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

/** From nothing to repaired in numbered steps, each with its minutes, its lines and what must come of them. */
export function renderQuickStart(data: HandoffData): string {
  const { assessment, open, advice, target, context } = data;
  const again = validateAgain(target, context);
  const toDo = advice.some(({ repair }) => repair.way !== "never");
  if (!toDo && assessment.unread.length === 0 && assessment.training !== "BLOCKED")
    return nothing("Quick start", `nothing to do. The next validation: ${inline(again)}`);
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
      says: "Between the marker lines at the end of this file: who has it now, what ran, what is left.",
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
  const there = place === undefined ? "its tables are not there" : `${inline(place)} is not there`;
  return {
    title: "Set up",
    minutes: "2 min",
    says: `In a checkout of this repository; every line below runs in its folder.${target.recorded ? " The data are a recording: with --as-of each line looks from the same moment." : ""}${
      !target.recorded
        ? ""
        : ` If ${there}, ${inline(command(target, "sample load", { scenario: "incident-2026-01-25" }))} makes the incident, and \`--scenario healthy\` the data without it.`
    }`,
    lines: ["npm ci", ...signIn],
  };
}

function look({ assessment, target, context }: HandoffData): Step {
  const { readiness, counts, unread } = assessment;
  const code = unread.length > 0 ? 3 : counts.P0 > 0 ? 1 : 0;
  return {
    title: "See that this still holds",
    minutes: "1 min",
    says: `It must say training ${stateText(readiness)}, list ${counts.P0} P0, ${counts.P1} P1 and ${counts.P2} P2 findings, and end with exit code ${code}, which is right here. It changes no data. If it says something else, go on with the HANDOFF.md that it writes, and not with this one.`,
    lines: [
      validateAgain(target, context),
      ...(target.csv === null
        ? []
        : [
            `# the warehouse behind the CSV knows more: games by id, and what happened since`,
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
      minutes: "minutes unknown",
      says: `${assessment.unread.map(({ table }) => wording(table)).join(", ")}: the error of each stands at the top. Then look again: nothing may be repaired on what is not known.`,
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
      title: "Take misplaced rows out",
      minutes: "2 min",
      says: `Your decision: ${tables.map(wording).join(", ")} hold rows where the schedule lists nothing, see Findings. If the schedule is right, this takes exactly these rows out and rebuilds the dates that lack them. The rows are kept for ${KEEP_DAYS} days; \`undo RUN\` puts them back. Exit code 1 means that not all of it is proven: validate all the same, and go on with the next handoff.`,
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
    ? `It lists at most ${what} to rebuild, and names what waits until the schedule knows its days again`
    : `It must list ${what} to rebuild`;
  return [
    {
      title: `See the plan of phase ${outline.phase}`,
      minutes: "1 min",
      says: `${lists}${target.csv === null ? "" : ", and more where the warehouse has tables that the CSV does not count"}. It writes nothing.`,
      lines: [command(target, "plan", options)],
    },
    runStep(data, outline),
    {
      title: "Validate again",
      minutes: "1 min",
      says: `${mustSay(data, outline)} ${
        target.csv === null
          ? "It writes the next handoff over this one and keeps the notes: go on with that."
          : `It writes a handoff of ${wording(target.environment)} itself: go on with that.`
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
    says: `A few dates first, by itself; then the rest, if those came out as predicted.${care}${asked.map((text) => ` ${text}`).join("")} It prints the run's id: keep it. Exit code 1 means that not all of it is proven, and its last lines say why: validate all the same, and go on with the next handoff.`,
    lines: [command(target, "backfill", phaseOptions(outline))],
  };
}

/** Where nothing is left to run, whoever reads it is told what the rest takes. */
const beyondSteps = (data: HandoffData): Step[] => [
  {
    title: "Hand on what no command mends",
    minutes: "minutes unknown",
    says: beyondWords(data),
    lines: [],
  },
];

const goOn = (later: readonly PhaseOutline[]): Step => ({
  title: `Go on with plan ${later.length === 1 ? "phase" : "phases"} ${later.map(({ phase }) => phase).join(", ")}`,
  minutes: minutesText(sumOf(later.map(({ estimate }) => estimate))),
  says: "The new handoff begins with the next of them; their lines stand under The plan, below, too.",
  lines: [],
});
