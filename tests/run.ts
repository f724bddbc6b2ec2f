import { spawn } from "node:child_process";
import { ensureBrowser } from "./fixtures/ensure-browser.ts";
import { ensurePostgres } from "./fixtures/ensure-postgres.ts";

// `npm test`: every check there is, cheapest first, each with its time.
const stages: { name: string; run(): Promise<void> }[] = [
  { name: "types", run: () => command("tsc", "--noEmit") },
  { name: "lint", run: () => command("biome", "ci", ".") },
  { name: "architecture", run: () => command("npm", "run", "--silent", "architecture") },
  { name: "unit tests", run: () => command("vitest", "run", "--project", "unit") },
  { name: "tools of the machine", run: findTools },
  { name: "database tests", run: () => command("vitest", "run", "--project", "db") },
  { name: "browser tests", run: () => command("playwright", "test") },
];

const times: string[] = [];
for (const stage of stages) {
  process.stdout.write(`\n── ${stage.name}\n`);
  const startedAt = Date.now();
  try {
    await stage.run();
  } catch (error) {
    process.stdout.write(
      `\n${stage.name}: ${error instanceof Error ? error.message : error}\n0 passed, 1 failed\n`,
    );
    process.exit(1);
  }
  times.push(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(7)} s  ${stage.name}`);
}
process.stdout.write(`\n${times.join("\n")}\n\n${stages.length} passed, 0 failed\n`);

async function findTools(): Promise<void> {
  process.stdout.write(`PostgreSQL: ${ensurePostgres() ?? "not to be had; its tests are skipped"}\n`);
  process.stdout.write(`browser: ${ensureBrowser()}\n`);
}

function command(name: string, ...args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, {
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, CI: "1" },
    });
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`failed (${code})`))));
  });
}
