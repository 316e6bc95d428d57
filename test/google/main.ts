// The whole loop on Google's own BigQuery, in two datasets that it makes and deletes: npm run proof:google -- --help
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { BigQuery } from "@google-cloud/bigquery";
import { altered, ROOT } from "../support/pipeline.ts";

const USAGE = `npm run proof:google -- --project ID --budget USD [--location US] [--last 2025-10-24]

Loads the dates from 2025-10-21 to the last of the sample with the incident in it into the dataset ops_proof, finds it, repairs
it, verifies it and takes it back. The bookkeeping goes into the dataset ops. Both must not exist yet; both are deleted at the end. No command
is begun that is estimated to bill more than its share of the budget.`;
const DATASETS = ["ops_proof", "ops"] as const;
const FIRST = "2025-10-21";

type Step = {
  readonly says: string;
  readonly words: readonly string[];
  readonly codes: readonly number[];
};

/** What is run, in order; `{run}` is the repair's id, `{dates}` what is loaded. */
const STEPS: readonly Step[] = [
  {
    says: "load",
    words: ["sample", "load", "--scenario", "incident-2026-01-25", "--dates", "{dates}"],
    codes: [0],
  },
  { says: "look at what it stands on", words: ["doctor"], codes: [0, 1] },
  { says: "find the incident", words: ["validate", "--fail-on", "never"], codes: [0] },
  { says: "stop training", words: ["gate"], codes: [1] },
  { says: "plan", words: ["plan", "--plan-phase", "1"], codes: [0] },
  { says: "repair", words: ["backfill", "--plan-phase", "1", "--canary", "1"], codes: [0, 1] },
  { says: "verify", words: ["verify", "{run}"], codes: [0, 1] },
  { says: "take it back", words: ["undo", "{run}"], codes: [0] },
];
/** Commands that take a budget of their own. */
const BUDGETED = ["validate", "gate", "plan", "backfill"];

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      project: { type: "string" },
      budget: { type: "string" },
      location: { type: "string", default: "US" },
      last: { type: "string", default: "2025-10-24" },
      help: { type: "boolean", default: false },
    },
  });
  const { project, location, last, help } = values;
  const budget = Number(values.budget);
  if (help || project === undefined || !(budget > 0)) {
    console.log(USAGE);
    return help ? 0 : 2;
  }
  const host = process.env["BIGQUERY_EMULATOR_HOST"];
  const client = new BigQuery({
    projectId: project,
    ...(host === undefined ? {} : { apiEndpoint: host }),
  });
  for (const name of DATASETS) {
    const [exists] = await client.dataset(name).exists();
    if (!exists) continue;
    console.error(
      `The dataset ${name} exists in ${project}: it is somebody's, and this would delete it. Name a project without it.`,
    );
    return 2;
  }
  const share = budget / STEPS.filter(({ words }) => BUDGETED.includes(words[0] ?? "")).length;
  console.log(
    `Ceiling: ${budget} USD, ${share.toFixed(4)} for each command that reads. Datasets ${DATASETS.join(" and ")} in ${location}.`,
  );
  const folder = mkdtempSync(join(tmpdir(), "proof-"));
  try {
    return loop({ project, location, last, share, folder });
  } finally {
    for (const name of DATASETS)
      await client
        .dataset(name)
        .delete({ force: true })
        .catch(() => undefined);
    rmSync(folder, { recursive: true });
    console.log(`${DATASETS.join(" and ")} deleted`);
  }
}

type Where = {
  readonly project: string;
  readonly location: string;
  readonly last: string;
  readonly share: number;
  readonly folder: string;
};

function loop({ project, location, last, share, folder }: Where): number {
  const pipeline = join(folder, "pipeline.yaml");
  writeFileSync(pipeline, declaration(location, last));
  let run = "";
  for (const { says, words, codes } of STEPS) {
    const [command = ""] = words;
    const args = [
      ...words.map((word) => word.replace("{run}", run).replace("{dates}", `${FIRST}..${last}`)),
      ...["--environment", "proof", "--project", project, "--pipeline", pipeline],
      ...(BUDGETED.includes(command) ? ["--budget", String(share)] : []),
      ...(["validate", "backfill", "verify"].includes(command)
        ? ["--out", join(folder, "reports")]
        : []),
    ];
    console.log(`\n${says}: npm run ops -- ${args.join(" ")}`);
    const { status, stdout, stderr } = spawnSync(process.execPath, ["src/cli/main.js", ...args], {
      cwd: ROOT,
      encoding: "utf8",
    });
    console.log(`${stdout}${stderr}`.trim());
    if (command === "backfill")
      run = /\bb-\d{8}T\d{6}Z-[0-9a-f]{6}\b/.exec(stdout + stderr)?.[0] ?? run;
    if (codes.includes(status ?? -1)) continue;
    console.error(`${says} ended with ${status}, and ${codes.join(" or ")} is right`);
    return 1;
  }
  console.log("\nThe loop ran on Google.");
  return 0;
}

/** The sample's tables in one dataset, by the readings of an environment: every name is another there. */
const declaration = (location: string, last: string): string =>
  altered((declared) => {
    declared["environments"].proof = {
      engine: "bigquery",
      location,
      like: "sample",
      asOf: "2026-01-26T12:00:00Z",
    };
    declared["seasons"] = [{ id: "2025-26", opens: FIRST, closes: last }];
    // Before the first dates there is no game from which all thirty teams could be known.
    declared["tables"].find(({ id }: { id: string }) => id === "tdza").full = "presence";
    for (const table of declared["tables"])
      table.read = { ...table.read, proof: { table: `ops_proof.${table.name.split(".")[1]}` } };
  });

process.exitCode = await main();
