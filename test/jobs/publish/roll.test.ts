import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { seeded } from "../../../src/drill/seeded.ts";
import { readDated } from "../../../src/jobs/reports/dated-files.ts";
import { parseBundle } from "../../../src/records/bundle.ts";
import type { DatedFolder } from "../../../src/records/dated-files.ts";
import { Mornings, reportsOf } from "../../support/github/mornings.ts";
import { ownFolder } from "../../support/warehouses.ts";

/** Every handoff and every file of a run says what it should, read as a command reads a checkout. */
async function expectNothingLost(mornings: Mornings): Promise<void> {
  const folder = ownFolder();
  for (const [path, content] of reportsOf(mornings.git)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const own = join(folder, "reports/production");
  for (const [path, text] of mornings.expected) {
    const [part = "", ...name] = path.split("/");
    const found = await readDated(own, part as DatedFolder, name.join("/"));
    expect(found?.text, path).toBe(text);
  }
}

const bundlesIn = (mornings: Mornings) =>
  mornings.git.paths().filter((path) => /\/\d{4}-\d{2}(?:-\d+)?\.md$/.test(path));
const namesIn = (mornings: Mornings, path: string) =>
  parseBundle(Buffer.from(mornings.git.text(path) ?? ""))?.map(({ name }) => name) ?? [];

async function morning(mornings: Mornings) {
  const files = new Map([...mornings.handoff(), ...mornings.repair()]);
  const published = await mornings.publish(mornings.local(files), files);
  mornings.wake();
  return published;
}

describe("a publication", () => {
  it("counts what changes: thousands of reports that stay as they are do not end it", async () => {
    const mornings = new Mornings("2026-01-01");
    for (let at = 0; at < 3; at += 1) {
      // 1500 runs of one day each time: none of them is old.
      const runs = Array.from({ length: 1500 }, (_, n) => `${mornings.run}-${n}`);
      const files = new Map(runs.flatMap((run) => [...mornings.receipt(run)].slice(0, 1)));
      expect(await mornings.publish(mornings.local(files), files)).toMatchObject({ attempts: 1 });
      mornings.wake();
    }
    const all = new Map(
      Array.from({ length: 2001 }, (_, n) => [...mornings.receipt(`b-x-${n}`)][0]).filter(
        (file) => file !== undefined,
      ),
    );
    await expect(mornings.publish(mornings.local(all), all)).rejects.toThrow(
      /2001 reports would change at once; the limit is 2000. Nothing was published/,
    );
  });

  it("bundles a month that ended more than the declared days ago, and gives back each file byte by byte", async () => {
    const mornings = new Mornings("2026-01-01");
    for (let at = 0; at < 41; at += 1) await morning(mornings);
    expect(bundlesIn(mornings)).toEqual([
      "reports/production/backfills/2026-01.md",
      "reports/production/handoffs/2026-01.md",
    ]);
    expect(namesIn(mornings, "reports/production/handoffs/2026-01.md")).toHaveLength(31);
    expect(namesIn(mornings, "reports/production/backfills/2026-01.md")).toHaveLength(4 * 31);
    expect(mornings.git.paths().filter((path) => /2026-?01-?\d\d/.test(path))).toEqual([]);
    await expectNothingLost(mornings);
  });

  it("leaves what the newest handoff links as it is, after a year of rest too", async () => {
    const mornings = new Mornings("2024-01-01");
    for (let at = 0; at < 10; at += 1) await morning(mornings);
    mornings.wake(366);
    const files = mornings.handoff();
    await mornings.publish(mornings.local(files), files);
    const single = mornings.git.paths().filter((path) => /HANDOFF-|receipt\.json/.test(path));
    expect(single).toEqual([
      ...["06", "07", "08", "09", "10"].map(
        (day) => `reports/production/backfills/b-202401${day}T130000Z-abcdef/receipt.json`,
      ),
      "reports/production/handoffs/HANDOFF-2024-01-10-production.md",
      "reports/production/handoffs/HANDOFF-2025-01-11-production.md",
    ]);
    await expectNothingLost(mornings);
  });

  it("bundles nothing of an environment whose now stands still", async () => {
    const mornings = new Mornings("2024-01-01");
    const files = mornings.handoff();
    await mornings.publish(mornings.local(files), files);
    mornings.wake(1000);
    const [local] = mornings.done;
    expect(await mornings.repeat(local ?? expect.fail())).toMatchObject({ committed: false });
    expect(bundlesIn(mornings)).toEqual([]);
  });
});

describe("a month that is bundled", () => {
  const DAYS = 41;
  async function bundled(): Promise<Mornings> {
    const mornings = new Mornings("2026-01-01");
    for (let at = 0; at < DAYS; at += 1) await morning(mornings);
    return mornings;
  }
  const RUN = "b-20260105T130000Z-abcdef";

  it.each([true, false])(
    "is not unbundled by a checkout of before, with its commit known: %s",
    async (isKnown) => {
      const mornings = new Mornings("2026-01-01");
      for (let at = 0; at < 35; at += 1) await morning(mornings);
      const before = mornings.git.head();
      for (let at = 35; at < DAYS; at += 1) await morning(mornings);
      const paths = mornings.git.paths();
      const bundle = mornings.git.text("reports/production/backfills/2026-01.md");
      const files = mornings.handoff();
      await mornings.publish(mornings.local(files, before, isKnown), files);
      const handoff = `reports/production/handoffs/HANDOFF-${mornings.day}-production.md`;
      expect(mornings.git.paths()).toEqual([...paths, handoff].sort());
      expect(mornings.git.text("reports/production/backfills/2026-01.md")).toBe(bundle);
      await expectNothingLost(mornings);
    },
  );

  it("takes the receipt of an undo, and counts it; what it said before stays in it", async () => {
    const mornings = await bundled();
    const files = mornings.receipt(RUN, mornings.now.toISOString());
    await mornings.publish(mornings.local(files), files);
    expect(mornings.git.paths().filter((path) => path.includes(`${RUN}/`))).toEqual([]);
    const names = namesIn(mornings, "reports/production/backfills/2026-01.md");
    expect(names.filter((name) => name === `${RUN}/receipt.json`)).toHaveLength(2);
    await expectNothingLost(mornings);
    // An old job that is repeated with the receipt of before sets nothing back.
    const old = mornings.receipt(RUN);
    const again = await mornings.repeat(mornings.local(old, mornings.git.head(), false));
    expect(again).toMatchObject({ committed: false });
    await expectNothingLost(mornings);
  });

  it("keeps a receipt that is older than the one that counts, before it", async () => {
    const mornings = await bundled();
    const path = `reports/production/backfills/${RUN}/receipt.json`;
    const older = `{"run":"${RUN}","verifiedAt":"2026-01-05T13:05:00.000Z"}\n`;
    const files = new Map([...mornings.handoff(), [path, Buffer.from(older)] as const]);
    await mornings.repeat(mornings.local(files, mornings.git.head(), false));
    const bundle = Buffer.from(
      mornings.git.text("reports/production/backfills/2026-01.md") ?? expect.fail(),
    );
    const versions = parseBundle(bundle)?.filter(({ name }) => name === `${RUN}/receipt.json`);
    expect(versions?.map(({ content }) => Buffer.from(content).toString("utf8"))).toEqual([
      older,
      mornings.expected.get(`backfills/${RUN}/receipt.json`),
    ]);
    await expectNothingLost(mornings);
  });

  it("is not set back by the bundle of an old checkout, though nobody knows its commit", async () => {
    const mornings = await bundled();
    const before = mornings.git.head();
    const files = mornings.receipt(RUN, mornings.now.toISOString());
    await mornings.publish(mornings.local(files), files);
    mornings.wake();
    const late = mornings.handoff();
    await mornings.publish(mornings.local(late, before, false), late);
    await expectNothingLost(mornings);
  });

  it("that somebody edited stays as it is, and what is new goes beside it", async () => {
    const mornings = await bundled();
    const path = "reports/production/backfills/2026-01.md";
    const edited = mornings.git.text(path)?.replace("Taken back", "taken back") ?? expect.fail();
    mornings.git.push(path, edited);
    const files = mornings.receipt(RUN, mornings.now.toISOString());
    await mornings.repeat(mornings.local(files));
    expect(mornings.git.text(path)).toBe(edited);
    const beside = namesIn(mornings, "reports/production/backfills/2026-01-2.md");
    expect(beside).toEqual([`${RUN}/RECEIPT.md`, `${RUN}/receipt.json`]);
  });

  it("is sent in two parts where it is large", async () => {
    const mornings = new Mornings("2026-01-01");
    const random = seeded(5);
    for (let at = 0; at < DAYS; at += 1) {
      const text = `# Handoff\n\n${at < 3 ? `${random()} `.repeat(90_000) : ""}\n`;
      const files = mornings.handoff(text);
      await mornings.publish(mornings.local(files), files);
      mornings.wake();
    }
    expect(bundlesIn(mornings)).toEqual([
      "reports/production/handoffs/2026-01-2.md",
      "reports/production/handoffs/2026-01.md",
    ]);
    await expectNothingLost(mornings);
  });
});

describe("publications that meet", () => {
  it("roll the same month at once, and it is there once", async () => {
    const mornings = new Mornings("2026-01-01");
    for (let at = 0; at < 38; at += 1) await morning(mornings);
    expect(bundlesIn(mornings)).toEqual([]);
    const base = mornings.git.head();
    const [one, two] = [mornings.handoff(), mornings.repair()];
    mornings.git.beforeMove(
      async () => void (await mornings.publish(mornings.local(two, base), two)),
    );
    const published = await mornings.publish(mornings.local(one, base), one);
    expect(published.attempts).toBe(2);
    expect(namesIn(mornings, "reports/production/handoffs/2026-01.md")).toHaveLength(31);
    await expectNothingLost(mornings);
  });

  it("do not set back a receipt that was written again meanwhile, though nobody knows their commit", async () => {
    const mornings = new Mornings("2026-01-01");
    await morning(mornings);
    const run = "b-20260101T130000Z-abcdef";
    const before = mornings.local(mornings.handoff(), mornings.git.head(), false);
    const files = mornings.receipt(run, mornings.now.toISOString());
    await mornings.publish(mornings.local(files), files);
    await mornings.publish(before, mornings.handoff());
    await expectNothingLost(mornings);
  });
});
