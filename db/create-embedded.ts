import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";

// Makes an embedded database and ends; see embedded-process.ts.
const [dataDir = ""] = process.argv.slice(2);
process.stdin.on("end", () => process.exit(1)).resume();
const pglite = await PGlite.create({ dataDir, extensions: { vector } });
await pglite.close();
process.exit(0);
