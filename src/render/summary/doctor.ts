import { oneLine } from "../text/one-line.ts";
import { count } from "../text/words.ts";

/** `warn` is also what could not be found out and decides nothing: it is never a pass. */
export type CheckStatus = "pass" | "warn" | "fail" | "skip";

export const AREAS = [
  "program",
  "warehouse",
  "tables",
  "statements",
  "services",
  "github",
] as const;
export type Area = (typeof AREAS)[number];

export type Check = {
  readonly area: Area;
  /** What was looked at. */
  readonly name: string;
  readonly status: CheckStatus;
  readonly found: string;
  /** A command or an exact step; on everything that fails or warns and that a person can mend. */
  readonly remedy?: string;
  /** It decides, and could not be read: nothing is known of it, and the exit code is 3. */
  readonly unread?: true;
};

export type DoctorReport = {
  readonly environment: string;
  readonly checks: readonly Check[];
};

const MARKS: Record<CheckStatus, string> = {
  pass: "✓ pass",
  warn: "! warn",
  fail: "✗ FAIL",
  skip: "- skip",
};

const TITLES: Record<Area, string> = {
  program: "Program and configuration",
  warehouse: "Warehouse",
  tables: "Tables",
  statements: "Statements, not run",
  services: "Services",
  github: "GitHub",
};

export const counted = ({ checks }: DoctorReport): Record<CheckStatus, number> => {
  const having = (status: CheckStatus) => checks.filter((check) => check.status === status).length;
  return { pass: having("pass"), warn: having("warn"), fail: having("fail"), skip: having("skip") };
};

/** 3 where something that decides could not be read, 1 where something fails. */
export function doctorExitCode({ checks }: DoctorReport): 0 | 1 | 3 {
  if (checks.some(({ unread }) => unread === true)) return 3;
  return checks.some(({ status }) => status === "fail") ? 1 : 0;
}

export function renderDoctor(report: DoctorReport): string {
  const areas = AREAS.flatMap((area) => {
    const checks = report.checks.filter((check) => check.area === area);
    return checks.length === 0 ? [] : ["", TITLES[area], ...checks.flatMap(lines)];
  });
  const { pass, warn, fail, skip } = counted(report);
  const totals = `${pass} pass, ${count(warn, "warning")}, ${fail} fail, ${skip} skipped`;
  return [`Doctor of ${oneLine(report.environment)}`, ...areas, "", totals].join("\n");
}

const lines = ({ status, name, found, remedy }: Check): string[] => [
  `  ${MARKS[status]}  ${oneLine(name)}: ${oneLine(found)}`,
  ...(remedy === undefined ? [] : [`          do: ${oneLine(remedy)}`]),
];
