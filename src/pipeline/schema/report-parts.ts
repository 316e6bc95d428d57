/** The folders that every environment's reports have; earlier versions had them in the root. No environment is called so. */
export const REPORTS_PARTS = [
  "latest",
  "history",
  "handoffs",
  "backfills",
  "certificates",
] as const;

/** Letters, digits, _ and - alone: such a name never leads out of the root, and nothing reads it as markdown. */
export const isReportsFolder = (name: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,80}$/.test(name) && !isReportsPart(name);

export const isReportsPart = (name: string): boolean =>
  REPORTS_PARTS.some((part) => part === name.toLowerCase());
