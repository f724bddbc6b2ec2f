import { type Db, db } from "#db/client.ts";
import { measureAnswers, removeAnswers } from "#db/queries/retention/answers.ts";
import { measureAudit, removeAudit } from "#db/queries/retention/audit.ts";
import { measureConversations, removeConversations } from "#db/queries/retention/conversations.ts";
import { giveUpDataset, measureDatasets } from "#db/queries/retention/datasets.ts";
import {
  listOldPublications,
  listOldUploads,
  measurePublications,
  measureUploads,
  notePublicationsRemoved,
  noteUploadsRemoved,
  type OldFile,
} from "#db/queries/retention/files.ts";
import { measureOutputs, removeOutputs } from "#db/queries/retention/outputs.ts";
import { giveUpPictures, measurePictures } from "#db/queries/retention/pictures.ts";
import type { Removable, Removed } from "#db/queries/retention/removable.ts";
import { measureTrials, removeTrials } from "#db/queries/retention/trials.ts";
import { cleanUploadsJob } from "#lib/datasets/jobs.ts";
import { KEPT_FOR_MS } from "#lib/datasets/stale-file.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import type { ObjectKey } from "#lib/objects/object-store.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { labelKey, publicationKey } from "#lib/publishing/publication-key.ts";
import { enqueue } from "#lib/queue/queue.ts";
import type { RetentionKind } from "./retention-kind.ts";

/** How one kind of data is measured and removed. */
interface Keeper {
  /** What of it is from before a moment, and of that what nothing needs. */
  measure(tx: Db, before: Date): Promise<Removable>;
  /** Removes a bounded part of that. */
  removeSome(before: Date): Promise<Removed>;
}

const FILES_AT_ONCE = 50;

/** Every kind with its keeper. */
export const keepers: Record<RetentionKind, Keeper> = {
  uploads: {
    measure: measureUploads,
    removeSome: (before) =>
      removeFiles(before, {
        list: listOldUploads,
        note: noteUploadsRemoved,
        keysOf: (id) => [uploadKey(id)],
      }),
  },
  datasets: { measure: measureDatasets, removeSome: inTransaction(giveUpWithFiles) },
  trials: { measure: measureTrials, removeSome: inTransaction(removeTrials) },
  conversations: { measure: measureConversations, removeSome: inTransaction(removeConversations) },
  outputs: { measure: measureOutputs, removeSome: inTransaction(removeOutputs) },
  answers: { measure: measureAnswers, removeSome: inTransaction(removeAnswers) },
  publications: {
    measure: measurePublications,
    removeSome: (before) =>
      removeFiles(before, {
        list: listOldPublications,
        note: notePublicationsRemoved,
        keysOf: (id) => [publicationKey(id), labelKey(id)],
      }),
  },
  // Given up; they go a minute later, unless somebody uses them.
  pictures: { measure: measurePictures, removeSome: inTransaction(giveUpPictures) },
  audit: { measure: measureAudit, removeSome: inTransaction(removeAudit) },
};

function inTransaction(remove: (tx: Db, before: Date) => Promise<Removed>): Keeper["removeSome"] {
  return (before) => db().transaction((tx) => remove(tx, before));
}

// Its files go as those of any dataset that is archived.
async function giveUpWithFiles(tx: Db, before: Date): Promise<Removed> {
  const given = await giveUpDataset(tx, before);
  if (given.count > 0)
    await enqueue(tx, cleanUploadsJob, {}, { startAfter: new Date(Date.now() + KEPT_FOR_MS) });
  return given;
}

interface FileKeeping {
  list(tx: Db, before: Date, limit: number): Promise<OldFile[]>;
  note(tx: Db, ids: string[]): Promise<void>;
  keysOf(id: string): ObjectKey[];
}

// The file goes first: one that is noted as gone and is there would lie there for good.
async function removeFiles(before: Date, { list, note, keysOf }: FileKeeping): Promise<Removed> {
  const old = await list(db(), before, FILES_AT_ONCE);
  if (old.length === 0) return { count: 0, bytes: 0, more: false };
  const store = await objectStore();
  for (const { id } of old) for (const key of keysOf(id)) await store.delete(key);
  await note(
    db(),
    old.map(({ id }) => id),
  );
  const bytes = old.reduce((sum, file) => sum + file.bytes, 0);
  return { count: old.length, bytes, more: old.length === FILES_AT_ONCE };
}
