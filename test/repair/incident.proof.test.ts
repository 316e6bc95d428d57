import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { SHIPPED } from "../support/pipeline.ts";
import { aPlace, at, contents, differences, repaired, run } from "../support/repair/repairs.ts";

/** Declared not to be rebuildable: a prediction made afterwards is none. */
const LEFT = SHIPPED.tables.filter(({ rebuildable }) => !rebuildable).map(({ id }) => id);

it("the incident, repaired as the demo repairs it, ends row for row as the healthy scenario, and undo brings it back", async () => {
  const place = aPlace();
  const [incident, healthy] = [
    await contents(place.file),
    await contents(inject("sample").healthy),
  ];
  const broken = Object.keys(incident).filter((id) => incident[id] !== healthy[id]);

  const first = await repaired(place, ["--plan-phase", "1"]);
  expect(first).toMatchObject({ code: 0, receipt: { proven: true, counts: { done: 140 } } });
  expect(first.receipt.training).toEqual({
    ...{ before: "BLOCKED", predicted: "UNBLOCKED", after: "UNBLOCKED" },
  });
  const rest = await repaired(place, ["--with-downstream"]);
  expect(rest).toMatchObject({ code: 0, receipt: { proven: true, training: { after: "READY" } } });
  expect(rest.receipt.average.after).toBe(rest.receipt.average.predicted);

  // The fingerprints of whole tables say it; a comparison of rows does not depend on what a fingerprint is.
  const after = await contents(place.file);
  expect(
    Object.keys(after)
      .filter((id) => after[id] !== healthy[id])
      .sort(),
  ).toEqual(LEFT.sort());
  const rebuilt = broken.filter((id) => !LEFT.includes(id));
  expect(await differences(place.file, inject("sample").healthy, rebuilt)).toEqual(
    Object.fromEntries(rebuilt.map((id) => [id, [0, 0]])),
  );

  // The older run first: the newer one wrote other cells.
  for (const { run: id } of [first, rest]) {
    const taken = await run(["undo", id, ...at(place)]);
    expect(taken).toMatchObject({ code: 0, out: expect.stringMatching(/^Took back b-/) });
    const receipt = readFileSync(join(place.out, "sample/backfills", id, "RECEIPT.md"), "utf8");
    expect(receipt).toContain(`# Receipt of ${id}: taken back`);
  }
  expect(await contents(place.file)).toEqual(incident);
});
