import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { Checkout } from "../support/github/checkouts.ts";
import { contents } from "../support/repair/repairs.ts";
import { ownFolder } from "../support/warehouses.ts";

const sha = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");

function aCheckout(): Checkout {
  const checkout = new Checkout(join(ownFolder(), "checkout"));
  checkout.reset(inject("sample").incident);
  return checkout;
}

it("a drill damages a copy, tells nothing of it, and its first line finds it", async () => {
  const checkout = aCheckout();
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

it.each([
  ["--seed 1 --environment production", /production is another environment/],
  ["--seed 1 --environment sample-bigquery", /sample-bigquery is another environment/],
  ["--seed 1 --environment nowhere", /There is no environment "nowhere"/],
  ["--seed 1 --out .warehouse", /\.warehouse is not empty\. Name another folder/],
  ["--seed 1 --out README.md", /README\.md/],
  ["--seed 1.5", /--seed: must be a whole number, such as 7 \(given "1.5"\)/],
  ["--seed -1", /--seed/],
  ["", /--seed: must be a whole number/],
])("`drill %s` is refused, and nothing is changed", async (words, says) => {
  const checkout = aCheckout();
  const before = [checkout.fingerprint(), readdirSync(checkout.folder)];
  const { code, err } = await checkout.type(`npm run ops -- drill ${words}`);
  expect([code, err]).toEqual([2, expect.stringMatching(says)]);
  expect([checkout.fingerprint(), readdirSync(checkout.folder)]).toEqual(before);
  expect(sha(join(checkout.folder, "README.md"))).toBe(sha("README.md"));
  expect(existsSync(join(checkout.folder, "out"))).toBe(false);
});
