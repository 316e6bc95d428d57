import { createHash } from "node:crypto";
import { readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { originalsIn } from "../../src/producers/scrapers/originals.ts";
import { ownFolder } from "../support/warehouses.ts";

const [URL_A, URL_B, AT] = ["https://a.example/1", "https://a.example/2", "2026-01-26T12:00:00Z"];
const files = (folder: string) =>
  (
    readdirSync(folder, { recursive: true, withFileTypes: true }) as {
      isFile(): boolean;
      name: string;
      parentPath: string;
    }[]
  )
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

it("keeps bytes by their hash, and gives them back by their address", async () => {
  const folder = ownFolder();
  const bytes = Buffer.from([0, 255, 10, 13]);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const kept = await originalsIn(folder).keep(URL_A, bytes, AT);
  expect(kept).toEqual({ url: URL_A, sha256, bytes, fetchedAt: AT });
  expect(await originalsIn(folder).read(URL_A)).toEqual(kept);
  expect(await originalsIn(folder).read(URL_B)).toBeNull();
  await originalsIn(folder).keep(URL_B, bytes, AT);
  expect(files(join(folder, "objects"))).toEqual([
    join(folder, "objects", sha256.slice(0, 2), sha256),
  ]);
});

it("gives the newest of an address, keeps the older, and forgets addresses alone", async () => {
  const folder = ownFolder();
  const originals = originalsIn(folder);
  await originals.keep(URL_A, Buffer.from("early"), AT);
  await originals.keep(URL_A, Buffer.from("final"), AT);
  expect(Buffer.from((await originals.read(URL_A))?.bytes ?? []).toString()).toBe("final");
  await originals.forget(URL_A);
  await originals.forget(URL_A);
  expect(await originals.read(URL_A)).toBeNull();
  expect(files(join(folder, "objects"))).toHaveLength(2);
});

it("takes nothing that is damaged for an original", async () => {
  const folder = ownFolder();
  const originals = originalsIn(folder);
  const { sha256 } = await originals.keep(URL_A, Buffer.from("a whole file"), AT);
  truncateSync(join(folder, "objects", sha256.slice(0, 2), sha256), 3);
  expect(await originals.read(URL_A)).toBeNull();
  await originals.keep(URL_A, Buffer.from("a whole file"), AT);
  expect(await originals.read(URL_A)).not.toBeNull();
  const [entry = ""] = files(join(folder, "addresses"));
  for (const text of ["", "{", '{"url":1}', `{"url":"${URL_B}"}`]) {
    writeFileSync(entry, text);
    expect(await originals.read(URL_A)).toBeNull();
  }
});

it("leaves nothing half written beside", async () => {
  const folder = ownFolder();
  const originals = originalsIn(folder);
  const texts = Array.from({ length: 20 }, (_, n) => Buffer.from(`version ${n % 3}`));
  await Promise.all(texts.map((bytes) => originals.keep(URL_A, bytes, AT)));
  expect(files(folder)).toHaveLength(4);
  expect(await originals.read(URL_A)).not.toBeNull();
});
