import { type Answer, type Asked, aJob, refusal, startRecorded } from "./recorded-jobs.ts";

/** A line of the ledger, in the order of writing. */
export type Line = {
  readonly run: string;
  readonly d: string;
  readonly n: number;
  readonly fingerprint: string;
  readonly rowsBefore: number;
  readonly fingerprintBefore: string;
  readonly position: number;
};
type Cells = readonly (string | null)[];
type Job = {
  readonly rows: readonly Cells[];
  readonly names: readonly string[];
  readonly error?: { readonly reason: string; readonly message: string };
};

const FIELDS = [
  { name: "game_date", type: "DATE" },
  { name: "visitor", type: "STRING" },
];
const LOOKED = [
  "side",
  "d",
  "n",
  "fingerprint",
  "run",
  "rows_before",
  "fingerprint_before",
  "position",
];
const TABLE = /^DELETE FROM `raw\.visits` WHERE `game_date` IN \(([^)]*)\)/m;

/**
 * One table `raw.visits` (two rows a date and write) and its bookkeeping, changed by the statements of a replacement as
 * BigQuery changes them: a job's id once, a transaction whole or not at all. What it is asked beside that is an error.
 */
export async function startModelled() {
  const table = new Map<string, readonly string[]>();
  const stages = new Map<string, ReadonlyMap<string, readonly string[]>>();
  const jobs = new Map<string, Job>();
  const ledger: Line[] = [];
  const kept: { readonly run: string; readonly d: string; readonly visitor: string }[] = [];
  /** Set where the next transactions are aborted for another's sake. */
  const others = { abort: () => false };

  const fingerprintOf = (rows: readonly string[]): string =>
    rows.length === 0 ? "" : `f1:${rows.length}-${[...rows].sort().join("+")}`;
  const countsOf = (
    side: string,
    of: ReadonlyMap<string, readonly string[]>,
    dates?: readonly string[],
  ) =>
    [...of]
      .filter(([d, rows]) => rows.length > 0 && (dates?.includes(d) ?? true))
      .map(
        ([d, rows]): Cells => [
          side,
          d,
          `${rows.length}`,
          fingerprintOf(rows),
          null,
          null,
          null,
          null,
        ],
      );
  const newest = (dates: readonly string[], run?: string): Line[] =>
    dates.flatMap(
      (d) => ledger.findLast((line) => line.d === d && (run ?? line.run) === line.run) ?? [],
    );
  const cellsOf = (line: Line): Cells => [
    ...["ledger", line.d, `${line.n}`, line.fingerprint, line.run],
    ...[`${line.rowsBefore}`, line.fingerprintBefore, `${line.position}`],
  ];

  function run(sql: string): Job {
    const [, made] = /^CREATE TABLE `(ops\.stage__\w+)`/.exec(sql) ?? [];
    if (made !== undefined) {
      const [, visitor = ""] = /'(\w+)' AS visitor/.exec(sql) ?? [];
      stages.set(made, new Map(datesIn(sql).map((d) => [d, [visitor, visitor]])));
      return { rows: [], names: [] };
    }
    const staged = stages.get(/FROM `(ops\.stage__\w+)`/.exec(sql)?.[1] ?? "") ?? new Map();
    if (sql.startsWith("BEGIN TRANSACTION")) return change(sql, staged);
    if (!sql.includes("AS side")) throw new Error(`Not modelled: ${sql.slice(0, 200)}`);
    const dates = datesIn(sql);
    return {
      names: LOOKED,
      rows: [
        ...countsOf("staged", staged),
        ...countsOf("before", table, dates),
        ...newest(dates).map(cellsOf),
      ],
    };
  }

  function change(sql: string, staged: ReadonlyMap<string, readonly string[]>): Job {
    const dates = datesIn(TABLE.exec(sql)?.[1] ?? "");
    const expected = JSON.parse(
      /'\) = ("(?:[^"\\]|\\.)*"),|, ''\) = ("(?:[^"\\]|\\.)*"),/
        .exec(sql)
        ?.slice(1)
        .find(Boolean) ?? "null",
    );
    const there = dates
      .filter((d) => (table.get(d) ?? []).length > 0)
      .map((d) => `${d} ${fingerprintOf(table.get(d) ?? [])}`)
      .sort()
      .join(",");
    const failed = (message: string): Job => ({
      rows: [],
      names: [],
      error: { reason: "invalidQuery", message },
    });
    if (others.abort())
      return failed("Transaction is aborted due to concurrent update against table p:raw.visits.");
    if (expected !== there) return failed("raw.visits changed while it was being replaced");
    const name = /INSERT INTO `ops\.partition_writes`[\s\S]*?SELECT "([^"]+)"/.exec(sql)?.[1] ?? "";
    const position = ledger.length === 0 ? 1 : (ledger.at(-1)?.position ?? 0) + 1;
    const lines = dates.map((d): Line => {
      const [before, after] = [table.get(d) ?? [], staged.get(d) ?? []];
      if (sql.includes("INSERT INTO `ops.kept__") && newest([d], name).length === 0)
        for (const visitor of before) kept.push({ run: name, d, visitor });
      table.set(d, after);
      return {
        ...{ run: name, d, n: after.length, fingerprint: fingerprintOf(after), position },
        ...{ rowsBefore: before.length, fingerprintBefore: fingerprintOf(before) },
      };
    });
    ledger.push(...lines);
    return { names: LOOKED, rows: newest(dates, name).map(cellsOf) };
  }

  const server = await startRecorded((asked) => answer(asked));
  function answer({ method, path, body }: Asked): Answer {
    if (path.startsWith("/datasets"))
      return { json: { type: "TABLE", location: "US", schema: { fields: FIELDS } } };
    const id: string = body?.jobReference?.jobId ?? path.split("/")[2] ?? "";
    if (method === "POST" && path === "/jobs") {
      if (jobs.has(id)) return refusal(409, "duplicate", `Already Exists: Job p:US.${id}`);
      jobs.set(id, run(String(body.configuration.query.query)));
      return aJob(id, "RUNNING");
    }
    const job = jobs.get(id);
    if (job === undefined) return refusal(404, "notFound", `Not found: Job p:US.${id}`);
    if (!path.startsWith("/queries/")) return aJob(id, "DONE", job.error);
    if (job.error !== undefined) return refusal(400, job.error.reason, job.error.message);
    return {
      json: {
        ...{ jobReference: { jobId: id }, jobComplete: true, totalRows: `${job.rows.length}` },
        schema: { fields: job.names.map((name) => ({ name, type: "STRING" })) },
        rows: job.rows.map((cells) => ({ f: cells.map((v) => ({ v })) })),
      },
    };
  }
  return { server, table, ledger, kept, others };
}

const datesIn = (sql: string): string[] => [
  ...new Set([...sql.matchAll(/DATE '([\d-]+)'/g)].map(([, date]) => date as string)),
];
