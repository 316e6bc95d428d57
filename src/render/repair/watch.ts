import type { Dispatch } from "../../backfill/run/watch.ts";
import type { LayerTable } from "../../findings/assess/completeness.ts";
import { quoted, table } from "../text/markdown.ts";
import { count } from "../text/words.ts";

type Watched = {
  readonly dispatches: readonly Dispatch[];
  readonly notes: readonly string[];
  readonly layers: readonly LayerTable[];
  readonly gameDates: number;
  readonly unread: readonly string[];
};

/** The action's outputs, by the names of its action.yml. */
export function watchOutputs({ dispatches, layers, unread }: Watched): Record<string, string> {
  const short = new Set(layers.flatMap((layer) => layer.short));
  return {
    dispatches: JSON.stringify(dispatches),
    count: String(dispatches.length),
    "short-dates": String(short.size),
    unread: unread.join(","),
  };
}

/** For the job summary. */
export function renderWatched(watched: Watched, environment: string): string {
  const { dispatches, notes, layers, gameDates, unread } = watched;
  const rows = layers.map(({ table: id, has, of, unit, short, unknown }) => [
    id,
    `${has} of ${of} ${unit}`,
    short.join(", "),
    unknown === 0 ? "" : `UNKNOWN on ${count(unknown, "date")}`,
  ]);
  return [
    `## The newest ${count(gameDates, "game date")} of ${environment}`,
    ...(unread.length === 0 ? [] : [`**UNKNOWN: ${unread.join(", ")} could not be read.**`]),
    gameDates === 0
      ? "No game was played on these days."
      : table(["table", "has", "short on", ""], rows),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join("\n")]),
    dispatches.length === 0
      ? "Nothing is to be started."
      : `To be started: ${dispatches.map((one) => quoted(dispatchWords(one))).join(", ")}.`,
    "",
  ].join("\n\n");
}

/** What a start does, in a few words. */
export const dispatchWords = ({ environment, resume, dates, tables }: Dispatch): string =>
  resume === undefined
    ? `backfill ${environment} ${dates ?? ""} ${tables ?? ""}`.trim()
    : `resume ${resume} of ${environment}`;

type Started = {
  readonly dispatch: Dispatch;
  readonly url: string | null;
  readonly because: { readonly title: string; readonly status: string } | null;
};

/** For the job summary: what was started and where to look, and what was not, because it waits already. */
export const renderStarted = (started: readonly Started[]): string =>
  started.length === 0 ? "Nothing was started.\n" : `${started.map(startedLine).join("\n")}\n`;

function startedLine({ dispatch, url, because }: Started): string {
  const what = quoted(dispatchWords(dispatch));
  const where = url === null ? "" : `: ${url}`;
  return because === null
    ? `- Started ${what}${where}`
    : `- Not started: ${what}. ${quoted(because.title)} has not ended (${quoted(because.status)})${where}`;
}

/** For the job summary: what nobody approved in time. */
export const renderExpired = (
  expired: readonly {
    readonly run: { readonly title: string; readonly url: string };
    readonly told: number | null;
  }[],
): string =>
  expired.length === 0
    ? "No repair has waited too long for an approval.\n"
    : `${expired.map(({ run, told }) => `- Cancelled ${quoted(run.title)}: ${run.url}${told === null ? "" : `, and said so on issue ${told}`}`).join("\n")}\n`;

/** For the job summary of the watchdog. */
export const renderWatchdog = ({
  late,
  fine,
}: {
  readonly late: readonly string[];
  readonly fine: readonly string[];
}): string => `## Schedules\n\n${[...late, ...fine].map((line) => `- ${line}`).join("\n")}\n`;
