import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { db } from "#db/client.ts";
import { findPublication } from "#db/queries/publishing/publications.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { newId } from "#lib/new-id.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { takeReturn } from "#lib/publishing/returns/take-return.ts";
import { writePublication } from "#lib/publishing/write-publication.ts";
import { openBenchDatabase } from "./open-bench-database.ts";
import { above, isSmall, report } from "./report.ts";
import { addBenchChannel, ok, queuePublication, seedApproved, seedPublisher } from "./seed-publisher.ts";

// Texts to translators as XLIFF, written and read back, and a translated file taken: checked, kept as items that wait for
// review. Against copying as many rows by themselves.
const UNITS = isSmall ? 3_000 : 50_001;
const UNITS_OF_ITEM = 3;
const GOAL_SECONDS = 10;

const dataDir = mkdtempSync(join(tmpdir(), "presswork-bench-"));
process.env.DATA_DIR = dataDir;
const database = await openBenchDatabase();
try {
  const publisher = await seedPublisher();
  for (const version of ["1.2", "2.0"] as const) await measure(publisher, version);
} finally {
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
}

async function measure(publisher: Actor, version: "1.2" | "2.0"): Promise<void> {
  const batchId = await seedApproved(publisher, UNITS / UNITS_OF_ITEM);
  const config = { version, sourceLanguage: "en", targetLanguage: "de" };
  const channelId = await addBenchChannel(publisher, { kind: "xliff", config });
  const publicationId = await queuePublication(publisher, batchId, channelId);
  const out = await timed(() => writePublication({ publicationId }, new AbortController().signal));
  const written = await findPublication(db(), publicationId);
  if (written?.status !== "succeeded") throw new Error(JSON.stringify(written?.failure));
  tell(`${UNITS} units out as XLIFF ${version}`, out);
  const file = await uploaded(publicationId);
  const back = await timed(async () => {
    const taken = ok(await takeReturn(publisher, publicationId, file));
    if (taken.taken !== UNITS / UNITS_OF_ITEM) throw new Error(JSON.stringify(taken));
  });
  tell(`${UNITS} units back as XLIFF ${version}`, back);
}

interface Taken {
  seconds: number;
  cpuSeconds: number;
}

async function timed(work: () => Promise<void>): Promise<Taken> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - startedAt) / 1000, cpuSeconds: (user + system) / 1e6 };
}

function tell(name: string, { seconds, cpuSeconds }: Taken): void {
  report({
    ...{ name, goal: `≤ ${GOAL_SECONDS} s`, baseline: "the goal", ratio: seconds / GOAL_SECONDS },
    measured: `${seconds.toFixed(1)} s (CPU of the process ${cpuSeconds.toFixed(1)} s)`,
    missedBy: isSmall ? null : above(seconds, GOAL_SECONDS, "s"),
  });
}

/** The file as a translator sends it back: each text with its codes and other words. */
async function uploaded(publicationId: string) {
  const text = readFileSync(join(dataDir, "publications", publicationId), "utf8");
  const translated = text.replace(
    /<source([^>]*)>([\s\S]*?)<\/source>(?!\s*<target)/g,
    (whole, attributes, source) => `${whole}<target${attributes}>${source} auf Deutsch</target>`,
  );
  const uploadId = newId();
  const path = join(dataDir, `${uploadId}.xlf`);
  writeFileSync(path, translated);
  const bytes = await (await objectStore()).put(uploadKey(uploadId), createReadStream(path));
  return { uploadId, fileName: "back.xlf", bytes, sha256: "" };
}
