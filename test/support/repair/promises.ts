import { DuckDBInstance } from "@duckdb/node-api";
import type { Said } from "./repairs.ts";

/** What came of something printed that was typed. */
export type Came = Said & {
  /** Null for a query. */
  readonly wrote: boolean | null;
  /** Of a query. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
};

type Promised = readonly [
  sentence: RegExp,
  /** Null where it came true, else what came instead. */
  judge: (match: RegExpExecArray, came: Came) => string | null,
];

const listed = ({ out }: Came, priority: string): number =>
  [...out.matchAll(new RegExp(`^${priority}\\b`, "gm"))].length;

const saying = ({ out, err, code }: Came): string =>
  `ended ${code}: ${`${out}${err}`.trim().split("\n").slice(-6).join(" / ")}`;

const must = (holds: boolean, came: Came): string | null => (holds ? null : saying(came));

/** Each sentence that says what must come of a line, and whether it did. */
const PROMISES: readonly Promised[] = [
  [
    /Expect training ([A-Z]+)(?:, \d+ dates short)?(?: or ([A-Z]+))?/,
    ([, one = "", other = one], came) => {
      const said = /^Training ([A-Z]+)/m.exec(came.out)?.[1] ?? "";
      return must([one, other].includes(said), came);
    },
  ],
  [
    /(\d+) P0, (\d+) P1 and (\d+) P2 findings/,
    ([, ...wanted], came) =>
      must(`${["P0", "P1", "P2"].map((one) => listed(came, one))}` === `${wanted}`, came),
  ],
  [
    /must not say training ([A-Z]+) any more/,
    ([, state = ""], came) =>
      must(new RegExp(`^Training (?!${state})[A-Z]`, "m").test(came.out), came),
  ],
  [
    /must not list (\*\*.*?\*\*) on these dates/,
    ([, titles = ""], came) => {
      const left = [...titles.matchAll(/\*\*(.*?)\*\*/g)].filter(([, title = ""]) =>
        came.out.includes(`: ${title.replaceAll("`", "")} (`),
      );
      return left.length === 0 ? null : `still lists ${left.map(([title]) => title)}`;
    },
  ],
  [/list no P0/, (_, came) => must(listed(came, "P0") === 0, came)],
  [/findings, and exit code (\d)/, ([, code], came) => must(came.code === Number(code), came)],
  [/(changes no data|writes nothing|only read)/, (_, came) => must(came.wrote !== true, came)],
  [
    /Expect (\d+ cells? on \d+ dates?)/,
    ([, what = ""], came) => must(came.out.includes(`: ${what} to rebuild`), came),
  ],
  [/run id that it prints/, (_, came) => must(/^Run b-\S+ /m.test(came.out), came)],
  [/passes if training may run/, (_, came) => must(came.code === 0, came)],
  [
    /shows the state if they are expected to be empty/,
    (_, came) => must(came.code === 0 && listed(came, "P0") === 0, came),
  ],
  [
    /first_date is (\d{4}-\d\d-\d\d)/,
    ([, date], { rows }) => (rows[0]?.["first_date"] === date ? null : JSON.stringify(rows)),
  ],
  [
    /has no or few rows at first and fills up towards (\S+)/,
    ([, last], { rows }) => {
      const first = Number(rows[0]?.["row_count"] ?? 0);
      const end = rows.findLast((row) => row["analysis_date"] !== undefined);
      const isFilling =
        rows.length === 0 ||
        (first <= Number(end?.["row_count"]) && end?.["analysis_date"] === last);
      return isFilling ? null : JSON.stringify(rows);
    },
  ],
  [
    /the games come back without a final score/,
    (_, { rows }) =>
      rows.length > 0 && rows.every((row) => row["home_score"] === null)
        ? null
        : JSON.stringify(rows),
  ],
  [
    /nothing comes back, or fewer games than the other source has/,
    (_, { rows }) => (rows.length === 0 ? null : JSON.stringify(rows)),
  ],
  [
    /every game of these dates comes back/,
    (_, { rows }) => (rows.length > 0 ? null : "no game came back"),
  ],
  [
    /the cells are planned, and nothing blocks them/,
    (_, came) => must(/Plan .*: [1-9]\d* cells .* 0 refused, 0 blocked/.test(came.out), came),
  ],
  [/check it with/, (_, came) => must(came.code === 0 && came.out.includes("is valid"), came)],
  [/restores the rows that the run replaced/, (_, came) => must(came.code === 0, came)],
  [/nothing is done twice/, (_, came) => must(came.code === 0 && came.wrote === false, came)],
];

/** What ends in 1 though nothing went wrong, and says so. */
const MAY_STOP = /Exit code 1 means|end with exit code 1|look again|validate|assess/;

/** A sentence that says what must come. */
const PROMISING =
  /\bmust\b|Expect (?!at most|ed)|Confirmed if|changes no data|writes nothing|passes if|restores the rows|brings|prints/;

/** What did not come of it as its words, the line among them, say. A promise that nobody here can judge is a fault of this file. */
export function broken(words: string, came: Came): string[] {
  const faults = PROMISES.flatMap(([sentence, judge]) => {
    const match = sentence.exec(words);
    const fault = match === null ? null : judge(match, came);
    return fault === null ? [] : [`"${match?.[0]}": ${fault}`];
  });
  const unjudged = words
    .split(/(?<=[.;!?]) /)
    .filter((one) => PROMISING.test(one) && !PROMISES.some(([sentence]) => sentence.test(one)));
  const isBad = came.code > 1 || (came.code === 1 && !MAY_STOP.test(words));
  return [
    ...(isBad ? [saying(came)] : []),
    ...faults,
    ...unjudged.map((one) => `Nobody judges: "${one}"`),
  ];
}

/** As a person's own read-only shell answers it: with nothing that this tool defines for its own queries. */
export async function asked(file: string, sql: string): Promise<Came["rows"]> {
  const instance = await DuckDBInstance.create(file, { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
