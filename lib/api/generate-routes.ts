import { writeFile } from "node:fs/promises";
import { browserRoutes } from "./browser-routes.ts";

// The browser needs each route's method and path, not its code: they are written to a file it can import.
const routes = await browserRoutes();
await writeFile(new URL("./routes.json", import.meta.url), `${JSON.stringify(routes, null, 1)}\n`);
