import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { UserError } from "../../../errors.ts";
import { lookupOf } from "./game.ts";

/** Where a checkout keeps them unless a scraper declares another file. */
export const NAMES_FILE = "pipeline/player-names.yaml";

const Alias = z
  .strictObject({
    source: z.enum(["bdl_box_scores", "nbac_gamebook"]),
    /** The source's own id of the player, where it has one: a name alone can be two people's. */
    id: z.int().optional(),
    /** As the source spells it. */
    name: z.string().min(1),
    /** The league's id. */
    player: z.int().positive().optional(),
    /** As the warehouse spells it; the source's spelling unless given. */
    as: z.string().min(1).optional(),
  })
  .refine(({ player, as }) => player !== undefined || as !== undefined, {
    error: "says neither the league's id (player) nor the other spelling (as)",
  });
export type Alias = z.infer<typeof Alias>;
export type Aliases = readonly Alias[];

/** The names that a source spells differently. Without a declared file, one that is not there has no names. */
export async function readAliases(root: string, declared: string | undefined): Promise<Aliases> {
  const file = declared ?? NAMES_FILE;
  let text: string;
  try {
    text = await readFile(join(root, file), "utf8");
  } catch (cause) {
    if (declared === undefined && (cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new UserError(`The names of players in ${file} cannot be read`, { cause });
  }
  return parseAliases(text, file);
}

export function parseAliases(text: string, file: string): Aliases {
  const result = z.array(Alias).safeParse(parsed(text, file) ?? []);
  if (!result.success)
    throw new UserError(`${file} is not a list of names:\n${z.prettifyError(result.error)}`);
  for (const same of Map.groupBy(result.data, aliasKey).values())
    if (same.length > 1)
      throw new UserError(`${file} names ${same[0]?.name} ${same.length} times; keep one line.`);
  return result.data;
}

function parsed(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new UserError(`${file} is not YAML`, { cause });
  }
}

const aliasKey = ({ source, id, name }: Alias): string => `${source} ${id ?? lookupOf(name)}`;

/** By the source's id where both sides have it, else by the spelling. */
export const aliasOf = (
  aliases: Aliases,
  source: Alias["source"],
  { id, name }: { readonly id?: number; readonly name: string },
): Alias | undefined => {
  const own = aliases.filter((one) => one.source === source);
  return (
    own.find((one) => one.id !== undefined && one.id === id) ??
    own.find((one) => one.id === undefined && lookupOf(one.name) === lookupOf(name))
  );
};
