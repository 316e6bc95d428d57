// Whether every path that a comment or a document cites is there: node test/house/cited.ts [ROOT]
import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { parseSync } from "rolldown/utils";

type Cited = { readonly files: number; readonly paths: number; readonly faults: readonly string[] };

/** A path from the root, by its first folder. What a run writes (reports/, out/) is not there before it. */
const FROM_ROOT =
  /(?<![\w./@{}*<-])(?:src|test|docs|actions|pipeline|examples|sample|\.github|\.ci)\/[\w.*{},/-]*/g;
/** A module or a text without its folder. A name such as HANDOFF.md is one that a run writes. */
const WITHOUT_FOLDER = /(?<![\w./@{}*<-])[a-z][\w-]*\.(?:ts|md)\b(?!\()/g;
const LINK = /\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)\s]*)?\)/g;
const OUR_TYPES = /\.(?:ts|md|ya?ml|sh)$|^\.ci\/run$/;
const GENERATED = /^(?:actions\/[^/]+\/dist\/|reports\/)|\/(?:golden|saved|printed)\//;
/** Repositories of GitHub's own actions and packages, called as our folder of actions is. */
const OF_GITHUB =
  /^actions\/(?:checkout|cache|core|github|setup-\w+|(?:up|down)load-artifact)(?:[/@]|$)/;
/** Folders of a report in an environment that is called as our folder of the sample is. */
const OF_REPORTS = /^sample\/(?:latest|history|backfills|handoffs)(?:\/|$)/;

/** What of a file is text for a reader: a module's comments, or all of it. */
function proseOf(file: string, text: string): string {
  if (!file.endsWith(".ts")) return text;
  return parseSync(file, text)
    .comments.map(({ value }) => value)
    .join("\n");
}

/** Where the how-to guides have readers put files of their own. */
const OF_READERS = /^pipeline\/sql\/own\//;

const isGlob = (path: string): boolean => /[*{]/.test(path);

/** There as it is written, or as what several files' names begin with (a test filter such as test/repair/kills). */
function isThere(root: string, path: string): boolean {
  if (isGlob(path)) return globSync(path, { cwd: root }).length > 0;
  return existsSync(join(root, path)) || globSync(`${path}.*`, { cwd: root }).length > 0;
}

function faultsOf(root: string, file: string): { paths: number; faults: string[] } {
  const prose = proseOf(file, readFileSync(join(root, file), "utf8"));
  const faults: string[] = [];
  let paths = 0;
  for (const [written] of prose.matchAll(FROM_ROOT)) {
    const path = written.replace(/[.,]+$/, "");
    if ([OF_GITHUB, OF_REPORTS, OF_READERS].some((one) => one.test(path))) continue;
    paths += 1;
    if (!isThere(root, path)) faults.push(`${file} cites ${path}, and there is no such file.`);
  }
  if (file.endsWith(".md"))
    for (const [, link = ""] of prose.matchAll(LINK)) {
      paths += 1;
      if (!existsSync(join(root, dirname(file), link)))
        faults.push(`${file} links to ${link}, and there is no such file beside it.`);
    }
  else if (file.endsWith(".ts"))
    for (const [name] of prose.matchAll(WITHOUT_FOLDER))
      if (!existsSync(join(root, name)))
        faults.push(`${file} cites ${name} without its folder; write the path from the root.`);
  return { paths, faults };
}

/** Files that git keeps or would keep. */
function filesIn(root: string): string[] {
  const list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  return execFileSync("git", list, { cwd: root, encoding: "utf8" }).split("\0");
}

export function checkCited(root: string, all: readonly string[] = filesIn(root)): Cited {
  const files = all.filter(
    (file) => OUR_TYPES.test(file) && !GENERATED.test(file) && existsSync(join(root, file)),
  );
  const found = files.map((file) => faultsOf(root, file));
  const paths = found.reduce((sum, one) => sum + one.paths, 0);
  const faults = found.flatMap((one) => one.faults);
  if (paths === 0) faults.push(`Saw ${files.length} files that cite no path: nothing was checked.`);
  return { files: files.length, paths, faults };
}

if (import.meta.main) {
  const { files, paths, faults } = checkCited(process.argv[2] ?? process.cwd());
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
  else console.log(`${paths} paths that ${files} files cite are there`);
}
