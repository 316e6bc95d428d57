import { createHash } from "node:crypto";
import type { PipelineConfig } from "./schema.ts";

/**
 * Sixteen hex digits over the effective configuration: defaults filled in, keys sorted, comments and layout left out. How
 * reports and issues are kept, and what `ops leak` takes for known, is left out too: it changes nothing that a validation finds.
 */
export function configHash({ reports: _, issues: __, ...judged }: PipelineConfig): string {
  const tables = judged.tables.map(({ owner: ___, knownBefore: ____, ...table }) => table);
  return createHash("sha256")
    .update(canonical({ ...judged, tables }))
    .digest("hex")
    .slice(0, 16);
}

/** JSON with sorted keys: equal values give equal text. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
