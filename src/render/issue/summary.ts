import { HELD, type Held } from "../../issues/change.ts";
import { quoted, table } from "../markdown.ts";
import { count } from "../words.ts";

type Done = {
  readonly kind: "opened" | "updated" | "closed" | "reopened";
  readonly number: number | null;
  readonly title: string;
};
export type SyncedView = {
  readonly applied: readonly Done[];
  readonly held: readonly Held[];
  readonly dryRun: boolean;
  readonly open: number;
};

const MOST_ROWS = 100;

/** What was done to the issues, and what was left as it is. */
export function renderSynced(
  { synced, told }: { readonly synced: SyncedView | null; readonly told: readonly number[] },
  issueUrl: string,
): string {
  const linked = (number: number | null) =>
    number === null ? "" : `[issue ${number}](${encodeURI(`${issueUrl}/${number}`)})`;
  return [
    "## Issues",
    ...(told.length === 0 ? [] : [`Said on ${told.map((number) => linked(number)).join(", ")}.`]),
    ...(synced === null ? [] : syncedParts(synced, linked)),
    ...(told.length === 0 && synced === null ? ["No issue is about it."] : []),
    "",
  ].join("\n\n");
}

function syncedParts(
  { applied, held, dryRun, open }: SyncedView,
  linked: (number: number | null) => string,
): string[] {
  const would = dryRun ? " (a dry run: nothing was changed)" : "";
  return [
    applied.length === 0
      ? `Nothing to change; ${count(open, "issue")} open.`
      : `${count(applied.length, "change")}${would}; ${count(open, "issue")} open after it.`,
    ...(applied.length === 0
      ? []
      : [
          table(
            ["what", "issue", "title"],
            applied
              .slice(0, MOST_ROWS)
              .map(({ kind, number, title }) => [kind, linked(number), quoted(title)]),
          ),
        ]),
    ...(held.length === 0
      ? []
      : [
          "**Left as it is:**",
          table(
            ["issue", "what", "why"],
            held
              .slice(0, MOST_ROWS)
              .map(({ issue, what, why }) => [linked(issue), quoted(what), HELD[why]]),
          ),
        ]),
  ];
}

export function syncedOutputs(synced: SyncedView | null): Record<string, string> {
  const of = (kind: Done["kind"]) =>
    String(synced?.applied.filter((one) => one.kind === kind).length ?? 0);
  return {
    opened: of("opened"),
    updated: of("updated"),
    closed: of("closed"),
    reopened: of("reopened"),
    held: String(synced?.held.length ?? 0),
  };
}
