import { command, validateAgain } from "../../../advice/blocks/target.ts";
import { EXIT_CODES } from "../../../commands/catalogue.ts";
import { bullets, inline, nothing, section } from "../../text/handoff-text.ts";
import type { HandoffData } from "../data/data.ts";
import { engineWords, type Trouble } from "../data/engines.ts";

/** What goes wrong and what to do about it, with the options of this environment; about runs only where there are any. */
export function renderTroubleshooting(data: HandoffData): string {
  const { target, open, context, assessment } = data;
  const start: Trouble = [
    "a command does not start",
    `${inline("npm ci")} in the repository's folder, then ${inline(command(target, "config check"))}: it names file, line and column of what is wrong`,
  ];
  const codes: Trouble = [
    "exit codes",
    EXIT_CODES.map(([number, meaning]) => `${inline(String(number))} ${meaning}`).join(". "),
  ];
  const unread: Trouble[] =
    assessment.unread.length === 0
      ? []
      : [
          [
            "a table stays unread",
            `its error stands at the top of this file. After it is mended: ${inline(validateAgain(target, context))}`,
          ],
        ];
  const wait = command(target, "validate", { "lock-wait": "120" });
  const access = engineWords(target).noAccess(inline(wait));
  const runs = open.length > 0 ? aboutRuns(data) : [];
  if (runs.length === 0 && unread.length === 0)
    return nothing("Troubleshooting", `if ${start.join(": ")}. Exit codes: ${codes[1]}.`);
  const all = [start, ...unread, access, ...runs, codes];
  return section(
    "Troubleshooting",
    bullets(all.map(([see, act]) => `**${see}:** ${act}`)),
    ...(runs.length === 0 ? [] : ["RUN is the id that `backfill` prints."]),
  );
}

function aboutRuns({ target, open }: HandoffData): Trouble[] {
  const [first] = open;
  const resume = inline(command(target, "backfill", { resume: "RUN" }));
  const date = first?.dates[0];
  const one =
    first === undefined || date === undefined
      ? null
      : { tables: first.tables.join(","), dates: date };
  const look =
    one === null ? "" : ` Then look at it alone: ${inline(command(target, "plan", one))}`;
  const again =
    one === null || first?.callable.length === 0
      ? ""
      : ` Then once more with force, for one date: ${inline(command(target, "backfill", { ...one, force: true }))}`;
  return [
    ...engineWords(target).overQuota(resume),
    ["a run was cut off", `${resume}, with the id that it printed: nothing is done twice`],
    ["one date fails", `note it and let the rest go on.${look}`],
    [
      "the plan is empty, or cells are refused",
      `it says which rule refused them. warm-up: add ${inline("--include-warm-up")}. not-rebuildable: it cannot be done. owner: nobody but its owner can fill the table, so ask them for the dates. A blocked cell names what is missing before it`,
    ],
    [
      "a replacement is refused because rows would shrink",
      `the new rows are fewer than half of the old: find out why before using ${inline("--allow-shrink")}`,
    ],
    [
      "a validation shows no improvement",
      `see whether rows were written (the queries under Confirm and prevent), whether the run ended with exit code 0, and whether the environment is the same.${again}`,
    ],
    [
      "it made things worse",
      `${inline(command(target, "undo", {}, "RUN"))} brings the rows back that the run replaced`,
    ],
  ];
}
