import { spawn } from "node:child_process";
import { buildIfNeeded } from "#lib/installation/build-if-needed.ts";
import { ensureBrowser } from "./fixtures/ensure-browser.ts";
import { ensurePostgres } from "./fixtures/ensure-postgres.ts";

// `npm test`: every check there is, cheapest first, each with its time; all of them, whichever fail. What cannot fail for
// another's sake runs beside it: the unit tests keep one core busy, and what a compiler checks or makes the other.
interface Stage {
  name: string;
  /** What it has to say besides what it prints. */
  run(print: (text: string) => void): Promise<void>;
}

const checks: Stage[] = [
  { name: "types", run: command("tsc", "--noEmit") },
  { name: "lint", run: command("biome", "ci", ".") },
  { name: "architecture", run: command("npm", "run", "--silent", "architecture") },
  { name: "tools of the machine", run: findTools },
  { name: "screens built", run: () => buildIfNeeded() },
];
const units: Stage[] = [{ name: "unit tests", run: command("vitest", "run", "--project", "unit") }];
const databases: Stage[] = [{ name: "database tests", run: command("vitest", "run", "--project", "db") }];
const browsers: Stage[] = [{ name: "browser tests", run: command("playwright", "test") }];

/** So much of what a failed stage said last stands below the times again: whoever reads only the end sees which test. */
const SAID_AGAIN = 6_000;

const times: string[] = [];
const failed: { name: string; saidLast: string }[] = [];
const startedAt = Date.now();
await Promise.all([play(checks, "when it ends"), play(units, "when it ends")]);
await play(databases, "as it comes");
await play(browsers, "as it comes");
times.push(line(startedAt, "all of it"));
process.stdout.write(`\n${times.join("\n")}\n`);
for (const { name, saidLast } of failed)
  process.stdout.write(`\n── ${name} failed, and said last\n${saidLast}\n`);
if (failed.length > 0) process.stdout.write(`\nfailed: ${failed.map(({ name }) => name).join(", ")}\n`);
process.stdout.write(`\n${times.length - 1 - failed.length} passed, ${failed.length} failed\n`);
process.exit(failed.length > 0 ? 1 : 0);

/** Runs stages one after another. @param told what a stage prints comes in one piece where two run side by side. */
async function play(stages: Stage[], told: "as it comes" | "when it ends"): Promise<void> {
  for (const { name, run } of stages) {
    let kept = `\n── ${name}\n`;
    let saidLast = "";
    const print = (text: string) => {
      saidLast = (saidLast + text).slice(-SAID_AGAIN);
      if (told === "as it comes") process.stdout.write(text);
      else kept += text;
    };
    if (told === "as it comes") process.stdout.write(kept);
    const stageStartedAt = Date.now();
    try {
      await run(print);
    } catch (error) {
      print(`\n${name}: ${error instanceof Error ? error.message : error}\n`);
      failed.push({ name, saidLast });
    }
    const time = line(stageStartedAt, name);
    times.push(time);
    print(`${time}\n`);
    if (told === "when it ends") process.stdout.write(kept);
  }
}

function line(sinceMs: number, name: string): string {
  return `${((Date.now() - sinceMs) / 1000).toFixed(1).padStart(7)} s  ${name}`;
}

async function findTools(print: (text: string) => void): Promise<void> {
  print(`PostgreSQL: ${ensurePostgres() ?? "not to be had; its contract tests are skipped"}\n`);
  print(`browser: ${ensureBrowser()}\n`);
}

function command(name: string, ...args: string[]): Stage["run"] {
  return (print) =>
    new Promise((resolve, reject) => {
      const child = spawn(name, args, {
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, CI: "1" },
      });
      child.stdout.on("data", (part) => print(String(part)));
      child.stderr.on("data", (part) => print(String(part)));
      child.once("error", reject);
      child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`failed (${code})`))));
    });
}
