import { HELD, type Held } from "../../issues/plan/change.ts";
import { link, quoted, table } from "../text/markdown.ts";
import { count } from "../text/words.ts";

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

type RefusedView = {
  readonly number: number | null;
  readonly title: string;
  readonly why: string;
};

const MOST_ROWS = 100;

/** What was done to the issues, and what was left as it is. */
export function renderSynced(
  {
    synced,
    told,
    refused,
  }: {
    readonly synced: SyncedView | null;
    readonly told: readonly number[];
    readonly refused: readonly RefusedView[];
  },
  issueUrl: string,
): string {
  const linked = (number: number | null) =>
    number === null ? "" : link(`issue ${number}`, `${issueUrl}/${number}`);
  return [
    "## Issues",
    ...(told.length === 0 ? [] : [`Said on ${told.map((number) => linked(number)).join(", ")}.`]),
    ...(synced === null ? [] : syncedParts(synced, linked)),
    ...(told.length === 0 && synced === null && refused.length === 0
      ? ["No issue is about it."]
      : []),
    ...refusedParts(refused, linked),
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

function refusedParts(
  refused: readonly RefusedView[],
  linked: (number: number | null) => string,
): string[] {
  if (refused.length === 0) return [];
  const rows = refused
    .slice(0, MOST_ROWS)
    .map(({ number, title, why }) => [linked(number), quoted(title), quoted(why)]);
  return [
    "**Refused by GitHub; the others were gone on with:**",
    table(["issue", "title", "why"], rows),
  ];
}

/** Null where nothing was refused. */
export function refusedFailure(refused: readonly RefusedView[]): string | null {
  const [first] = refused;
  if (first === undefined) return null;
  return `GitHub refused ${count(refused.length, "issue")}; the others are as they should be. ${first.why}`;
}

export function syncedOutputs(
  synced: SyncedView | null,
  refused: readonly RefusedView[],
): Record<string, string> {
  const of = (kind: Done["kind"]) =>
    String(synced?.applied.filter((one) => one.kind === kind).length ?? 0);
  return {
    opened: of("opened"),
    updated: of("updated"),
    closed: of("closed"),
    reopened: of("reopened"),
    held: String(synced?.held.length ?? 0),
    refused: String(refused.length),
  };
}
