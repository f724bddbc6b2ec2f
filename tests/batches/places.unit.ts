import { expect, test } from "vitest";
import { itemId, parseItemId } from "#lib/batches/item-id.ts";
import { placeOf, seqOf } from "#lib/batches/item-seq.ts";
import { CHUNK_SIZE, nextChunks, openSeqs } from "#lib/batches/run/chunk-plan.ts";
import { failureGroupOf } from "#lib/failure.ts";

test("sequence numbers go through the languages of a row before the next row, and back", () => {
  const languages = ["en", "de", "ja"];
  for (let seq = 0; seq < 30; seq++) {
    const { rowNumber, language } = placeOf(seq, languages);
    expect(seqOf(rowNumber, languages.indexOf(language), languages.length)).toBe(seq);
  }
  expect(placeOf(4, languages)).toEqual({ rowNumber: 2, language: "de" });
});

test("an item's id is read back, and anything else is not", () => {
  const batchId = "01890a5d-ac96-774b-bcce-b302099a8057";
  expect(parseItemId(itemId(batchId, 1_234))).toEqual({ batchId, seq: 1_234 });
  for (const id of ["", "x.1", `${batchId}.`, `${batchId}.01`, `${batchId}.-1`, `${batchId}.1.2`])
    expect(parseItemId(id)).toBeNull();
});

test("chunks cover every item once, and no more of them are made than there is room for", () => {
  expect(nextChunks({ nextSeq: 0, itemCount: CHUNK_SIZE * 2 + 1 }, 10)).toEqual([
    { fromSeq: 0, toSeq: CHUNK_SIZE },
    { fromSeq: CHUNK_SIZE, toSeq: CHUNK_SIZE * 2 },
    { fromSeq: CHUNK_SIZE * 2, toSeq: CHUNK_SIZE * 2 + 1 },
  ]);
  expect(nextChunks({ nextSeq: 0, itemCount: 10_000_000 }, 2)).toHaveLength(2);
  expect(nextChunks({ nextSeq: 7, itemCount: 7 }, 2)).toEqual([]);
});

test("languages of different models are in chunks of their own, none too large, and every item in one", () => {
  const groups = [[0, 2], [1]];
  const chunks = nextChunks({ nextSeq: 0, itemCount: 1_000 }, 100, groups);
  const seqs = chunks.flatMap((chunk) => chunk.seqs ?? []);
  expect(seqs.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 1_000 }, (_, seq) => seq));
  expect(chunks.every((chunk) => (chunk.seqs?.length ?? 0) <= CHUNK_SIZE)).toBe(true);
  for (const chunk of chunks) expect(new Set(chunk.seqs?.map((seq) => seq % 3 === 1)).size).toBe(1);
  const [first] = nextChunks({ nextSeq: 0, itemCount: 1_000 }, 1, groups);
  expect(first?.toSeq).toBe(150);
  expect(nextChunks({ nextSeq: 0, itemCount: 250 }, 10, [[0, 1]])).toEqual(
    nextChunks({ nextSeq: 0, itemCount: 250 }, 10),
  );
});

test("what ended or moved to another chunk is not made again", () => {
  const chunk = { fromSeq: 10, toSeq: 15, seqs: null, carried: { 12: { moved: true as const }, 13: {} } };
  expect(openSeqs(chunk, new Set([10]))).toEqual([11, 13, 14]);
  expect(openSeqs({ ...chunk, seqs: [3, 12, 40], carried: {} }, new Set([40]))).toEqual([3, 12]);
});

test("failures are grouped by cause, not by item", () => {
  const long = (length: number, at: number) =>
    failureGroupOf({
      code: "output_too_long",
      params: { field: `faq.${at}.answer`, length, max: 80, misfits: 1 },
    });
  expect(long(90, 0)).toBe(long(120, 3));
  expect(long(90, 0)).toBe("output_too_long:faq.*.answer");
  expect(failureGroupOf({ code: "provider_refused", params: { reason: "http_401", detail: "a" } })).toBe(
    "provider_refused:http_401",
  );
});
