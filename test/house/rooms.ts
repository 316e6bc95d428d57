/** Which room may import which. test/house/layering.ts checks it. */
export type Rooms = {
  /** The pure rooms by rank: one may import itself and those of a lower rank, and nothing that reads or writes the outside. */
  readonly pure: readonly (readonly string[])[];
  /** What each other room may import besides itself. */
  readonly allowed: Readonly<Record<string, readonly string[]>>;
  /** Of these rooms it may import types only. */
  readonly typesOnly: Readonly<Record<string, readonly string[]>>;
  /**
   * The folders of a room by rank ("." for the files that lie in none): one may import itself and those of a lower
   * rank. "any" leaves them free; a room that is not named has no folders.
   */
  readonly inside: Readonly<Record<string, readonly (readonly string[])[] | "any">>;
  /** Vendor packages, and the only files that may know them. */
  readonly vendors: readonly { readonly name: RegExp; readonly homes: RegExp }[];
  /** Files that one folder may hold. */
  readonly mostFiles: number;
};

const PURE = [
  ["errors", "rows", "text"],
  ["dates"],
  ["commands"],
  ["pipeline"],
  ["grid"],
  ["findings"],
  ["advice", "records"],
  ["backfill", "issues", "drill"],
  ["explain", "certificate"],
  ["render"],
];
const JOINED = [...PURE.flat(), "warehouse", "producers", "github", "jobs"];

export const ROOMS: Rooms = {
  pure: PURE,
  allowed: {
    warehouse: ["errors", "rows", "dates"],
    producers: ["errors", "dates", "commands", "pipeline", "warehouse"],
    github: ["errors", "text", "dates"],
    jobs: JOINED,
    hosts: [
      "errors",
      "text",
      "dates",
      "commands",
      "pipeline",
      "grid",
      "findings",
      "records",
      "backfill",
    ],
    cli: [...JOINED, "hosts"],
    workflow: [...JOINED, "hosts"],
    actions: [...JOINED, "hosts", "workflow"],
  },
  // Types say what a host shows; running a job is the entry's part.
  typesOnly: { hosts: ["jobs"] },
  inside: {
    pipeline: [["schema"], ["."], ["parse", "sql"]],
    grid: [["calendar"], ["observe"], ["."], ["build"], ["csv"]],
    findings: [["."], ["find"], ["causes"], ["assess"]],
    advice: [["blocks"], ["causes"], ["."]],
    backfill: [["ledger"], ["plan"], ["run"]],
    issues: [["."], ["command", "plan"]],
    render: [
      ["text"],
      ["handoff/data", "season", "repair", "reports", "explain", "certificate"],
      ["handoff/repair"],
      ["handoff"],
      ["issue", "summary"],
    ],
    warehouse: [
      ["."],
      ["duckdb/read", "bigquery/client"],
      ["duckdb/write"],
      ["duckdb"],
      ["bigquery/read"],
      ["bigquery/write"],
      ["bigquery"],
      ["open"],
    ],
    producers: [
      ["port", "scrapers/game"],
      ["service", "scrapers/gamebook", "scrapers/originals"],
      ["scrapers/client"],
      ["scrapers/schedule", "scrapers/sources"],
      ["scrapers"],
      ["."],
    ],
    github: [["."], ["issues", "reports"]],
    jobs: [
      ["shared"],
      ["observe/again"],
      ["observe", "reports", "sample"],
      ["certificate"],
      ["validate", "repair/run", "doctor", "drill", "publish", "leak"],
      ["repair", "issues", "watch"],
    ],
    hosts: [["inputs"], ["."]],
    cli: [["shared"], ["commands"], ["."]],
  },
  vendors: [
    { name: /^@google-cloud\//, homes: /^src\/warehouse\/bigquery\// },
    {
      name: /^google-auth-library$/,
      homes:
        /^src\/(?:warehouse\/bigquery\/|producers\/(?:port\/identity-token|scrapers\/originals\/bucket)\.ts$)/,
    },
    { name: /^unpdf$/, homes: /^src\/producers\/scrapers\/gamebook\/pdf-reader\.ts$/ },
    { name: /^@duckdb\//, homes: /^src\/warehouse\/duckdb\// },
  ],
  mostFiles: 16,
};
