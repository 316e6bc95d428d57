import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { Checkout } from "../support/github/checkouts.ts";
import { contents } from "../support/repair/repairs.ts";
import { ownFolder } from "../support/warehouses.ts";

// Each drill loads the whole sample: half a minute.
it("a drill damages a copy, tells nothing of it, and its first line finds it", async () => {
  const checkout = new Checkout(join(ownFolder(), "checkout"));
  checkout.reset(inject("sample").incident);
  const before = checkout.fingerprint();
  const made = await checkout.type("npm run ops -- drill --seed 5");
  expect(made).toMatchObject({ code: 0 });
  expect(made.out).not.toContain("planted");
  expect(checkout.fingerprint()).toBe(before);
  expect(checkout.read("out/drill-5/drill.json")).not.toMatch(/half gone|off day|next day/);
  const copy = join(checkout.folder, "out/drill-5/drill.duckdb");
  const [damaged, healthy] = [await contents(copy), await contents(inject("sample").healthy)];
  expect(Object.keys(damaged).filter((id) => damaged[id] !== healthy[id])).not.toEqual([]);

  const start = /^Start with: (.*)$/m.exec(made.out)?.[1] ?? "";
  const found = await checkout.type(start);
  expect(found.out).toMatch(/^P[012] \d+ dates?: /m);
  expect(found.out).toContain("Handoff: out/drill-5/reports/sample/latest/HANDOFF.md");

  const same = await checkout.type("npm run ops -- drill --seed 5 --out out/again --reveal");
  expect(await contents(join(checkout.folder, "out/again/drill.duckdb"))).toEqual(damaged);
  const revealed = await checkout.type("npm run ops -- drill --seed 5 --reveal");
  const planted = (text: string) =>
    text.split("\n").filter((line) => line.startsWith("  planted:"));
  expect(planted(revealed.out)).not.toEqual([]);
  expect(planted(revealed.out)).toEqual(planted(same.out));
});
