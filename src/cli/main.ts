import { enableCompileCache } from "node:module";
import { join } from "node:path";

// First of all: what is compiled from here on is kept beside the packages for the next start. Where it cannot be kept,
// starts are slower and nothing else changes.
enableCompileCache(join(import.meta.dirname, "../../node_modules/.cache/ops-compiled"));
await import("./ops.ts");
