import { fork } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { BenchRow } from "./report.ts";

// `npm run bench [-- --small] [-- name…]`: each benchmark is a process of its own and compares itself to a baseline in
// the same run; at the end the table for README. Small runs show that a benchmark works, not what it measures.
const BENCHMARKS: Record<string, string> = {
  import: "5 min",
  batch: "2 min",
  "in-flight": "2 min",
  memory: "20 min: a million items end to end",
  launch: "5 min: ten million rows",
  "rate-limit": "10 min",
  faults: "20 min: 200 kills and 50 restarts of the database",
  preview: "1 min",
  pages: "10 min: five million items",
  "running-pages": "2 min",
  "start-and-stop": "1 min",
  texts: "10 s",
  checks: "2 min",
  catalogue: "25 min: five million products",
  knowledge: "5 min",
  xliff: "1 min",
  deliveries: "1 min",
  publish: "5 min: a million items",
  files: "5 min",
  images: "5 min",
  "picture-batch": "10 min: a thousand pictures",
};

const { values, positionals: asked } = parseArgs({
  options: { small: { type: "boolean" } },
  allowPositionals: true,
});
const unknown = asked.filter((name) => !(name in BENCHMARKS));
if (unknown.length > 0) {
  const names = Object.entries(BENCHMARKS).map(([name, takes]) => `  ${name.padEnd(16)}${takes}\n`);
  process.stderr.write(`No such benchmark: ${unknown.join(", ")}. There are:\n${names.join("")}`);
  process.exit(1);
}
process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}\n`);
const rows: BenchRow[] = [];
const broken: string[] = [];
for (const name of asked.length > 0 ? asked : Object.keys(BENCHMARKS)) {
  process.stdout.write(`\n── ${name} (${values.small ? "small" : BENCHMARKS[name]})\n`);
  if ((await run(name)) !== 0) broken.push(name);
}
printTable();
if (broken.length > 0) process.stdout.write(`\nBroken off: ${broken.join(", ")}\n`);
process.exit(broken.length > 0 ? 1 : 0);

function run(name: string): Promise<number> {
  const child = fork(fileURLToPath(new URL(`./${name}.ts`, import.meta.url)), {
    env: { ...process.env, ...(values.small && { BENCH_SMALL: "1" }) },
  });
  child.on("message", (row: BenchRow) => rows.push(row));
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
}

function printTable(): void {
  process.stdout.write(
    "\n| what | goal | measured | ratio, to what in the same run | |\n|---|---|---|---|---|\n",
  );
  for (const { name, goal, measured, ratio, baseline, missedBy } of rows) {
    const verdict = missedBy === null ? "met" : `missed by ${missedBy}`;
    process.stdout.write(
      `| ${[name, goal, measured, `${ratio.toFixed(2)} × ${baseline}`, verdict].join(" | ")} |\n`,
    );
  }
}
