import { copyFileSync } from "node:fs";
import type { World } from "../../src/drill/world.ts";
import { type Assessment, assess } from "../../src/findings/assess/assess.ts";
import { observe } from "../../src/jobs/observe/observe.ts";
import { declaredRange } from "../../src/pipeline/rules.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { WHOLE_SAMPLE } from "../support/whole-sample.ts";

/** Does the damages to a fresh copy of the healthy file, and looks at it. */
export async function lookAt(
  { setting, damages }: World,
  healthy: string,
  file: string,
): Promise<Assessment> {
  copyFileSync(healthy, file);
  const { pipeline, asOf } = setting;
  {
    await using damaged = await openDuckDb({ path: file, readOnly: false });
    for (const { sql } of damages) for (const statement of sql) await damaged.native(statement);
  }
  // As a validation opens it, which takes a third less than an engine that may write.
  await using warehouse = await openDuckDb({ path: file, readOnly: true });
  const input = {
    ...WHOLE_SAMPLE,
    pipeline,
    asOf,
    range: declaredRange(pipeline, asOf),
    sources: true,
  };
  return assess(await observe(input, warehouse, () => undefined));
}
