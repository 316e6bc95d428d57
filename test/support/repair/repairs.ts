import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { inject } from "vitest";
import type { Receipt } from "../../../src/backfill/run/receipt.ts";
import { commandHandlers } from "../../../src/cli/commands.ts";
import { buildProgram } from "../../../src/cli/program.ts";
import { describeError, exitCodeOfError } from "../../../src/errors.ts";
import { plainProgress } from "../../../src/hosts/plain-progress.ts";
import { openDuckDb } from "../../../src/warehouse/duckdb/duckdb.ts";
import { altered, type Declaration, ROOT, SHIPPED } from "../pipeline.ts";
import type { SampleFile } from "../sample.ts";
import { ownFolder } from "../warehouses.ts";

export const AS_OF = "2026-01-26T12:00:00Z";

/** Where one test repairs: an own copy of a sample's file, a pipeline that names it, and a folder for reports. */
export type Place = { readonly file: string; readonly pipeline: string; readonly out: string };

export const aPlace = (
  sample: SampleFile = "incident",
  change?: (declaration: Declaration) => void,
): Place => placeIn(ownFolder(), sample, change);

/** A place for several tests, in a folder that they remove: with a copy of a sample's file, or on a file that is there. */
export function placeIn(
  folder: string,
  sampleOrFile: SampleFile | (string & {}),
  change: (declaration: Declaration) => void = () => undefined,
): Place {
  mkdirSync(folder, { recursive: true });
  const shared = new Map(Object.entries(inject("sample"))).get(sampleOrFile);
  const file = shared === undefined ? sampleOrFile : join(folder, "sample.duckdb");
  if (shared !== undefined) copyFileSync(shared, file);
  const place = { file, pipeline: join(folder, "pipeline.yaml"), out: join(folder, "reports") };
  const text = altered((declaration) => {
    declaration["environments"].sample.path = file;
    change(declaration);
  });
  writeFileSync(place.pipeline, text);
  return place;
}

/** Looks at the newer season alone: half the reading, and all kinds of gaps. */
export const newerSeason = (declaration: Declaration): void => {
  declaration["seasons"].shift();
};

/** For "healthyJanuary" and "incidentJanuary", which tests take that need neither a season's opening nor its figures. */
export const january = (declaration: Declaration): void => {
  newerSeason(declaration);
  declaration["seasons"][0].opens = "2026-01-02";
  declaration["warmUp"].days = 0;
};

/** What comes from outside and nothing computed from it: five tables of fifteen, for tests of how they are fetched and loaded. */
export const rawAlone = (declaration: Declaration): void => {
  delete declaration["healthCsv"];
  const isRaw = (phase: string) => phase === "schedule" || phase === "raw";
  declaration["tables"] = declaration["tables"].filter((one: Declaration) => isRaw(one["phase"]));
  declaration["phases"] = declaration["phases"].filter((one: Declaration) => isRaw(one["id"]));
  const left = new Set(declaration["tables"].map((one: Declaration) => one["id"]));
  const known = (ids: readonly string[]) => ids.filter((id) => left.has(id));
  declaration["warmUp"].tables = [];
  declaration["score"].stages = declaration["score"].stages.filter(
    (one: Declaration) => one["id"] === "raw",
  );
  declaration["waivers"] = declaration["waivers"].map((one: Declaration) => ({
    ...one,
    tables: known(one["tables"]),
  }));
};

/** The same in January. */
export const januaryRaw = (declaration: Declaration): void => {
  january(declaration);
  rawAlone(declaration);
};

/** The options that say where; --out only where the command has it. */
export const at = ({ pipeline, out }: Place, withOut = true): string[] => [
  ...["--pipeline", pipeline, "--as-of", AS_OF, "--lock-wait", "0"],
  ...(withOut ? ["--out", out] : []),
];

export type Said = { readonly code: number; readonly out: string; readonly err: string };
type Over = {
  readonly signal?: AbortSignal;
  readonly now?: () => Date;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where files are that the pipeline names, and what is kept; the repository unless told otherwise. */
  readonly root?: string;
};

/** The command line in this process: what it prints, what it tells, and its exit code. */
export async function run(words: readonly string[], over: Over = {}): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []];
  const end = (code: number): Said => ({ code, out: out.join("\n"), err: err.join("\n") });
  let code = -1;
  const handlers = commandHandlers({
    now: () => new Date(),
    root: ROOT,
    progress: plainProgress((line) => void err.push(line)),
    signal: new AbortController().signal,
    print: (text) => void out.push(text),
    ...over,
    env: { OPS_ENVIRONMENT: "sample", ...over.env },
  });
  try {
    const program = buildProgram(handlers, (given) => {
      code = given;
    });
    await program.parseAsync([...words], { from: "user" });
  } catch (error) {
    err.push(describeError(error));
    return end(exitCodeOfError(error));
  }
  return end(code);
}

export type Ran = Said & { readonly run: string; readonly receipt: Receipt };

/** A backfill that wrote, with its receipt. */
export async function repaired(place: Place, words: readonly string[] = [], over: Over = {}) {
  const said = await run(["backfill", ...at(place), "--json", ...words], over);
  const { run: id, receipt } = JSON.parse(said.out || "{}") as Pick<Ran, "run" | "receipt">;
  if (typeof id !== "string") throw new Error(`Nothing was repaired: ${said.out}${said.err}`);
  return { ...said, run: id, receipt };
}

/** Content by table id, the order of rows left out: equal texts mean equal rows. */
export async function contents(file: string): Promise<Record<string, string>> {
  await using warehouse = await openDuckDb({ path: file, readOnly: true });
  const entries = SHIPPED.tables.map(async ({ id, name }) => {
    const [row] = await warehouse.query(
      `SELECT CAST(COUNT(*) AS STRING) AS n, CAST(SUM(CAST(hash(t) AS HUGEINT)) AS STRING) AS h FROM \`${name}\` AS t`,
    );
    return [id, `${row?.["n"]} ${row?.["h"]}`] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Whether a file still holds what it holds now. Most often its bytes say so; counting its rows takes a second. */
export function unchanged(file: string): () => Promise<boolean> {
  const bytes = readFileSync(file);
  return async () => {
    if (!existsSync(`${file}.wal`) && readFileSync(file).equals(bytes)) return true;
    const before = join(ownFolder(), "before.duckdb");
    writeFileSync(before, bytes);
    return isDeepStrictEqual(await contents(before), await contents(file));
  };
}

/** Rows of some tables that one file has and the other lacks, and the other way round, duplicates counted. */
export async function differences(
  file: string,
  other: string,
  tables: readonly string[],
): Promise<Record<string, [more: number, fewer: number]>> {
  await using warehouse = await openDuckDb({ path: file, readOnly: false });
  await warehouse.native(`ATTACH '${other}' AS other (READ_ONLY)`);
  const found: Record<string, [number, number]> = {};
  for (const { id, name } of SHIPPED.tables.filter((table) => tables.includes(table.id))) {
    const [row] = await warehouse.query(`SELECT
      (SELECT COUNT(*) FROM (SELECT * FROM ${name} EXCEPT ALL SELECT * FROM other.${name})) AS more,
      (SELECT COUNT(*) FROM (SELECT * FROM other.${name} EXCEPT ALL SELECT * FROM ${name})) AS fewer`);
    found[id] = [Number(row?.["more"]), Number(row?.["fewer"])];
  }
  await warehouse.native("DETACH other");
  return found;
}

/** Runs statements on a file behind the tool's back. */
export async function behindItsBack(file: string, ...statements: string[]): Promise<void> {
  await using warehouse = await openDuckDb({ path: file, readOnly: false });
  for (const statement of statements) await warehouse.native(statement);
}
