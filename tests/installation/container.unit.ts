import { readFileSync } from "node:fs";
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
  const left = read(".dockerignore").split("\n");
  for (const name of [".env", ".env.*", ".data", ".git"]) expect(left).toContain(name);
  expect(read("Dockerfile")).not.toMatch(/^ARG|SECRET|PASSWORD|_KEY|TOKEN/m);
  const secrets = [...read("compose.yaml").matchAll(/^ {4}(\w*(?:SECRET|PASSWORD|_KEY|TOKEN)): (.*)$/gm)];
  expect(secrets.length).toBeGreaterThan(4);
  for (const [, name, value] of secrets) expect(value, name).toMatch(new RegExp(`^\\$\\{${name}:[?-]\\}$`));
});

test("nothing but the volume and memory can be written to, and no right is left or gained", () => {
  const [shared = ""] = read("compose.yaml").split(/^services:/m);
  expect(shared).toMatch(/^ {2}read_only: true$/m);
  expect(shared).toMatch(/^ {2}cap_drop: \[ALL\]$/m);
  expect(shared).toContain("no-new-privileges:true");
  expect(shared).toContain("- files:/data");
});
