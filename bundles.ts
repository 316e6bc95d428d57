import { isBuiltin } from "node:module";
import { isAbsolute, relative, sep } from "node:path";
import { build, type Plugin, type PreRenderedChunk } from "rolldown";

/** What the actions share. GitHub downloads the whole repository of an action, so it is found beside each of them. */
const SHARED = "actions/shared/dist";

/**
 * Node's own modules, fetched by a call. An `import` of one evaluates every getter that it has: `node:http` alone then
 * loads a web client and doubles the start of Node.
 */
const nodeModules: Plugin = {
  name: "node-modules",
  resolveId(source, importer, { kind }) {
    if (!isBuiltin(source) || importer?.startsWith("\0") || kind === "dynamic-import") return null;
    return `\0node:${source.replace(/^node:/, "")}`;
  },
  load(id) {
    if (!id.startsWith("\0node:")) return null;
    const code = `module.exports = process.getBuiltinModule(${JSON.stringify(id.slice(1))});`;
    return { code, moduleSideEffects: false };
  },
};

/** `src/jobs/shared/open.ts` is `jobs.open`, and `node_modules/@octokit/core/index.js` is `npm.octokit.core.index`. */
const dotted = (root: string, module: string): string =>
  relative(root, module)
    .replaceAll(sep, "/")
    .replace(/^src\//, "")
    .replaceAll("node_modules/", "npm/")
    .replace(/\.[cm]?[jt]s$/, "")
    .replaceAll("/", ".")
    .replaceAll("@", "");

/**
 * Without a hash, so that a change of the sources changes the content of files and not their names. A module is in one
 * chunk only, so the name of one of its modules is a chunk's own.
 */
function chunkFile(
  root: string,
  { name, moduleIds, facadeModuleId: entry }: PreRenderedChunk,
): string {
  const run = /actions\/([\w-]+)\/(\w+)\.ts$/.exec(entry ?? "");
  if (run !== null) return `actions/${run[1]}/dist/${run[2]}.js`;
  const modules = moduleIds.filter((id) => isAbsolute(id)).sort();
  const [first] = modules;
  if (NAMED.includes(name) || (first === undefined && entry == null)) return `${SHARED}/${name}.js`;
  // Of an import() of a module that lies in another chunk only the names are here.
  if (first === undefined) return `${SHARED}/${dotted(root, entry ?? "")}.exports.js`;
  const chosen =
    modules.find((id) => id === entry) ??
    modules.find((id) => !relative(root, id).startsWith("node_modules")) ??
    first;
  return `${SHARED}/${dotted(root, chosen)}.js`;
}

/** Named here: what each start needs, in two files instead of forty. */
const NAMED = ["node-builtins", "every-action"];
const ENTRY = /\/actions\/[\w-]+\/\w+\.ts$/;

/**
 * The files of all actions (folders from the root), by path, from one build: what several share is written once, and
 * what one does not need is not loaded. So that a runner needs no install to start one, packages are part of them.
 */
export async function bundles(
  root: string,
  actions: readonly string[],
): Promise<Map<string, string>> {
  const { output } = await build({
    cwd: root,
    input: Object.fromEntries(actions.map((action) => [action, `${action}/main.ts`])),
    plugins: [nodeModules],
    platform: "node",
    // Native: an action that opens the embedded engine runs `npm ci` in its job first.
    external: [/^@duckdb\//],
    // A linked node_modules would otherwise show its real place, and other checkouts would differ.
    resolve: { symlinks: false },
    // Region comments carry paths as seen from the working folder, for the same reason left out.
    experimental: { attachDebugInfo: "none" },
    // They do nothing when loaded; without this, setting an output loads a client of HTTP.
    treeshake: {
      moduleSideEffects: [{ test: /\/node_modules\/(?:@actions|undici)\//, sideEffects: false }],
    },
    output: {
      format: "esm",
      entryFileNames: "[name]/dist/index.js",
      chunkFileNames: (chunk) => chunkFile(root, chunk),
      codeSplitting: {
        groups: [
          { name: "node-builtins", test: /^\0node:/, priority: 2 },
          {
            name: "every-action",
            tags: ["$initial"],
            minShareCount: actions.length,
            test: (id) => !ENTRY.test(id),
            priority: 1,
          },
        ],
      },
      // Letters that are given out anew with each export would change files that did not change.
      minifyInternalExports: false,
      minify: false,
    },
    transform: { target: "node24" },
    write: false,
  });
  const files = new Map<string, string>();
  for (const chunk of output) {
    if (chunk.type === "asset") throw new Error(`${chunk.fileName} is no chunk.`);
    files.set(chunk.fileName, chunk.code);
  }
  if (files.size < output.length) throw new Error("Two chunks of the actions have the same name.");
  return files;
}
