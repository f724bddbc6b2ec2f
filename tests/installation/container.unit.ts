import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (name: string) => readFileSync(name, "utf8");

test("the container runs as an ordinary user, and what it starts is what is built", () => {
  const [build = "", runs = ""] = read("Dockerfile")
    .split(/^FROM .*$/m)
    .slice(1);
  expect(runs).toMatch(/^USER node$/m);
  expect(runs.indexOf("USER node")).toBeGreaterThan(runs.lastIndexOf("RUN"));
  expect(build).toMatch(/npm prune --omit=dev/);
  expect(runs).toMatch(/^STOPSIGNAL SIGTERM$/m);
});

test("no secret is built into a layer: neither as a file, nor as an argument, nor as a default", () => {
  // Everything is left out but what is named, and of that again what may hold secrets.
  const [first, ...others] = read(".dockerignore")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  expect([first, others.at(-1)]).toEqual(["*", "**/.env*"]);
  for (const name of others.slice(0, -1)) expect(name).toMatch(/^!(?!\.(?:env|data|git)\b)[\w./-]+$/);
  expect(others).not.toContain("!tests");
  expect(read("Dockerfile")).not.toMatch(/^ARG|SECRET|PASSWORD|_KEY|TOKEN/m);
  const secrets = [...read("compose.yaml").matchAll(/^ {4}(\w*(?:SECRET|PASSWORD|_KEY|TOKEN)): (.*)$/gm)];
  expect(secrets.length).toBeGreaterThan(4);
  for (const [, name, value] of secrets) expect(value, name).toMatch(new RegExp(`^\\$\\{${name}:[?-]\\}$`));
});

test("nothing but the volume and memory can be written to, and no right is left or gained", () => {
  const [shared = ""] = read("compose.yaml").split(/^services:/m);
  expect(shared).toMatch(/^ {2}read_only: true$/m);
  expect(shared).toMatch(/^ {2}tmpfs: \[\/tmp\]$/m);
  expect(shared).toMatch(/^ {2}init: true$/m);
  expect(shared).toMatch(/^ {2}cap_drop: \[ALL\]$/m);
  expect(shared).toContain("no-new-privileges:true");
  expect(shared).toContain("- files:/data");
});

test("a variable that compose passes on without a value is as one that nobody set, also for libraries", {
  timeout: 60_000,
}, () => {
  const left = [...read("compose.yaml").matchAll(/^ {4}(\w+): \$\{\1:-\}$/gm)].map(([, name = ""]) => [
    name,
    "",
  ]);
  expect(left.length).toBeGreaterThan(8);
  const script = `
    await import("#lib/installation/forget-empty-variables.ts");
    await import("#lib/worker/start-worker.ts");
    process.exit(${JSON.stringify(left)}.filter(([name]) => name in process.env).length);`;
  const env = { PATH: process.env.PATH, ...Object.fromEntries(left) };
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    ...{ env, encoding: "utf8" },
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

test("whatever is started forgets them before anything else is loaded", () => {
  const started = globSync("lib/installation/{start,commands}/*.ts").filter(
    (path) => !/run-command/.test(path),
  );
  expect(started.length).toBe(6);
  for (const path of started)
    expect(read(path), path).toMatch(/^import "\.\.\/forget-empty-variables\.ts";\n/);
});

test("whatever may be set for a process may be set for a container", () => {
  const ofContainers = ["PORT", "HOST", "DATA_DIR", "SANDBOX_URL"];
  const known = [...read("lib/env.ts").matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name = ""]) => name);
  expect(known.length).toBeGreaterThan(20);
  const passedOn = read("compose.yaml");
  const lost = known.filter((name) => !ofContainers.includes(name) && !passedOn.includes(`\n    ${name}: `));
  expect(lost).toEqual([]);
});
