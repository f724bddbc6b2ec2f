import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { db } from "#db/client.ts";
import { findDatasetWithOrigin } from "#db/queries/datasets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { createDataset, type NewDataset } from "#lib/datasets/create-dataset.ts";
import { registerUpload } from "#lib/datasets/register-upload.ts";
import { runImport } from "#lib/datasets/run-import.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { newId } from "#lib/new-id.ts";
import { objectStore } from "#lib/objects/open-store.ts";

/** An operator who exists only in a test. */
export const operator: Actor = { memberId: randomUUID(), name: "Olga", roles: ["operator"], via: "session" };

/** Puts a file where an upload would have put it, as the actor's. */
export async function uploadFile(
  actor: Actor,
  fileName: string,
  content: Buffer | string | { path: string },
) {
  const uploadId = newId();
  const isFile = typeof content === "object" && "path" in content;
  const source = isFile ? createReadStream(content.path) : Readable.from([Buffer.from(content)]);
  const bytes = await (await objectStore()).put(uploadKey(uploadId), source);
  const file = { uploadId, fileName: basename(fileName), bytes };
  const registered = await registerUpload(actor, file);
  if (!registered.ok) throw new Error(registered.refusal.code);
  return uploadId;
}

/** Creates a dataset and runs its import to the end, as the worker would. */
export async function importFile(
  fileName: string,
  content: Buffer | string | { path: string },
  choice: Partial<NewDataset> = {},
) {
  const uploadId = await uploadFile(operator, fileName, content);
  const created = await createDataset(operator, { ...choice, uploadId });
  if (!created.ok) return created;
  await runImport({ datasetId: created.value.id }, new AbortController().signal);
  const dataset = await findDatasetWithOrigin(db(), created.value.id);
  if (!dataset) throw new Error("The dataset is gone.");
  return { ok: true as const, value: dataset };
}
