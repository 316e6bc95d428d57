import { join } from "node:path";
import type { Check } from "../../render/summary/doctor.ts";
import { readIfThere } from "../shared/files.ts";

/** Where GitHub looks for the file, in this order. */
const PLACES = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];
/** What runs with a workflow's rights, or decides what they are. */
const OWNED = [".github/", "actions/", "src/", "build.ts", "package-lock.json", "pipeline/"];

/**
 * Whether a change of what runs with rights needs its owners' review. Only what the file itself says: GitHub shows to
 * administrators alone whether a team exists and whether reviews are asked for.
 */
export async function codeownersCheck(root: string, owner: string): Promise<Check> {
  const base = { area: "github", name: "code owners" } as const;
  for (const place of PLACES) {
    const text = await readIfThere(join(root, place));
    if (text !== null) return { ...base, ...judge(text, owner, place) };
  }
  return {
    ...base,
    status: "warn",
    found:
      "there is no CODEOWNERS file: anybody who can merge can change what runs with the workflows' rights",
    remedy: `Add .github/CODEOWNERS with an owner for ${OWNED.join(", ")}.`,
  };
}

function judge(
  text: string,
  owner: string,
  place: string,
): Pick<Check, "status" | "found" | "remedy"> {
  const lines = text
    .split(/\r?\n/)
    .map((line) =>
      line
        .replace(/(^|\s)#.*$/, "")
        .trim()
        .split(/\s+/),
    )
    .filter(([pattern]) => pattern !== undefined && pattern !== "");
  const foreign = new Set(
    lines
      .flatMap(([, ...owners]) => owners)
      .filter((one) => /^@[^/]+\//.test(one) && !isTeamOf(one, owner)),
  );
  if (foreign.size > 0)
    return {
      status: "warn",
      found: `${place} names ${[...foreign].join(", ")}, and teams of another organization own nothing here`,
      remedy: `Name a team of ${owner}, such as @${owner}/data, or people, in ${place}.`,
    };
  const open = OWNED.filter((path) => !ownersOf(lines, path));
  if (open.length > 0)
    return {
      status: "warn",
      found: `${place} gives no owner to ${open.join(", ")}`,
      remedy: `Add a line for each, such as: /${open[0]} @${owner}/data`,
    };
  return { status: "pass", found: `${place} gives an owner to all that runs with rights` };
}

const isTeamOf = (team: string, owner: string): boolean =>
  team.toLowerCase().startsWith(`@${owner.toLowerCase()}/`);

/** The last line that matches decides, and one without an owner takes the owner away. Only whole folders and files count. */
function ownersOf(lines: readonly (readonly string[])[], path: string): boolean {
  const own = lines.findLast(([pattern = ""]) => {
    const plain = pattern.replace(/^\//, "").replace(/\*+$/, "");
    return pattern === "*" || plain === path || (plain.endsWith("/") && path.startsWith(plain));
  });
  return own !== undefined && own.length > 1;
}
