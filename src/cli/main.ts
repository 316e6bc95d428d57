import { enableCompileCache } from "node:module";
import { join } from "node:path";

// What was compiled is kept between starts, beside the packages: before anything else is loaded, and no matter where it cannot be.
enableCompileCache(join(import.meta.dirname, "../../node_modules/.cache/ops-compiled"));
await import("./ops.ts");
