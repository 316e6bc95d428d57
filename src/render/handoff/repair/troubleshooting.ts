import { command, validateAgain } from "../../../advice/blocks/target.ts";
import { EXIT_CODES } from "../../../commands/catalogue.ts";
import { bullets, inline, nothing, section } from "../../text/handoff-text.ts";
import type { HandoffData } from "../data/data.ts";
import { engineWords, type Trouble } from "../data/engines.ts";

/** Problems and their fixes, with the options of this environment; those of repair runs only if a phase is open. */
export function renderTroubleshooting(data: HandoffData): string {
  const { target, open, context, assessment } = data;
  const start: Trouble = [
    "a command does not start",
    `${inline("npm ci")} in the checkout, then ${inline(command(target, "config check"))}, which names file, line and column of an error`,
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
            `its error is at the top of this file. After fixing it: ${inline(validateAgain(target, context))}`,
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
    ...(runs.length === 0 ? [] : ["RUN is the run id that `backfill` prints."]),
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
  const look = one === null ? "" : ` Then plan it alone: ${inline(command(target, "plan", one))}`;
  const again =
    one === null || first?.callable.length === 0
      ? ""
      : ` Then force one date: ${inline(command(target, "backfill", { ...one, force: true }))}`;
  return [
    ...engineWords(target).overQuota(resume),
    ["a run was interrupted", `${resume} continues it; nothing is done twice`],
    ["one date fails", `note it and let the others finish.${look}`],
    [
      "the plan is empty, or cells are refused",
      `the plan names the rule. warm-up: add ${inline("--include-warm-up")}. not-rebuildable: it cannot be recreated. owner: only the owner can fill the table, so ask them for the dates. A blocked cell names the upstream that it waits for`,
    ],
    [
      "a replacement is refused because rows would shrink",
      `fewer than half of the old rows would remain. Find out why before using ${inline("--allow-shrink")}`,
    ],
    [
      "a validation shows no improvement",
      `check that rows were written (queries under Confirm and prevent), that the run ended with exit code 0, and that the environment is the same.${again}`,
    ],
    [
      "the repair made it worse",
      `${inline(command(target, "undo", {}, "RUN"))} restores the rows that the run replaced`,
    ],
  ];
}
