import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's own folder. */
export const projectDir = fileURLToPath(new URL("../..", import.meta.url));

const SOURCES = [
  "app",
  "components",
  "lib",
  "db",
  "public",
  "package-lock.json",
  "next.config.ts",
  "proxy.ts",
];
const STAMP = join(projectDir, ".next", "built-from");

/** Builds the screens unless the last build was made from these very sources. @throws when the build fails. */
export async function buildIfNeeded(): Promise<void> {
  const fingerprint = fingerprintOf(SOURCES.map((name) => join(projectDir, name)));
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === fingerprint) return;
  process.stdout.write("Building the screens; this happens once after an install or an update.\n");
  await run("next", ["build", "--experimental-next-config-strip-types"]);
  writeFileSync(STAMP, fingerprint);
}

function fingerprintOf(paths: string[]): string {
  const hash = createHash("sha256");
  // By name within the project: a folder that was moved, or copied into an image, is still built.
  for (const path of paths.flatMap(filesUnder).sort())
    hash.update(relative(projectDir, path)).update(readFileSync(path));
  return hash.digest("hex");
}

function filesUnder(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!/^[^.]+$/.test(path.slice(projectDir.length))) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

async function run(command: string, args: string[]): Promise<void> {
  const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  const bin = join(projectDir, "node_modules", "next", "dist", "bin", command);
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: projectDir,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (part) => {
    output += part;
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  if (code !== 0) throw new Error(`The build failed.\n${output}`);
}
