import { unfiltered } from "../../replica/filtered.ts";
import type { Fault, FaultProxy } from "./fault-proxy.ts";

/** What BigQuery holds to and no emulator does. */
export type Strictness = {
  /** Date columns of the tables that require a filter over them, by `dataset.table`. */
  readonly filtered?: ReadonlyMap<string, string>;
  /** Tables whose newest rows were streamed in. */
  readonly streamed?: ReadonlySet<string>;
  /** The oldest date that each table keeps: what is inserted on an earlier one is dropped, which here is an error. */
  readonly keepsFrom?: ReadonlyMap<string, string>;
  /** What a statement that names the table reads of it. */
  readonly bytes?: ReadonlyMap<string, number>;
  /** Where the datasets lie; a job of another place does not find them. */
  readonly location?: string;
  /** Who asks may see nothing that was not granted: what is not there answers as what is forbidden. */
  readonly granted?: ReadonlySet<string>;
  readonly nowMs?: () => number;
};

export const MAX_TEXT_BYTES = 1024 ** 2;
export const MAX_PARAMETERS = 10_000;
export const MAX_TABLES_A_TRANSACTION = 100;
export const MAX_CHANGES = 25;
const CHANGES_WITHIN_MS = 10_000;
/** So many INSERTs of a table in a day run at once as they come; those after them ten at a time. */
export const FREE_INSERTS = 1_500;
export const INSERTS_AT_ONCE = 10;
const DAY_MS = 86_400_000;

type Inserted = {
  readonly jobReference?: { readonly location?: string };
  readonly configuration?: {
    readonly dryRun?: boolean;
    readonly query?: {
      readonly query: string;
      readonly queryParameters?: readonly unknown[];
      readonly maximumBytesBilled?: string;
    };
  };
};

const CHANGE = /\b(?:INSERT INTO|DELETE FROM|UPDATE|MERGE(?: INTO)?)\s+`([\w.-]+)`/gi;
const REMOVAL = /\b(?:DELETE FROM|UPDATE|MERGE(?: INTO)?)\s+`([\w.-]+)`/gi;
const INSERT = /\bINSERT INTO\s+`([\w.-]+)`/gi;
const TABLE = /`(\w+)\.(\w+)`/g;

/** The first date of a claim, which is its oldest. */
const REMOVED_DATES = /DELETE FROM `([\w.-]+)` WHERE `\w+` IN \(DATE '([\d-]+)'/gi;

const namesIn = (sql: string, what: RegExp): string[] =>
  [...sql.matchAll(what)].map((found) => found[1] as string);

const answer = (status: number, reason: string, message: string): Fault => ({
  ...{ kind: "answer", status, reason, message },
});
const job = (reason: string, message: string): Fault => ({ kind: "job", reason, message });

/** Has the proxy refuse what BigQuery refuses, in BigQuery's words; everything else is passed on. */
export function beStrict(proxy: FaultProxy, strictness: Strictness): void {
  const changes = new Map<string, number[]>();
  const open = new Map<string, ReadonlySet<string>>();
  const inserts = new Map<string, number[]>();
  const inserting = new Map<string, readonly string[]>();
  proxy.decide = (method, path, body) => {
    const forbidden = whyForbidden(strictness, method, path);
    if (forbidden !== null) return forbidden;
    if (method !== "POST" || !/\/jobs(\?|$)/.test(path)) return null;
    const { jobReference, configuration } = parsed(body);
    const query = configuration?.query;
    if (query === undefined) return null;
    const refused = whyRefused(strictness, query.query, {
      location: jobReference?.location ?? "",
      parameters: query.queryParameters?.length ?? 0,
      maxBytes: Number(query.maximumBytesBilled ?? Number.POSITIVE_INFINITY),
    });
    if (refused !== null || configuration?.dryRun === true) return refused;
    return (
      whyTooFast(changes, query.query, strictness.nowMs?.() ?? Date.now()) ??
      whyTooMany(inserts, inserting, query.query, body, strictness.nowMs?.() ?? Date.now()) ??
      whyAborted(open, query.query, body)
    );
  };
  proxy.passed = (_, __, body) => {
    open.delete(body);
    inserting.delete(body);
  };
}

function parsed(body: string): Inserted {
  try {
    return JSON.parse(body) as Inserted;
  } catch {
    return {}; // an upload
  }
}

/** The name of a dataset of which nothing is granted, in the words for both cases. */
function whyForbidden({ granted }: Strictness, method: string, path: string): Fault | null {
  const [, dataset] = /\/datasets\/(\w+)/.exec(path) ?? [];
  if (granted === undefined) return null;
  if (dataset !== undefined && !granted.has(dataset))
    return answer(
      403,
      "accessDenied",
      `Access Denied: Dataset p:${dataset}: Permission bigquery.datasets.get denied on dataset p:${dataset} (or it may not exist).`,
    );
  return method === "POST" && /\/datasets(\?|$)/.test(path)
    ? answer(
        403,
        "accessDenied",
        "Access Denied: Project p: User does not have bigquery.datasets.create permission in project p.",
      )
    : null;
}

function whyRefused(
  {
    filtered = new Map(),
    streamed = new Set(),
    bytes = new Map(),
    keepsFrom = new Map(),
    location,
    granted,
  }: Strictness,
  sql: string,
  given: { readonly location: string; readonly parameters: number; readonly maxBytes: number },
): Fault | null {
  if (Buffer.byteLength(sql) > MAX_TEXT_BYTES)
    return answer(
      400,
      "invalid",
      "The query is too large. The maximum standard SQL query length is 1024.00K characters, including comments and white space characters.",
    );
  if (given.parameters > MAX_PARAMETERS)
    return answer(400, "invalid", `Too many query parameters: the limit is ${MAX_PARAMETERS}.`);
  const named = [...sql.matchAll(TABLE)].map(([, dataset, table]) => [`${dataset}`, `${table}`]);
  const [foreign] = named.filter(
    ([dataset = ""]) => granted !== undefined && !granted.has(dataset),
  );
  if (foreign !== undefined)
    return job(
      "accessDenied",
      `Access Denied: Table p:${foreign.join(".")}: User does not have permission to query table p:${foreign.join(".")}, or perhaps it does not exist.`,
    );
  if (location !== undefined && given.location !== location && named[0] !== undefined)
    return job(
      "notFound",
      `Not found: Dataset p:${named[0][0]} was not found in location ${given.location}`,
    );
  const [open] = unfiltered(sql, filtered);
  if (open !== undefined)
    return job(
      "invalidQuery",
      `Cannot query over table '${open}' without a filter over column(s) '${filtered.get(open)}' that can be used for partition elimination`,
    );
  const wet = namesIn(sql, REMOVAL).find((name) => streamed.has(name));
  if (wet !== undefined)
    return job(
      "invalidQuery",
      `UPDATE or DELETE statement over table ${wet} would affect rows in the streaming buffer, which is not supported`,
    );
  for (const [, name = "", date = ""] of sql.matchAll(REMOVED_DATES))
    if (date < (keepsFrom.get(name) ?? ""))
      return job("invalidQuery", `Rows of ${name} on ${date} would be dropped: it has expired.`);
  const changed = new Set(namesIn(sql, CHANGE));
  if (/BEGIN TRANSACTION/i.test(sql) && changed.size > MAX_TABLES_A_TRANSACTION)
    return job(
      "invalidQuery",
      `A transaction can change at most ${MAX_TABLES_A_TRANSACTION} tables; this one changes ${changed.size}`,
    );
  const read = new Set(named.map((parts) => parts.join(".")));
  const reads = [...read].reduce((sum, name) => sum + (bytes.get(name) ?? 0), 0);
  if (reads > given.maxBytes)
    return job(
      "bytesBilledLimitExceeded",
      `Query exceeded limit for bytes billed: ${given.maxBytes}. ${reads} or higher required.`,
    );
  return null;
}

function whyTooFast(changes: Map<string, number[]>, sql: string, nowMs: number): Fault | null {
  for (const name of namesIn(sql, CHANGE)) {
    const recent = (changes.get(name) ?? []).filter((at) => nowMs - at < CHANGES_WITHIN_MS);
    if (recent.length >= MAX_CHANGES)
      return job(
        "rateLimitExceeded",
        `Exceeded rate limits: too many DML statements for table ${name}: ${MAX_CHANGES} in 10 seconds`,
      );
    changes.set(name, [...recent, nowMs]);
  }
  return null;
}

/** After so many INSERTs a day only some run at once, and more of them wait; who is not let wait fails. */
function whyTooMany(
  inserts: Map<string, number[]>,
  inserting: Map<string, readonly string[]>,
  sql: string,
  body: string,
  nowMs: number,
): Fault | null {
  const own = namesIn(sql, INSERT);
  for (const name of own) {
    const today = (inserts.get(name) ?? []).filter((at) => nowMs - at < DAY_MS);
    const running = [...inserting.values()].filter((names) => names.includes(name)).length;
    if (today.length >= FREE_INSERTS && running >= INSERTS_AT_ONCE)
      return job(
        "rateLimitExceeded",
        `Resources exceeded: Too many DML statements outstanding against table ${name}, limit is ${INSERTS_AT_ONCE}.`,
      );
    inserts.set(name, [...today, nowMs]);
  }
  if (own.length > 0) inserting.set(body, own);
  return null;
}

/** Of two transactions that change one table at once the later is aborted. It is the table that counts, not its rows. */
function whyAborted(
  open: Map<string, ReadonlySet<string>>,
  sql: string,
  body: string,
): Fault | null {
  if (!/BEGIN TRANSACTION/i.test(sql)) return null;
  // Inserts alone go beside each other.
  const own = new Set(namesIn(sql, REMOVAL));
  for (const others of open.values()) {
    const both = [...own].find((name) => others.has(name));
    if (both !== undefined)
      return job(
        "invalidQuery",
        `Query error: Transaction is aborted due to concurrent update against table p:${both}. Transaction ID: 61e3`,
      );
  }
  open.set(body, own);
  return null;
}
