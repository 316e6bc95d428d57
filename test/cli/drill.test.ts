import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { Checkout } from "../support/github/checkouts.ts";
import { ownFolder } from "../support/warehouses.ts";

const sha = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");

function aCheckout(): Checkout {
  const checkout = new Checkout(join(ownFolder(), "checkout"));
  checkout.reset(inject("sample").incident);
  return checkout;
}

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
