// Which room may import which, checked over every import of src/ and actions/: node test/house/layering.ts [ROOT]
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";
import { type Import, importsOf } from "./imports.ts";

/** The pure rooms by rank: one may import itself and those of a lower rank, and nothing that reads or writes the outside. */
const PURE: readonly (readonly string[])[] = [
  ["errors"],
  ["dates"],
  ["commands"],
  ["pipeline"],
  ["health"],
  ["gaps"],
  ["backfill", "issues", "drill"],
  ["render"],
];
const pureBelow = (room: string): string[] =>
  PURE.slice(
    0,
    PURE.findIndex((rank) => rank.includes(room)),
  ).flat();

const INSIDE = [...PURE.flat(), "warehouse", "producers", "github", "jobs"];

/** What each room may import besides itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(PURE.flat().map((room) => [room, pureBelow(room)])),
  warehouse: ["errors", "dates"],
  producers: ["errors", "dates", "commands", "pipeline", "warehouse"],
  github: ["errors", "dates"],
  jobs: INSIDE,
  hosts: ["errors", "dates", "commands", "pipeline", "health", "gaps", "backfill"],
  cli: [...INSIDE, "hosts"],
  actions: [...INSIDE, "hosts"],
};

/** Types say what a host shows; running a job is the entry's part. */
const TYPES_ONLY: Readonly<Record<string, readonly string[]>> = { hosts: ["jobs"] };

const OUTSIDE =
  /^(node:(fs|child_process|net|https?|http2|tls|dgram)(\/|$)|@actions\/|@duckdb\/|@google-cloud\/|google-auth-library$)/;

/** Vendor packages, and the only files that may know them. */
const VENDORS: readonly { readonly name: RegExp; readonly homes: RegExp }[] = [
  { name: /^@google-cloud\//, homes: /^src\/warehouse\/bigquery[^/]*\.ts$/ },
  {
    name: /^google-auth-library$/,
    homes:
      /^src\/(?:warehouse\/bigquery[^/]*|producers\/identity-token|producers\/scrapers\/originals-bucket)\.ts$/,
  },
  { name: /^unpdf$/, homes: /^src\/producers\/scrapers\/pdf-reader\.ts$/ },
  { name: /^@duckdb\//, homes: /^src\/warehouse\/(duckdb[^/]*|values)\.ts$/ },
];

type Layering = {
  readonly modules: number;
  readonly imports: number;
  readonly faults: readonly string[];
};

/** The room of a path from the root, such as src/health/grid.ts; undefined when the house knows no such room. */
function roomOf(path: string): string | undefined {
  const [top, second = ""] = path.split("/");
  if (top === "actions") return "actions";
  if (top !== "src") return undefined;
  const room = second === "errors.ts" ? "errors" : second;
  return room !== "actions" && Object.hasOwn(ALLOWED, room) ? room : undefined;
}

function vendorFault(path: string, room: string, specifier: string): string | undefined {
  if (PURE.flat().includes(room) && OUTSIDE.test(specifier))
    return `${path} imports ${specifier}, but ${room} is pure: data in, data out.`;
  const vendor = VENDORS.find(({ name }) => name.test(specifier));
  if (vendor !== undefined && !vendor.homes.test(path))
    return `${path} imports ${specifier}, which only ${vendor.homes.source} may know.`;
  return undefined;
}

function importFault(
  path: string,
  room: string,
  { specifier, typeOnly }: Import,
): string | undefined {
  if (specifier === undefined) return `${path} has an import whose target is not written out.`;
  if (!specifier.startsWith(".")) return vendorFault(path, room, specifier);
  const target = normalize(join(dirname(path), specifier));
  const targetRoom = roomOf(target);
  if (targetRoom === undefined) return `${path} imports ${target}, which lies in no room.`;
  const otherAction = room === "actions" && target.split("/")[1] !== path.split("/")[1];
  if (targetRoom === room && !otherAction) return undefined;
  if (ALLOWED[room]?.includes(targetRoom)) return undefined;
  if (TYPES_ONLY[room]?.includes(targetRoom))
    return typeOnly
      ? undefined
      : `${path} imports ${target}: from ${targetRoom}, ${room} may import types only.`;
  return `${path} imports ${target}: ${room} may not import ${targetRoom}.`;
}

export function checkLayering(root: string): Layering {
  const paths = globSync(["src/**/*.{ts,js}", "actions/**/*.ts"], { cwd: root }).sort();
  const faults: string[] = [];
  let imports = 0;
  for (const path of paths) {
    const room = roomOf(path);
    if (room === undefined) {
      faults.push(
        `${path} lies in a folder the house does not know; name its room in test/house/layering.ts.`,
      );
      continue;
    }
    for (const one of importsOf(readFileSync(join(root, path), "utf8"), path)) {
      imports += 1;
      const fault = importFault(path, room, one);
      if (fault !== undefined) faults.push(fault);
    }
  }
  if (paths.length === 0 || imports === 0)
    faults.push(`Saw ${paths.length} modules and ${imports} imports: nothing was checked.`);
  return { modules: paths.length, imports, faults };
}

if (import.meta.main) {
  const { modules, imports, faults } = checkLayering(process.argv[2] ?? process.cwd());
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
  else console.log(`${imports} imports of ${modules} modules point the right way`);
}
