import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { seeded } from "../../../src/drill/seeded.ts";
import { readDated } from "../../../src/jobs/reports/dated-files.ts";
import { parseBundle } from "../../../src/records/bundle.ts";
import type { DatedFolder } from "../../../src/records/dated-files.ts";
import { type Files, Mornings, reportsOf } from "../../support/github/mornings.ts";
import { ownFolder } from "../../support/warehouses.ts";

/** Ten years were run once, and a night runs them again: each proof takes minutes. */
const YEARS = Number(process.env["YEARS"] ?? 1);
const MORNINGS = 365 * YEARS;
const OWN = "reports/production";

it(`${YEARS} years of mornings, with repeats, races, undos and a year of rest: nothing is lost or doubled`, async () => {
  const mornings = new Mornings("2026-01-01", 90);
  const { git, expected } = mornings;
  const random = seeded(20);
  const most = { files: 0, requests: 0, attempts: 0 };
  const happened = { races: 0, repeats: 0, undos: 0 };
  for (let at = 0; at < MORNINGS; at += 1) {
    mornings.wake(at === Math.floor(MORNINGS / 2) ? 366 : 1);
    const [base, isKnown] = [git.head(), random() < 0.5];
    if (random() < 0.02) {
      happened.races += 1;
      const other = mornings.repair(`${mornings.run}-2`);
      const local = mornings.local(other, base, isKnown);
      git.beforeMove(async () => void (await mornings.publish(local, other)));
    }
    const files: Files = new Map([...mornings.handoff(), ...mornings.repair()]);
    const published = await mornings.publish(mornings.local(files, base, isKnown), files);
    if (random() < 0.02) {
      happened.repeats += 1;
      const old = mornings.done[Math.floor(random() * mornings.done.length)];
      if (old !== undefined) await mornings.repeat(old);
    }
    if (random() < 0.01) {
      happened.undos += 1;
      const runs = [...expected.keys()].filter((path) => path.endsWith("/receipt.json"));
      const run = runs[Math.floor(random() * runs.length)]?.split("/")[1] ?? "";
      const undone = mornings.receipt(run, mornings.now.toISOString());
      await mornings.publish(mornings.local(undone, git.head(), isKnown), undone);
    }
    most.files = Math.max(most.files, git.paths().length);
    most.requests = Math.max(most.requests, published.requests / published.attempts);
    most.attempts = Math.max(most.attempts, published.attempts);
  }
  const bundles = reportsOf(git).filter(([path]) => /\/\d{4}-\d{2}(?:-\d+)?\.md$/.test(path));
  console.info({ ...most, ...happened, bundles: bundles.length, dated: expected.size });
  expect(Math.min(...Object.values(happened))).toBeGreaterThan(YEARS);
  expect(expected.size).toBeGreaterThan(5 * MORNINGS);
  // 24 bundles a year, and some four months of single files.
  expect(most.files).toBeLessThan(1100);
  expect(most.requests).toBeLessThanOrEqual(30);

  const folder = ownFolder();
  const single = new Set<string>();
  for (const [path, content] of reportsOf(git)) {
    single.add(path.slice(OWN.length + 1));
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  const bundled = bundles.flatMap(([path, content]) => {
    const part = path.slice(OWN.length + 1).split("/")[0];
    return (parseBundle(content) ?? expect.fail(path)).map(({ name }) => `${part}/${name}`);
  });
  // Each is a file or in a bundle, never both; twice only the receipts that an undo wrote again.
  expect(bundled.filter((path) => single.has(path))).toEqual([]);
  const twice = bundled.filter((path, at) => bundled.indexOf(path) < at);
  expect(twice.filter((path) => !/\/(?:receipt\.json|RECEIPT\.md)$/.test(path))).toEqual([]);
  expect(twice.length).toBeLessThanOrEqual(2 * happened.undos);
  expect(new Set([...bundled, ...[...single].filter((path) => expected.has(path))])).toEqual(
    new Set(expected.keys()),
  );
  const head = new Map(reportsOf(git));
  const last = new Map<string, Uint8Array>(
    bundles.flatMap(([path, content]) => {
      const part = path.slice(OWN.length + 1).split("/")[0];
      const files = parseBundle(content) ?? expect.fail(path);
      return files.map((file) => [`${part}/${file.name}`, file.content] as const);
    }),
  );
  for (const [path, text] of expected) {
    const content = last.get(path) ?? head.get(`${OWN}/${path}`);
    expect(Buffer.from(content ?? "").toString("utf8"), path).toBe(text);
  }
  // As a command reads them, which takes a bundle for each.
  for (const [path, text] of [...expected].filter((_, at) => at % 50 === 0)) {
    const [part = "", ...name] = path.split("/");
    const found = await readDated(join(folder, OWN), part as DatedFolder, name.join("/"));
    expect(found?.text, path).toBe(text);
  }
});

const golden = (path: string): string =>
  readFileSync(join(import.meta.dirname, "../../render", path), "utf8");

/** A text whose figures move a little from day to day, as those of a report do. */
function drifting(text: string, share: number, random: () => number): () => string {
  const lines = text.split("\n");
  return () => {
    for (const [at, line] of lines.entries())
      if (random() < share)
        lines[at] = line.replace(/\d(?=\D|$)/g, () => String(Math.floor(random() * 10)));
    return lines.join("\n");
  };
}

it(`a clone of ${YEARS} years has less than 60 MB`, async () => {
  const folder = ownFolder();
  const git = async (
    args: readonly string[],
    feed?: (write: (data: Uint8Array | string) => Promise<void>) => Promise<void>,
  ) => {
    const child = spawn("git", args, { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
    let said = "";
    child.stdout.on("data", (data) => {
      said += data;
    });
    const ended = once(child, "close");
    await feed?.(async (data) => {
      if (!child.stdin.write(data)) await once(child.stdin, "drain");
    });
    child.stdin.end();
    expect((await ended)[0]).toBe(0);
    return said;
  };
  await git(["init", "--quiet", "--bare"]);
  const mornings = new Mornings("2026-01-01", 90);
  const random = seeded(60);
  const handoff = drifting(golden("handoff/golden/handoff-incident.md"), 0.2, random);
  const others = {
    "latest/SEASON.md": drifting(golden("season/golden/season-2024-25-csv.md"), 0.1, random),
    "latest/heatmap-light.svg": drifting(
      golden("season/golden/heatmap-2024-25-light.svg"),
      0.02,
      random,
    ),
    "latest/heatmap-dark.svg": drifting(
      golden("season/golden/heatmap-2024-25-dark.svg"),
      0.02,
      random,
    ),
    "latest/gaps.csv": drifting(golden("handoff/golden/handoff-csv.md"), 0.05, random),
    "latest/cause-runs.json": drifting(
      golden("handoff/golden/handoff-incident.md").repeat(2),
      0.1,
      random,
    ),
  };
  const plan = drifting(golden("handoff/golden/handoff-csv.md"), 0.5, random);
  const largest = new Map<string, number>();
  await git(["fast-import", "--quiet"], async (write) => {
    const sent = new Set<string>();
    let [last, number] = [mornings.git.head(), 0];
    for (let at = 0; at < MORNINGS; at += 1) {
      mornings.wake();
      const files: Files = new Map([...mornings.handoff(handoff()), ...mornings.repair()]);
      for (const [path, text] of Object.entries(others))
        files.set(`${OWN}/${path}`, Buffer.from(text()));
      files.set(`${OWN}/backfills/${mornings.run}/plan.json`, Buffer.from(plan()));
      await mornings.publish(mornings.local(files), files);
      const head = mornings.git.head();
      const { changes = new Map(), message = "" } = mornings.git.commits.get(head) ?? {};
      expect(mornings.git.commits.get(head)?.parents).toEqual([last]);
      last = head;
      const lines: string[] = [];
      for (const [path, sha] of changes) {
        if (sha === null) lines.push(`D ${path}`);
        else {
          const content = mornings.git.blobs.get(sha) ?? expect.fail(path);
          largest.set(path, Math.max(largest.get(path) ?? 0, content.byteLength));
          number += 1;
          await write(`blob\nmark :${number}\ndata ${content.byteLength}\n`);
          await write(content);
          await write("\n");
          lines.push(`M 100644 :${number} ${path}`);
        }
      }
      sent.add(head);
      await write(
        `commit refs/heads/main\ncommitter ops <ops@example.org> ${mornings.now.getTime() / 1000} +0000\ndata ${Buffer.byteLength(message)}\n${message}\n${lines.join("\n")}\n\n`,
      );
      mornings.done.length = 0;
      mornings.forget();
    }
    expect(sent.size).toBe(MORNINGS);
  });
  // What a server keeps after its own housekeeping is what a clone fetches.
  await git(["repack", "-a", "-d", "-f", "--quiet"]);
  const counted = await git(["count-objects", "-v"]);
  const packed = Number(/size-pack: (\d+)/.exec(counted)?.[1]);
  const history = largest.get(`${OWN}/history/health_history.csv`) ?? 0;
  console.info({
    packedKiB: packed,
    historyBytes: history,
    largest: Math.max(...largest.values()),
  });
  expect(Number(await git(["rev-list", "--count", "main"]))).toBe(MORNINGS);
  expect(packed * 1024).toBeLessThan(60e6);
  // A row a run: far below what may be published.
  expect(history).toBeLessThan(2 * 1024 ** 2);
});
