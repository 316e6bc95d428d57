#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { join } from "node:path";

// No TypeScript: node takes the types out of the file that it is started with before anything can be kept for the next
// start, and has to load its whole compiler for that, each time.

// First of all: what is compiled from here on is kept beside the packages for the next start. Where it cannot be kept,
// starts are slower and nothing else changes.
enableCompileCache(join(import.meta.dirname, "../../node_modules/.cache/ops-compiled"));
await import("./ops.ts");
