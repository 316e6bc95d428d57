// Which room may import which, checked over every import of src/ and actions/: node test/house/layering.ts [ROOT]
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";
import { circlesOf } from "./circles.ts";
import { type Import, importsOf } from "./imports.ts";
import { ROOMS, type Rooms } from "./rooms.ts";

const OUTSIDE =
  /^(node:(fs|child_process|net|https?|http2|tls|dgram)(\/|$)|@actions\/|@duckdb\/|@google-cloud\/|google-auth-library$)/;

type Layering = {
  readonly modules: number;
  readonly imports: number;
  readonly faults: readonly string[];
};

/** The room of a path from the root, such as src/dates/list.ts, and its folder there; undefined where there is no such room. */
type Place = { readonly room: string; readonly folder: string };

class House {
  readonly #rooms: Rooms;
  readonly #allowed: ReadonlyMap<string, readonly string[]>;

  constructor(rooms: Rooms) {
    this.#rooms = rooms;
    const pure = rooms.pure.flatMap((rank, at) =>
      rank.map((room) => [room, rooms.pure.slice(0, at).flat()] as const),
    );
    this.#allowed = new Map([...pure, ...Object.entries(rooms.allowed)]);
  }

  placeOf(path: string): Place | undefined {
    const [top, second = "", ...rest] = path.split("/");
    if (top === "actions") return { room: "actions", folder: "." };
    if (top !== "src") return undefined;
    // A file that lies in no folder is a room of its own.
    const room = second.replace(/\.ts$/, "");
    if (room === "actions" || !this.#allowed.has(room)) return undefined;
    return { room, folder: rest.slice(0, -1).join("/") || "." };
  }

  /** What is wrong with where a file lies. */
  placeFault(path: string): string | undefined {
    const place = this.placeOf(path);
    if (place === undefined)
      return `${path} lies in a folder the house does not know; name its room in test/house/rooms.ts.`;
    const { room, folder } = place;
    const inside = this.#rooms.inside[room];
    if (inside === "any" || inside?.flat().includes(folder)) return undefined;
    if (inside === undefined && folder === ".") return undefined;
    return `${path} lies in a folder that ${room} does not know; name ${folder} in test/house/rooms.ts.`;
  }

  importFault(path: string, { specifier, typeOnly }: Import): string | undefined {
    const place = this.placeOf(path);
    if (place === undefined) return undefined;
    if (specifier === undefined) return `${path} has an import whose target is not written out.`;
    if (!specifier.startsWith(".")) return this.#vendorFault(path, place.room, specifier);
    const { room } = place;
    const target = targetOf(path, specifier);
    const targetPlace = this.placeOf(target);
    if (targetPlace === undefined) return `${path} imports ${target}, which lies in no room.`;
    const otherAction = room === "actions" && target.split("/")[1] !== path.split("/")[1];
    if (targetPlace.room === room && !otherAction)
      return this.#insideFault(path, target, place, targetPlace);
    if (this.#allowed.get(room)?.includes(targetPlace.room)) return undefined;
    if (this.#rooms.typesOnly[room]?.includes(targetPlace.room))
      return typeOnly
        ? undefined
        : `${path} imports ${target}: from ${targetPlace.room}, ${room} may import types only.`;
    return `${path} imports ${target}: ${room} may not import ${targetPlace.room}.`;
  }

  #insideFault(path: string, target: string, from: Place, to: Place): string | undefined {
    const inside = this.#rooms.inside[from.room];
    if (inside === undefined || inside === "any" || from.folder === to.folder) return undefined;
    const rank = ({ folder }: Place) => inside.findIndex((folders) => folders.includes(folder));
    return rank(to) < rank(from)
      ? undefined
      : `${path} imports ${target}: in ${from.room}, ${from.folder} may not import ${to.folder}.`;
  }

  #vendorFault(path: string, room: string, specifier: string): string | undefined {
    if (this.#rooms.pure.flat().includes(room) && OUTSIDE.test(specifier))
      return `${path} imports ${specifier}, but ${room} is pure: data in, data out.`;
    const vendor = this.#rooms.vendors.find(({ name }) => name.test(specifier));
    if (vendor !== undefined && !vendor.homes.test(path))
      return `${path} imports ${specifier}, which only ${vendor.homes.source} may know.`;
    return undefined;
  }

  /** Folders that hold too much, and rules about folders that hold nothing. */
  folderFaults(paths: readonly string[]): string[] {
    const byFolder = Map.groupBy(paths, (path) => dirname(path));
    const places = paths.flatMap((path) => this.placeOf(path) ?? []);
    const { inside, mostFiles } = this.#rooms;
    const full = [...byFolder].filter(([, files]) => files.length > mostFiles);
    const noRoom = [...this.#allowed.keys()].filter(
      (room) => !places.some((place) => place.room === room),
    );
    const noFolder = Object.entries(inside).flatMap(([room, ranks]) =>
      (ranks === "any" ? [] : ranks.flat())
        .filter((folder) => !places.some((one) => one.room === room && one.folder === folder))
        .map((folder) => `${room}/${folder}`),
    );
    return [
      ...full.map(
        ([folder, files]) => `${folder} holds ${files.length} files, more than ${mostFiles}.`,
      ),
      ...[...noRoom, ...noFolder].map(
        (name) => `test/house/rooms.ts names ${name}, where no file lies: its rule checks nothing.`,
      ),
    ];
  }
}

const targetOf = (path: string, specifier: string): string =>
  normalize(join(dirname(path), specifier));

export type Sources = ReadonlyMap<string, string>;

export function readSources(root: string): Sources {
  const paths = globSync(["src/**/*.{ts,js}", "actions/**/*.ts"], { cwd: root }).sort();
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

export function checkLayering(sources: Sources, rooms: Rooms = ROOMS): Layering {
  const house = new House(rooms);
  const faults: string[] = [];
  const graph = new Map<string, Set<string>>();
  let imports = 0;
  for (const [path, source] of sources) {
    const targets = new Set<string>();
    graph.set(path, targets);
    const misplaced = house.placeFault(path);
    if (misplaced !== undefined) faults.push(misplaced);
    for (const one of importsOf(source, path)) {
      imports += 1;
      const fault = misplaced === undefined ? house.importFault(path, one) : undefined;
      if (fault !== undefined) faults.push(fault);
      if (one.specifier?.startsWith(".")) targets.add(targetOf(path, one.specifier));
    }
  }
  for (const circle of circlesOf(graph)) faults.push(`A circle: ${circle.join(" -> ")}.`);
  if (sources.size === 0 || imports === 0)
    faults.push(`Saw ${sources.size} modules and ${imports} imports: nothing was checked.`);
  else faults.push(...house.folderFaults([...sources.keys()]));
  return { modules: sources.size, imports, faults };
}

if (import.meta.main) {
  const { modules, imports, faults } = checkLayering(readSources(process.argv[2] ?? process.cwd()));
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
  else
    console.log(`${imports} imports of ${modules} modules point the right way, without a circle`);
}
