import { createHash } from "node:crypto";
import { readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bucketOf, bucketStore } from "../../../../src/producers/scrapers/originals/bucket.ts";
import { folderStore } from "../../../../src/producers/scrapers/originals/folder.ts";
import { originalsOf } from "../../../../src/producers/scrapers/originals/originals.ts";
import { startBucket } from "../../../support/scrapers/bucket.ts";
import { ownFolder } from "../../../support/warehouses.ts";

const [URL_A, URL_B, AT] = ["https://a.example/1", "https://a.example/2", "2026-01-26T12:00:00Z"];
const originalsIn = (folder: string) => originalsOf(folderStore(folder));
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

describe("a bucket", () => {
  const quick = { retries: 2, minWaitMs: 1, maxWaitMs: 4 };
  const opened = async () => {
    const server = await startBucket("my-bucket");
    const originals = originalsOf(
      bucketStore({ bucket: "my-bucket", prefix: "raw/nba" }, server.url, quick),
    );
    return { server, originals, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  };

  it("keeps originals as a folder does", async () => {
    await using one = await opened();
    const bytes = Buffer.from([0, 255, 10, 13]);
    expect(await one.originals.read(URL_A)).toBeNull();
    const kept = await one.originals.keep(URL_A, bytes, AT);
    expect([...one.server.objects.keys()].sort()).toEqual([
      expect.stringMatching(/^raw\/nba\/addresses\/[0-9a-f]{64}\.json$/),
      `raw/nba/objects/${kept.sha256.slice(0, 2)}/${kept.sha256}`,
    ]);
    const again = await one.originals.read(URL_A);
    expect(again).toMatchObject({ sha256: kept.sha256, fetchedAt: AT });
    expect([...(again?.bytes ?? [])]).toEqual([...bytes]);
    one.server.objects.set(
      `raw/nba/objects/${kept.sha256.slice(0, 2)}/${kept.sha256}`,
      bytes.subarray(1),
    );
    expect(await one.originals.read(URL_A)).toBeNull();
    await one.originals.forget(URL_A);
    await one.originals.forget(URL_A);
    expect(one.server.objects.size).toBe(1);
  });

  it("is asked again when it is busy, and says what is missing when it refuses", async () => {
    await using one = await opened();
    one.server.answers.push(503, 429);
    await one.originals.keep(URL_A, Buffer.from("bytes"), AT);
    expect(one.server.objects.size).toBe(2);
    one.server.answers.push(403);
    await expect(one.originals.read(URL_A)).rejects.toThrow(
      /403: the account needs roles\/storage/,
    );
    const none = originalsOf(bucketStore({ bucket: "other", prefix: "" }, one.server.url, quick));
    expect(await none.read(URL_A)).toBeNull();
    await expect(none.keep(URL_A, Buffer.from("bytes"), AT)).rejects.toThrow(/no bucket other/);
  });

  it("is known by its address", () => {
    expect(bucketOf("gs://my-bucket/raw/nba/")).toEqual({ bucket: "my-bucket", prefix: "raw/nba" });
    expect(bucketOf("gs://my-bucket")).toEqual({ bucket: "my-bucket", prefix: "" });
    expect(bucketOf(".cache/originals")).toBeNull();
  });
});
