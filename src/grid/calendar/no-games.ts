import type { CivilDate } from "../../dates/civil-date.ts";
import { type DateRange, printRange } from "../../dates/range.ts";
import { NoGamesError } from "../../errors.ts";
import { gamesCalendar } from "../../pipeline/rules.ts";
import type { Producer } from "../../pipeline/schema/producers.ts";
import type { PipelineConfig } from "../../pipeline/schema.ts";

/** A person named dates on which there is nothing to look at: which dates there are, and who lists them. */
export function noGames(
  { pipeline, environment }: { readonly pipeline: PipelineConfig; readonly environment: string },
  ranges: readonly DateRange[],
  days: readonly CivilDate[],
): NoGamesError {
  const [first] = ranges as [DateRange];
  const before = days.findLast((day) => day < first.first);
  const after = days.find((day) => day > first.last);
  const nearest = [before, after].filter((day) => day !== undefined);
  const id = gamesCalendar(pipeline)?.table;
  const schedule = pipeline.tables.find((table) => table.id === id);
  const producer = schedule?.producers[environment];
  const lists = id === undefined ? "The declared seasons have" : `${id} lists`;
  return new NoGamesError(
    [
      `No game date lies in ${ranges.map(printRange).join(", ")}.`,
      nearest.length === 0
        ? `${lists} no date at all.`
        : `${lists} dates nearest on ${nearest.join(" and ")}; name a range that holds one.`,
      ...(producer === undefined
        ? []
        : [`If there were games, the schedule is out of date: ${refreshOf(producer, `${id}`)}.`]),
    ].join(" "),
  );
}

function refreshOf(producer: Producer, id: string): string {
  switch (producer.kind) {
    case "service":
      return `have ${producer.owner} load ${id} again`;
    case "scraper":
      return `have the scraper of ${producer.source} fetch ${id} again, with backfill --tables ${id} on a date that it lists`;
    case "command":
      return `run ${producer.argv[0]}, which loads ${id}, again`;
    case "recorded":
    case "sql":
      return `load ${id} again from ${producer.file}`;
  }
}
