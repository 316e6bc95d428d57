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
  ["errors"],
  ["dates"],
  ["commands"],
  ["pipeline"],
  ["health"],
  ["gaps"],
  ["backfill", "issues", "drill"],
  ["render"],
];
const JOINED = [...PURE.flat(), "warehouse", "producers", "github", "jobs"];

export const ROOMS: Rooms = {
  pure: PURE,
  allowed: {
    warehouse: ["errors", "dates"],
    producers: ["errors", "dates", "commands", "pipeline", "warehouse"],
    github: ["errors", "dates"],
    jobs: JOINED,
    hosts: ["errors", "dates", "commands", "pipeline", "health", "gaps", "backfill"],
    cli: [...JOINED, "hosts"],
    actions: [...JOINED, "hosts"],
  },
  // Types say what a host shows; running a job is the entry's part.
  typesOnly: { hosts: ["jobs"] },
  inside: { render: "any", producers: "any" },
  vendors: [
    { name: /^@google-cloud\//, homes: /^src\/warehouse\/bigquery[^/]*\.ts$/ },
    {
      name: /^google-auth-library$/,
      homes:
        /^src\/(?:warehouse\/bigquery[^/]*|producers\/identity-token|producers\/scrapers\/originals-bucket)\.ts$/,
    },
    { name: /^unpdf$/, homes: /^src\/producers\/scrapers\/pdf-reader\.ts$/ },
    { name: /^@duckdb\//, homes: /^src\/warehouse\/(duckdb[^/]*|values)\.ts$/ },
  ],
  mostFiles: 120,
};
