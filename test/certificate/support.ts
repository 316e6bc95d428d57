import { type Certificate, type CertificateContent, sealed } from "../../src/certificate/record.ts";
import type { CivilDate } from "../../src/dates/civil-date.ts";

export const DATES = Array.from({ length: 6 }, (_, n) => `2026-01-0${n + 1}` as CivilDate);
export const HASH = "0123456789abcdef";

/** What version n of a date's rows hashes to; none for 0. */
export const contentOf = (version: number) =>
  version === 0
    ? { rows: 0, fingerprint: "" }
    : { rows: 10 + version, fingerprint: `h1-test:${version}` };

/** Of two tables, "made" computed from "raw", which others may write too, over six dates. */
export function aCertificate(over: Partial<CertificateContent> = {}): Certificate {
  const table = (id: string, isTraining: boolean): Certificate["tables"][number] => ({
    ...{ id, name: `shop.${id}`, dateColumn: "game_date", isTraining, isOurs: isTraining },
    volatileColumns: [],
    columns: { game_date: "DATE", total: "BIGINT" },
    declared: HASH,
    model: isTraining ? { file: `sql/${id}.sql`, hash: HASH } : null,
    tried: null,
    dates: DATES.map((date) => {
      const { rows, fingerprint } = contentOf(1);
      return [date, rows, fingerprint, 0];
    }),
  });
  return sealed({
    ...{ schemaVersion: 1, kind: "training certificate", tool: "tool 1", environment: "shop" },
    ...{ warehouse: "DuckDB shop.duckdb", readAt: "2026-01-10T12:00:00.000Z" },
    ...{ asOf: "2026-01-10T12:00:00.000Z", policy: "annotate", configHash: HASH },
    range: { first: DATES[0] as CivilDate, last: DATES.at(-1) as CivilDate },
    ...{ required: "ready", training: "READY", state: "READY, 1 date short" },
    short: ["2026-01-02: made"],
    waivers: [{ what: "game 1 in made", reason: "no source", expires: "2029-12-31" }],
    ledgerPosition: 3,
    known: [{ run: "r-1", how: "wrote", at: "2026-01-09T12:00:00.000Z" }],
    tables: [table("raw", false), table("made", true)],
    previous: null,
    ...over,
  });
}
