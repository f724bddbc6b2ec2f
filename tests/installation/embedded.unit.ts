import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { EmbeddedInUseError } from "#db/embedded.ts";
import { openDatabase } from "#db/open-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

const dataDir = temporaryFolder();

/** A process that opens the folder, commits numbers one by one, says each, and goes on until it is killed. */
const writer = `
  import { openDatabase } from ${JSON.stringify(new URL("../../db/open-database.ts", import.meta.url).href)};
  const { sql } = await openDatabase({ dataDir: ${JSON.stringify(dataDir)} });
  await sql\`create table if not exists kept (n int)\`;
  for (let n = 1; ; n++) {
    await sql\`insert into kept values (\${n})\`;
    process.stdout.write(n + "\\n");
  }
`;

test("what was committed is there after kill -9, at once, and a second opener is refused", async () => {
  const running = spawn(process.execPath, ["--input-type=module", "-e", writer], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(running, "exit");
  let said = "";
  running.stdout.on("data", (part) => {
    said += part;
  });
  // It makes the database first: seconds of a processor that others may need too.
  await expect.poll(() => said.split("\n").length, { timeout: 150_000 }).toBeGreaterThan(50);
  await expect(openDatabase({ dataDir })).rejects.toThrow(EmbeddedInUseError);
  running.kill("SIGKILL");
  await exited;

  const { sql, close } = await openDatabase({ dataDir });
  const acknowledged = Number(said.trim().split("\n").at(-1));
  const [row] = await sql<[{ most: number; count: number }]>`
    select max(n) as most, count(*)::int as count from kept`;
  expect(row.most).toBeGreaterThanOrEqual(acknowledged);
  expect(row.count).toBe(row.most);
  await close();
}, 240_000);

test("a database that was only half made is made anew", async () => {
  const folder = mkdtempSync(join(tmpdir(), "presswork-half-"));
  const file = new URL("../../db/embedded-process.ts", import.meta.url).pathname;
  const cutOff = spawn(process.execPath, [file, folder], { stdio: ["pipe", "pipe", "inherit"] });
  while (!existsSync(join(folder, "lock.sqlite"))) await wait(10);
  await wait(300);
  cutOff.kill("SIGKILL");
  await once(cutOff, "exit");
  expect(existsSync(join(folder, "database"))).toBe(false);

  const { sql, close } = await openDatabase({ dataDir: folder });
  expect(await sql`select 1 as one`).toEqual([{ one: 1 }]);
  await close();
  expect(readdirSync(folder).filter((name) => name.includes("unfinished"))).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
}, 240_000);
