import { mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { clearScratch, scratchPath } from "#lib/objects/scratch.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

const folder = temporaryFolder();
process.env.DATA_DIR = folder;

const DEAD_PID = 2 ** 22 + 1;
const twoDaysAgo = new Date(Date.now() - 2 * 24 * 60 * 60_000);

function leave(process: string, at = new Date()): void {
  const path = join(folder, "scratch", process);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, "left"), "");
  for (const each of [join(path, "left"), path]) utimesSync(each, at, at);
}

test("what dead processes left goes: of this machine at once, of others after a day", async () => {
  const own = await scratchPath();
  writeFileSync(own, "being read");
  leave(`${hostname()}.${DEAD_PID}`);
  leave(`${hostname()}.${process.ppid}`);
  leave("other-machine.1");
  leave("gone-machine.1", twoDaysAgo);
  await clearScratch();
  const kept = [`${hostname()}.${process.ppid}`, `${hostname()}.${process.pid}`, "other-machine.1"];
  expect(readdirSync(join(folder, "scratch")).sort()).toEqual(kept.sort());
  expect(readdirSync(dirname(own))).toHaveLength(1);
});

test("a process that starts removes what one of the same number left", async () => {
  writeFileSync(await scratchPath(), "left");
  await clearScratch({ isStarting: true });
  expect(readdirSync(join(folder, "scratch"))).not.toContain(`${hostname()}.${process.pid}`);
});
