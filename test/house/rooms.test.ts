import { dirname, join } from "node:path/posix";
import { beforeAll, describe, expect, it } from "vitest";
import { checkLayering, readSources, type Sources } from "./layering.ts";
import { ROOMS } from "./rooms.ts";

const ROOT = join(import.meta.dirname, "../..");

/** A file of each folder of the real tree and the rooms of one file, emptied: what is wrong in it is what a test plants. */
let hollow: Sources;
beforeAll(() => {
  const paths = [...readSources(ROOT).keys()];
  const isRoom = (path: string): boolean => dirname(path) === "src";
  const some = new Map(paths.map((path) => [isRoom(path) ? path : dirname(path), path]));
  const sound = ["actions/none/main.ts", 'import "../../src/errors.ts";'] as const;
  hollow = new Map([...[...some.values()].map((path) => [path, ""] as const), sound]);
});

/** The faults when some file of the one folder imports some file of the other. */
function faultsOf(from: string, to: string): readonly string[] {
  const fileIn = (folder: string) =>
    [...hollow.keys()].find((path) => path === `${folder}.ts` || isIn(path, folder));
  const [importer, target] = [fileIn(from), fileIn(to)];
  if (importer === undefined || target === undefined) return [`no file in ${from} or ${to}`];
  const up = "../".repeat(importer.split("/").length - 1);
  const planted = new Map(hollow).set(importer, `import "${up}${target}";`);
  return checkLayering(planted).faults;
}

const isIn = (path: string, folder: string): boolean =>
  path.startsWith(`${folder}/`) && !path.slice(folder.length + 1).includes("/");

/** Every pair of which the first may not import the second. */
const upward = (ranks: readonly (readonly string[])[]): [string, string][] =>
  ranks.flatMap((rank, at) =>
    rank.flatMap((from) =>
      [...rank, ...ranks.slice(at + 1).flat()]
        .filter((to) => to !== from)
        .map((to): [string, string] => [from, to]),
    ),
  );

it("passes with a file a folder, emptied", () => {
  expect(checkLayering(hollow).faults).toEqual([]);
});

describe("rooms", () => {
  const anyFolder = (room: string): string => {
    const ranks = ROOMS.inside[room];
    const folder = ranks === undefined || ranks === "any" ? "." : (ranks[0]?.[0] ?? ".");
    return folder === "." ? `src/${room}` : `src/${room}/${folder}`;
  };

  it("are more than a few", () => {
    expect(upward(ROOMS.pure).length).toBeGreaterThan(20);
  });

  it.each(upward(ROOMS.pure))("%s may not import %s", (from, to) => {
    expect(faultsOf(anyFolder(from), anyFolder(to))).toEqual([
      expect.stringContaining(`${from} may not import ${to}`),
    ]);
  });

  const outside = Object.keys(ROOMS.allowed).filter((room) => room !== "actions");
  it.each(ROOMS.pure.flat().flatMap((pure) => outside.map((room) => [pure, room] as const)))(
    "%s may not import %s either",
    (from, to) => {
      expect(faultsOf(anyFolder(from), anyFolder(to))).toEqual([
        expect.stringContaining(`${from} may not import ${to}`),
      ]);
    },
  );

  const folders = Object.entries(ROOMS.inside).flatMap(([room, ranks]) =>
    ranks === "any" ? [] : upward(ranks).map(([from, to]) => [room, from, to] as const),
  );
  it.for(folders)("in %s, %s may not import %s", ([room, from, to]) => {
    const path = (folder: string) => (folder === "." ? `src/${room}` : `src/${room}/${folder}`);
    expect(faultsOf(path(from), path(to))).toEqual([
      expect.stringContaining(`in ${room}, ${from} may not import ${to}.`),
    ]);
  });

  it.each(ROOMS.vendors.map(({ name }) => [name.source.replace(/[\\^$]/g, "")] as const))(
    "%s is known to its homes only",
    (name) => {
      const vendor = name.endsWith("/") ? `${name}x` : name;
      const planted = new Map(hollow).set("src/cli/main.ts", `import "${vendor}";`);
      expect(checkLayering(planted).faults).toEqual([expect.stringContaining("may know")]);
    },
  );
});
