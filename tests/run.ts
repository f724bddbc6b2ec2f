import { spawn } from "node:child_process";
import { ensureBrowser } from "./fixtures/ensure-browser.ts";
import { ensurePostgres } from "./fixtures/ensure-postgres.ts";

// `npm test`: every check there is, cheapest first, each with its time; all of them, whichever fail.
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
const failed: string[] = [];
for (const stage of stages) {
  process.stdout.write(`\n── ${stage.name}\n`);
  const startedAt = Date.now();
  try {
    await stage.run();
  } catch (error) {
    failed.push(stage.name);
    process.stdout.write(`\n${stage.name}: ${error instanceof Error ? error.message : error}\n`);
  }
  times.push(`${((Date.now() - startedAt) / 1000).toFixed(1).padStart(7)} s  ${stage.name}`);
}
process.stdout.write(`\n${times.join("\n")}\n`);
if (failed.length > 0) process.stdout.write(`\nfailed: ${failed.join(", ")}\n`);
process.stdout.write(`\n${stages.length - failed.length} passed, ${failed.length} failed\n`);
process.exit(failed.length > 0 ? 1 : 0);

async function findTools(): Promise<void> {
  process.stdout.write(
    `PostgreSQL: ${ensurePostgres() ?? "not to be had; its contract tests are skipped"}\n`,
  );
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
