import { commandLine, commandSpec } from "../../commands/catalogue.ts";
import { csvName } from "../../commands/options.ts";
import type { CommandOptions } from "../../commands/spec.ts";
import type { Grid } from "../../grid/grid.ts";
import { declaredRange, gamesCalendar, warehouseBehindCsv } from "../../pipeline/rules.ts";
import type { Environment } from "../../pipeline/schema/environments.ts";
import type { Producer } from "../../pipeline/schema/producers.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import { firstDaysOf, isOwners } from "../../pipeline/services.ts";

/** Whom the commands of a report address, and what all of them carry. */
export type Target = {
  /** A declared environment, even where the grid was read from a CSV. */
  readonly environment: string;
  readonly declared: Environment | undefined;
  /** The CSV's file where the grid was read from one. */
  readonly csv: string | null;
  /** The environment holds recorded files and never grows: looking at it again needs the same instant. */
  readonly recorded: boolean;
  readonly options: CommandOptions;
};

/** Files and folders as the person who ran it wrote them; null for the default. */
export type TargetPaths = {
  readonly pipelineFile: string | null;
  readonly out: string | null;
  readonly csvFile: string | null;
};

export function targetOf(grid: Grid, { pipelineFile, out, csvFile }: TargetPaths): Target {
  const { pipeline } = grid;
  const fromCsv = pipeline.environments[grid.environment] === undefined;
  const environment = fromCsv ? warehouseBehindCsv(pipeline) : grid.environment;
  const recorded = !fromCsv && scheduleKind(pipeline, environment) === "recorded";
  const range = declaredRange(pipeline, grid.asOf);
  const instant = grid.asOf.toISOString().replace(".000Z", "Z");
  const whole =
    !fromCsv && range.first === grid.range.first && range.last === grid.range.last
      ? {}
      : { start: grid.range.first, end: grid.range.last };
  return {
    environment,
    declared: pipeline.environments[environment],
    csv: fromCsv ? (csvFile ?? "FILE.csv") : null,
    recorded,
    options: {
      environment,
      ...whole,
      ...(recorded && pipeline.environments[environment]?.asOf !== instant
        ? { "as-of": instant }
        : {}),
      ...(grid.policy === pipeline.warmUp.policy ? {} : { policy: grid.policy }),
      ...(pipelineFile === null ? {} : { pipeline: pipelineFile }),
      ...(out === null || fromCsv ? {} : { out }),
    },
  };
}

const scheduleKind = (pipeline: PipelineConfig, environment: string): string | undefined =>
  pipeline.tables.find(({ id }) => id === gamesCalendar(pipeline)?.table)?.producers[environment]
    ?.kind;

/** A command to the target: the shared options that the command has, then its own. Dates of its own end the range. */
export function command(
  target: Target,
  name: Parameters<typeof commandLine>[0],
  own: CommandOptions = {},
  file?: string,
  second?: string,
): string {
  const has = new Set(commandSpec(name).options.map((option) => option.name));
  // It opens no warehouse unless that is what it is for.
  if (name === "config check") has.delete("environment");
  const ranged = own["dates"] !== undefined || own["start"] !== undefined;
  const shared = Object.entries(target.options).filter(
    ([key]) => has.has(key) && !(ranged && (key === "start" || key === "end")),
  );
  return commandLine(name, { ...Object.fromEntries(shared), ...own }, file, second);
}

/** Where the reports of a CSV go, as the person who ran it said it; null for the default. */
type CsvPlace = { readonly out: string | null; readonly name: string | null };

/** The look at the same dates again: a validation, and for a CSV the assessment of the file. */
export function validateAgain(target: Target, place: CsvPlace): string {
  if (target.csv === null) return command(target, "validate");
  const { out, name } = place;
  const own = name === null || name === csvName(target.csv) ? {} : { name };
  const where = { ...(out === null ? {} : { out }), ...own };
  return command({ ...target, options: {} }, "assess", where, target.csv);
}

/** What this tool can set to work. Where it cannot, a person hands the dates to whoever fills the table. */
export const isCallable = (target: Target, table: TableConfig): boolean => {
  const producer = producerIn(target, table);
  if (producer === undefined) return false;
  return !isOwners(producer);
};

export const producerIn = ({ environment }: Target, table: TableConfig): Producer | undefined =>
  table.producers[environment];

/** How the tables' producers treat a season's first days: the least that one of them does. */
export function firstDaysIn(target: Target, tables: readonly TableConfig[]) {
  const kinds = tables.map((table) => firstDaysOf(producerIn(target, table)));
  if (kinds.includes("never")) return "never";
  return kinds.includes("on request") ? "on request" : "filled";
}
