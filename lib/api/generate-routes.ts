import { writeFile } from "node:fs/promises";
import { minifyContractRouter } from "@orpc/contract";
import { unlazyRouter } from "@orpc/server";
import { router } from "./router.ts";

// The browser needs each route's method and path, not its code: they are written to a file it can import.
const routes = minifyContractRouter(await unlazyRouter(router));
await writeFile(new URL("./routes.json", import.meta.url), `${JSON.stringify(routes, null, 1)}\n`);
