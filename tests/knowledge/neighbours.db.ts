import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { insertCollection } from "#db/queries/knowledge/collections.ts";
import { insertDocument } from "#db/queries/knowledge/documents.ts";
import { insertPassages, insertVectors } from "#db/queries/knowledge/passages.ts";
import { findable } from "#db/queries/knowledge/read-passages.ts";
import {
  fillVectorTable,
  findNearest,
  indexVectorTable,
  installVectors,
  makeVectorTable,
} from "#db/queries/knowledge/vector-tables.ts";
import { unitVector } from "#lib/knowledge/unit-vector.ts";
import { newId } from "#lib/new-id.ts";
import { seededRandom } from "#lib/seeded-random.ts";
import { onEmbedded } from "#tests/fixtures/open-test-database.ts";

// Only the embedded database is sure to have pgvector.
describe("an index of neighbours (embedded)", () =>
  onEmbedded((database) => {
    test.each([48, 2_500])(
      "finds what comparing with every vector finds, also of a rare document (%i numbers)",
      async (length) => {
        const { db } = database();
        const random = seededRandom(length);
        const anything = () => unitVector(Array.from({ length }, () => random() - 0.5)) ?? [];
        const asked = anything();
        // Each a little farther from what is asked than the one before.
        let farther = 0;
        const vector = () => {
          const noise = anything();
          const weight = 2 - farther++ / 150;
          return unitVector(asked.map((value, at) => value * weight + (noise[at] ?? 0))) ?? [];
        };
        const collectionId = newId();
        const createdBy = newId();
        const named = { name: "Many", embeddingModelId: newId(), currency: "USD", createdBy };
        await insertCollection(db, { id: collectionId, ...named });
        const add = async (fileName: string, brand: string, count: number) => {
          const documentId = newId();
          const file = { fileName, uploadId: newId(), bytes: 0, metadata: { brand } };
          const ready = { status: "ready", isCurrent: true, createdBy } as const;
          await insertDocument(db, { id: documentId, collectionId, ...file, ...ready });
          const rows = Array.from({ length: count }, (_, position) => ({
            ...{ id: newId(), position, text: "x", place: { headings: [] }, tokens: 1, terms: [] },
            textHash: `${fileName} ${position}`,
          }));
          await insertPassages(db, { documentId, collectionId }, rows);
          await insertVectors(
            db,
            collectionId,
            rows.map(({ textHash }) => ({ textHash, embedding: vector() })),
          );
        };
        await add("many.md", "A", 250);
        await add("rare.md", "B", 4);
        await installVectors(db);
        await makeVectorTable(db, collectionId, length);
        while ((await fillVectorTable(db, collectionId, { dimensions: length, limit: 100 })) > 0);

        const question = { vector: asked, limit: 5 };
        const rare = findable({ all: [{ field: "brand", is: "equals", value: "B" }] });
        const ask = async (among: ReturnType<typeof findable>) =>
          (await findNearest(db, collectionId, { ...question, findable: among })).map(({ id }) => id);
        const [all, few] = [await ask(findable(null)), await ask(rare)];
        expect(all).toHaveLength(5);
        expect(few).toHaveLength(4);
        expect(await indexVectorTable(db, collectionId, length)).toBe(true);
        await db.execute(sql`set enable_seqscan = off`);
        await db.execute(sql`set enable_sort = off`);
        expect(await ask(findable(null))).toEqual(all);
        expect(await ask(rare)).toEqual(few);
        await db.execute(sql`reset enable_seqscan`);
        await db.execute(sql`reset enable_sort`);
      },
    );
  }));
