import { readdirSync } from "node:fs";
import { join } from "node:path";
import { isNull, sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { openDatabase } from "#db/open-database.ts";
import { takeNextTurn } from "#db/queries/retention/policies.ts";
import { assets } from "#db/schema/images.ts";
import { newId } from "#lib/new-id.ts";
import { startQueue } from "#lib/queue/queue.ts";
import { removeOld } from "#lib/retention/remove-old.ts";
import { saveRetention } from "#lib/retention/save-retention.ts";
import { jobs } from "#lib/worker/jobs.ts";
import { bring } from "../images/call-api.ts";
import { bottle } from "../images/some-pictures.ts";

// A process of its own, to be killed: `begin <pictures>` removes them, but for every fourth, telling how many files are gone;
// `go-on` does what was left and tells what there is.
const [mode = "", count = ""] = process.argv.slice(2);
const database = await openDatabase({ url: process.env.DATABASE_URL ?? "" });
await startQueue(jobs, "web");
const files = () => readdirSync(join(process.env.DATA_DIR ?? "", "assets"));

async function run(): Promise<void> {
  const turn = await db().transaction((tx) => takeNextTurn(tx, null));
  await removeOld({ turn: turn ?? 0 }, new AbortController().signal);
}

if (mode === "begin") {
  for (let at = 0; at < Number(count); at++) {
    const ground = `#ffff${(16 + at).toString(16)}`;
    await bring(await bottle(ground, { width: 60, height: 90 }).png().toBuffer());
  }
  await db().execute(sql`
    update assets set used_at = now() - interval '31 days'
    where id not in (select id from (select id, row_number() over (order by id) n from assets) a where n % 4 = 0)`);
  await saveRetention({ memberId: newId(), name: "Ada", roles: ["admin"], via: "token" }, { pictures: 30 });
  await run();
  await db().execute(
    sql`update assets set given_up_at = now() - interval '1 hour' where given_up_at is not null`,
  );
  setInterval(() => process.stdout.write(`${Number(count) - files().length}\n`), 2);
  await run();
} else {
  const whole = async () => {
    const there = await db().select({ sha256: assets.sha256 }).from(assets).where(isNull(assets.removedAt));
    const kept = new Set(files());
    return {
      there: there.length,
      without: there.filter(({ sha256 }) => !kept.has(sha256)).length,
      files: kept.size,
    };
  };
  const before = await whole();
  await run();
  process.stdout.write(`${JSON.stringify({ before, after: await whole() })}\n`);
}
await database.close();
process.exit(0);
