import { DatabaseSync } from "node:sqlite";

/** Whoever asked for one of these may still fetch it. */
const NEWEST_JOBS = 40;

/**
 * Takes out of a stopped emulator's file what every query leaves there, and every later request reads again: a dataset
 * and a table of its job's name, and the job with its result. Jobs that are asked for by name again stay, which are
 * those whose name is not random; so do the newest.
 */
export function forgetResults(file: string): void {
  const data = new DatabaseSync(file);
  try {
    const [project] = data.prepare("SELECT id, datasetIDs, jobIDs FROM projects").all() as Row[];
    if (project === undefined) return;
    forgetCatalog(data);
    const isResult = new Set(
      (data.prepare("SELECT id, datasetID FROM tables").all() as Row[]).flatMap((row) =>
        row["id"] === row["datasetID"] ? [String(row["id"])] : [],
      ),
    );
    const jobs = listOf(project["jobIDs"]);
    const isOld = new Set(
      jobs.slice(0, -NEWEST_JOBS).filter((job) => RANDOM.test(bodyOf(job) as string)),
    );
    const datasets = listOf(project["datasetIDs"]).filter((one) => !isResult.has(one));
    for (const id of isResult) {
      data.prepare("DELETE FROM tables WHERE datasetID = ?").run(id);
      data.prepare("DELETE FROM datasets WHERE id = ?").run(id);
    }
    for (const id of isOld) data.prepare("DELETE FROM jobs WHERE id = ?").run(id);
    data
      .prepare("UPDATE projects SET datasetIDs = ?, jobIDs = ? WHERE id = ?")
      .run(
        ...[encoded(datasets), encoded(jobs.filter((job) => !isOld.has(job)))],
        project["id"] as string,
      );
  } finally {
    data.close();
  }
}

type Row = Record<string, unknown>;

/** A UUID at the end, of ours and of the client; or what the emulator names a job that came without a name. */
const RANDOM = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9A-Za-z]{27}$/;

function forgetCatalog(data: DatabaseSync): void {
  const found = data
    .prepare(
      "SELECT name FROM googlesqlite_catalog WHERE json_extract(spec, '$.namePath[1]') = json_extract(spec, '$.namePath[2]')",
    )
    .all();
  const forget = data.prepare("DELETE FROM googlesqlite_catalog WHERE name = ?");
  for (const { name } of found) {
    data.exec(`DROP TABLE IF EXISTS "${name}"`);
    forget.run(String(name));
  }
}

/** The emulator keeps texts and lists as base64 of JSON with its kind; the parts of a list are kept so themselves. */
const bodyOf = (kept: string): unknown => JSON.parse(Buffer.from(kept, "base64").toString()).body;

const listOf = (kept: unknown): string[] => JSON.parse(bodyOf(String(kept)) as string) as string[];

const encoded = (list: readonly string[]): string =>
  Buffer.from(JSON.stringify({ header: "array", body: JSON.stringify(list) })).toString("base64");
