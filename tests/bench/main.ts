import { spawn } from "node:child_process";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";

// `npm run bench [name…]`: each benchmark is a process of its own and compares itself to a baseline in the same run.
const BENCHMARKS = ["import", "batch", "pages", "rate-limit"];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !BENCHMARKS.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`No such benchmark: ${unknown.join(", ")}. There are: ${BENCHMARKS.join(", ")}\n`);
  process.exit(1);
}
process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}\n`);
for (const name of asked.length > 0 ? asked : BENCHMARKS) {
  process.stdout.write(`\n── ${name}\n`);
  const code = await run(fileURLToPath(new URL(`./${name}.ts`, import.meta.url)));
  if (code !== 0) process.exit(code);
}

function run(file: string): Promise<number> {
  const child = spawn(process.execPath, [file], { stdio: "inherit" });
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
}
