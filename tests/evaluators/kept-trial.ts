import { createRouterClient } from "@orpc/server";
import type { Db } from "#db/client.ts";
import { trialCells, trials } from "#db/schema/trials.ts";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import type { Role } from "#lib/auth/role.ts";
import { newId } from "#lib/new-id.ts";
import { makeSandboxJob, type SandboxJob } from "#tests/trials/sandbox-job.ts";

/** The API as one person calls it. */
export function apiOf(...roles: Role[]) {
  const actor: Actor = { memberId: newId(), name: "Olga", roles, via: "session" };
  return createRouterClient(router, { context: { actor, locale: "en" as const } });
}

export const ROWS = [
  { name: "A", notes: "x", right: "Alpha" },
  { name: "B", notes: "x", right: "Beta" },
  { name: "C", notes: "x", right: "" },
];

/** A trial that is over, of a published version on `ROWS`, whose titles are given. */
export async function madeTrial(
  db: Db,
  { rows = ROWS, languages = ["en"] }: { rows?: Record<string, string>[]; languages?: string[] } = {},
): Promise<SandboxJob & { trialId: string }> {
  const job = await makeSandboxJob(db, { rows });
  const trialId = newId();
  await db.insert(trials).values({
    ...{ id: trialId, datasetId: job.datasetId, languages, status: "succeeded" },
    variants: [{ templateVersionId: job.templateVersionId, modelId: job.modelId, parameters: {} }],
    sample: {
      ...{ size: rows.length, method: "first", seed: 1 },
      rows: rows.map((_, index) => ({ rowNumber: index + 1, weight: 1, drawnAs: "first" })),
    },
    ...{ createdBy: newId(), finishedAt: new Date() },
  });
  const places = rows.flatMap((_, index) =>
    languages.map((language) => ({ rowNumber: index + 1, language })),
  );
  await db.insert(trialCells).values(
    places.map((place, seq) => ({
      ...{ ...place, trialId, variant: 0, seq, status: "succeeded" as const },
      output: { title: `Title ${seq}`, description: "d" },
    })),
  );
  return { ...job, trialId };
}
