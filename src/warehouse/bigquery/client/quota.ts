import type { Judgement } from "./judgement.ts";
import type { ApiFailure } from "./rest.ts";

const MINUTE_MS = 60_000;

type Quota = {
  readonly message: RegExp;
  readonly name: string;
  readonly due: (now: Date) => Date;
  readonly remedy: string;
};

const after =
  (minutes: number) =>
  (now: Date): Date =>
    new Date(now.getTime() + minutes * MINUTE_MS);

/** The first that fits the message; the last fits all. */
const QUOTAS: readonly Quota[] = [
  {
    message: /free query bytes|free tier/i,
    name: "the free bytes of the month",
    due: nextPacificMonth,
    remedy: "Enable billing for the project, or wait for the next month",
  },
  {
    message: /query usage|bytes scanned|scanned per day|custom quota/i,
    name: "the daily limit on bytes that the project or the user set",
    due: nextPacificMidnight,
    remedy:
      "Raise QueryUsagePerDay, or validate a narrower range; it starts again at midnight Pacific time",
  },
  {
    message:
      /partition modif|table modif|imports? (?:or query appends )?per|load jobs? per|copy jobs? per|number of (table|partition)/i,
    name: "the day's changes of one table",
    due: after(60),
    remedy: "Write in larger batches; the quota refills gradually over the day",
  },
  {
    message: /concurrent|simultaneous|slots|can be queued/i,
    name: "jobs at the same time",
    due: after(10),
    remedy: "Run fewer at once",
  },
  {
    message: /(?:)/,
    name: "a quota of the project",
    due: after(10),
    remedy: "Look at IAM & Admin > Quotas for the one that is used up",
  },
];

/** Quotas refill slowly, so nothing is gained within seconds: the work is parked until the quota's kind says. */
export function parkOf({ message }: ApiFailure, now: Date): Judgement {
  const quota = QUOTAS.find((one) => one.message.test(message)) as Quota;
  const dueAt = quota.due(now);
  return {
    advice: { kind: "park", dueAt },
    newJob: false,
    remedy: `Used up: ${quota.name}. ${quota.remedy}. Due again at ${dueAt.toISOString()}`,
  };
}

const STREAMED_MINUTES = 45;

/** Rows that were streamed in cannot be changed at first; how long that lasts is BigQuery's affair, and it says no time. */
export function streamedOf(_: ApiFailure, now: Date): Judgement {
  const dueAt = after(STREAMED_MINUTES)(now);
  return {
    advice: { kind: "park", dueAt },
    newJob: false,
    remedy: `Rows that were streamed in cannot be changed for 30 to 90 minutes. Due again at ${dueAt.toISOString()}`,
  };
}

/** Daily quotas start again at midnight in California. */
function nextPacificMidnight(now: Date): Date {
  const hour = new Date(Math.ceil((now.getTime() + 1) / (60 * MINUTE_MS)) * 60 * MINUTE_MS);
  for (let step = 0; step < 30; step += 1) {
    const at = new Date(hour.getTime() + step * 60 * MINUTE_MS);
    if (pacific(at)["hour"] === "00") return at;
  }
  return after(24 * 60)(now);
}

function nextPacificMonth(now: Date): Date {
  let at = nextPacificMidnight(now);
  while (pacific(at)["day"] !== "01") at = nextPacificMidnight(at);
  return at;
}

function pacific(at: Date): Readonly<Record<string, string>> {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: "America/Los_Angeles",
    hourCycle: "h23",
    day: "2-digit",
    hour: "2-digit",
  }).formatToParts(at);
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}
