import { EXIT_CODES } from "../../commands/catalogue.ts";
import { command } from "../../gaps/advice-target.ts";
import { table } from "../markdown.ts";
import type { HandoffData } from "./data.ts";
import { section } from "./text.ts";

/** What goes wrong and what to do about it; the commands carry the options of this environment. */
export function renderTroubleshooting({ target, open }: HandoffData): string {
  const code = (text: string) => `\`${text}\``;
  const [date] = open[0]?.dates ?? [];
  const one = { "plan-phase": String(open[0]?.phase ?? 1), dates: date ?? "2026-01-31" };
  const bigQuery = target.declared?.engine === "bigquery";
  return section(
    "Troubleshooting",
    table(
      ["what you see", "what to do"],
      [
        [
          "a command does not start",
          `${code("npm ci")} in the repository's folder, then ${code(command(target, "config check"))}: it names file, line and column of what is wrong`,
        ],
        ...(bigQuery
          ? [
              [
                "a project is asked for, or access is denied",
                `set GOOGLE_CLOUD_PROJECT, sign in with ${code("gcloud auth application-default login")}, and see that the account may read the datasets`,
              ],
              [
                "rateLimitExceeded",
                `wait a minute; the run tries again by itself. If it stopped: ${code(command(target, "backfill", { resume: "RUN" }))}, or fewer dates a statement with ${code("--batch-size 3")}`,
              ],
              [
                "quotaExceeded",
                `hours, not minutes: the rest is parked with its due time. Then ${code(command(target, "backfill", { resume: "RUN" }))}`,
              ],
            ]
          : [
              [
                "another process has the file open",
                `let it end, or wait longer: ${code(command(target, "validate", { "lock-wait": "120" }))}`,
              ],
            ]),
        [
          "a run was cut off",
          `${code(command(target, "backfill", { resume: "RUN" }))}, with the id that it printed: nothing is done twice`,
        ],
        [
          "one date fails",
          `note it and let the rest go on. Then look at it alone: ${code(command(target, "plan", one))}`,
        ],
        [
          "the plan is empty, or cells are refused",
          "it says which rule refused them. warm-up: add `--include-warm-up`. not-rebuildable: it cannot be done. A blocked cell names what is missing before it",
        ],
        [
          "a replacement is refused because rows would shrink",
          "the new rows are fewer than half of the old: find out why before using `--allow-shrink`",
        ],
        [
          "a validation shows no improvement",
          `look whether rows were written (the queries under Confirm and prevent), whether the run ended with exit code 0, and whether the environment is the same. Then once more with force, for one date first: ${code(command(target, "backfill", { ...one, force: true }))}`,
        ],
        [
          "it made things worse",
          `${code(command(target, "undo", {}, "RUN"))} brings the rows back that the run replaced`,
        ],
        ...EXIT_CODES.map(([number, meaning]) => [`exit code ${number}`, meaning]),
      ],
    ),
    "RUN is the id that `backfill` prints first.",
  );
}
