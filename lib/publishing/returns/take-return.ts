import { validate as isUuid } from "uuid";
import { type Db, db } from "#db/client.ts";
import { findChannel } from "#db/queries/publishing/channels.ts";
import { findPublication, type PublicationRow } from "#db/queries/publishing/publications.ts";
import {
  findTranslations,
  type GivenItem,
  insertReturn,
  lockPublication,
  type ReturnProblemRow,
  readGivenItems,
} from "#db/queries/publishing/returns.ts";
import { readReviewContexts } from "#db/queries/review/batches.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import type { ReceivedFile } from "#lib/datasets/received-file.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { newId } from "#lib/new-id.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { storableText } from "#lib/storable-text.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { xliffChannel } from "../channels/xliff/xliff-channel.ts";
import type { XliffConfig } from "../channels/xliff/xliff-config.ts";
import { mayPublishTo } from "../managed/may-publish-to.ts";
import { judgeReturn, type ReturnedUnits, type ReturnProblem } from "./judge-return.ts";
import { createTranslations, keepTranslations, type Translation } from "./keep-translations.ts";
import { readReturn } from "./read-return.ts";

/** The largest file that comes back. */
export const MOST_RETURN_BYTES = 64 * 1024 ** 2;
const PAGE_ITEMS = 500;
/** More is no list that anybody works through. */
const MOST_KEPT_PROBLEMS = 5_000;

/** What came of a file that came back. */
export interface TakenReturn {
  id: string;
  language: string;
  /** Of the translations; `null` while none was taken. */
  batchId: string | null;
  units: number;
  /** Items whose translation is new or another than before. */
  taken: number;
  unchanged: number;
  /** Items of which something is wrong, and that were left out. */
  refused: number;
  problemCount: number;
}

/**
 * Takes a translated file back: each item whose texts are all right becomes an item in the other language that waits for
 * review, and what is wrong with the others is kept, unit by unit. Needs `publications:create`, and to be among the people
 * whom the channel names, if it names any. Refuses with what is wrong with the file as a whole.
 */
export async function takeReturn(
  actor: Actor,
  publicationId: string,
  file: ReceivedFile | undefined,
): Promise<Result<TakenReturn>> {
  if (!can(actor, "publications:create")) return refuse("forbidden");
  const publication = isUuid(publicationId) ? await findPublication(db(), publicationId) : null;
  if (!publication) return refuse("not_found");
  if (publication.kind !== "xliff") return refuse("return_not_for_translators");
  if (publication.status !== "succeeded") return refuse("publication_unfinished");
  const channel = publication.channelId ? await findChannel(db(), publication.channelId) : null;
  if (channel && !mayPublishTo(actor, channel)) return refuse("channel_not_yours");
  if (!file) return refuse("file_missing");
  const config = xliffChannel.config.parse({ ...publication.config, kind: "xliff" });
  const returned = await readUnits(file, { ...config, publicationId });
  return returned.ok ? keep(actor, { publication, config, file, returned: returned.value }) : returned;
}

async function readUnits(
  { uploadId }: ReceivedFile,
  expected: Parameters<typeof readReturn>[1],
): Promise<Result<ReturnedUnits>> {
  const copy = await (await objectStore()).localCopy(uploadKey(uploadId));
  if (!copy) return refuse("upload_gone");
  try {
    return accept(await readReturn(copy.path, expected));
  } catch (cause) {
    if (!(cause instanceof FileRefusal)) throw cause;
    const { code, params } = cause.refusal;
    return refuse(code === "file_too_complex" ? "xliff_too_complex" : code, params);
  } finally {
    await copy.release();
  }
}

interface Return {
  publication: PublicationRow;
  config: XliffConfig;
  file: ReceivedFile;
  returned: ReturnedUnits;
}

type KeptProblem = Omit<ReturnProblemRow, "returnId" | "number">;

async function keep(actor: Actor, one: Return): Promise<Result<TakenReturn>> {
  const { publication, config, file, returned } = one;
  const { id: publicationId, batchId: ofBatchId } = publication;
  const [context] = await readReviewContexts(db(), [ofBatchId]);
  if (!context) return refuse("not_found");
  const language = config.targetLanguage;
  return db().transaction(async (tx) => {
    await lockPublication(tx, publicationId);
    const fields = context.outputs as OutputField[];
    const sums = { taken: 0, unchanged: 0, refused: 0, problemCount: 0 };
    const problems: KeptProblem[] = [];
    const told = (found: KeptProblem) => {
      sums.problemCount++;
      if (problems.length < MOST_KEPT_PROBLEMS) problems.push(found);
    };
    const known = new Set<string>();
    let translationsId = await findTranslations(tx, { publicationId, language });
    for (let afterSeq = -1; ; ) {
      const page = await readGivenItems(tx, { publicationId, batchId: ofBatchId }, afterSeq, PAGE_ITEMS);
      const { right, wrong } = judgePage(page, { fields, only: config.fields }, returned, known);
      if (right.length > 0)
        translationsId ??= await createTranslations(tx, ofBatchId, { language, by: actor.memberId });
      for (const problem of wrong) told(problem);
      sums.refused += new Set(wrong.map(({ seq }) => seq)).size;
      await take(tx, right, { batchId: translationsId, language, by: actor.memberId, sums, told });
      afterSeq = page.at(-1)?.seq ?? afterSeq;
      if (page.length < PAGE_ITEMS) break;
    }
    for (const [unit, { line }] of returned.byId)
      if (!known.has(unit))
        told({
          seq: null,
          key: "",
          unit: unit.slice(0, 200),
          field: "",
          code: "xliff_unit_unknown",
          params: {},
          line,
        });
    const id = newId();
    const taken = { id, language, batchId: translationsId, units: returned.byId.size, ...sums };
    const row = { ...taken, publicationId, fileName: storableText(file.fileName), createdBy: actor.memberId };
    await insertReturn(tx, row, problems);
    await recordAudit(tx, actor, {
      action: "publications.return",
      targetType: "publication",
      targetId: publicationId,
      after: { ...taken, fileName: row.fileName, sha256: file.sha256 },
    });
    return accept(taken);
  });
}

interface Right extends Translation {
  seq: number;
  key: string;
}

function judgePage(
  page: readonly GivenItem[],
  wanted: Parameters<typeof judgeReturn>[1],
  returned: ReturnedUnits,
  known: Set<string>,
): { right: Right[]; wrong: KeptProblem[] } {
  const right: Right[] = [];
  const wrong: KeptProblem[] = [];
  for (const { seq, rowNumber, key, fields: given } of page) {
    const judged = given
      ? judgeReturn({ seq, output: given }, wanted, returned, known)
      : { problems: [gone] };
    if ("output" in judged) right.push({ seq, key, rowNumber, given: given ?? {}, output: judged.output });
    else wrong.push(...judged.problems.map((problem) => ({ seq, key, ...problem })));
  }
  return { right, wrong };
}

const gone: ReturnProblem = { unit: "", field: "", code: "xliff_item_gone", params: {}, line: null };

async function take(
  tx: Db,
  right: readonly Right[],
  {
    batchId,
    language,
    by,
    sums,
    told,
  }: {
    batchId: string | null;
    language: string;
    by: string;
    sums: { taken: number; unchanged: number; refused: number };
    told: (problem: KeptProblem) => void;
  },
): Promise<void> {
  if (batchId === null) return;
  const kept = await keepTranslations(tx, { batchId, language, by }, right);
  for (const [index, { seq, key }] of right.entries()) {
    const became = kept[index] ?? "unchanged";
    if (became === "taken" || became === "unchanged") sums[became]++;
    else {
      sums.refused++;
      told({ seq, key, unit: "", field: "", code: became, params: {}, line: null });
    }
  }
}
