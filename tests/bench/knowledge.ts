import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "#db/open-database.ts";
import { insertCollection } from "#db/queries/knowledge/collections.ts";
import { insertDocument } from "#db/queries/knowledge/documents.ts";
import { findByTerms } from "#db/queries/knowledge/find-by-terms.ts";
import { insertPassages, insertVectors } from "#db/queries/knowledge/passages.ts";
import { findable } from "#db/queries/knowledge/read-passages.ts";
import {
  fillVectorTable,
  findNearest,
  indexVectorTable,
  installVectors,
  makeVectorTable,
} from "#db/queries/knowledge/vector-tables.ts";
import { passageTerms, questionTerms } from "#lib/knowledge/terms.ts";
import { textHash } from "#lib/knowledge/text-hash.ts";
import { unitVector } from "#lib/knowledge/unit-vector.ts";
import { newId } from "#lib/new-id.ts";
import { seededRandom } from "#lib/seeded-random.ts";
import { above, below, isSmall, report } from "./report.ts";

// What the index of neighbours misses and gains against comparing with every passage, and how long words take, on the
// embedded database. Passages lie in topics, as those of documents do.
const PASSAGES = isSmall ? 1_000 : 20_000;
const TOPICS = 200;
const DIMENSIONS = 256;
const QUESTIONS = 200;
const AT_ONCE = 200;
const FOUND = 5;
const WORDS = Array.from({ length: 5_000 }, (_, index) => `word${index.toString(36)}`);

const random = seededRandom(61);
const dataDir = mkdtempSync(join(tmpdir(), "presswork-bench-"));
const { db, close } = await openDatabase({ dataDir });
const collectionId = newId();
const documentId = newId();
const createdBy = newId();
await insertCollection(db, {
  id: collectionId,
  name: "Bench",
  embeddingModelId: newId(),
  currency: "USD",
  createdBy,
});
await insertDocument(db, {
  ...{ id: documentId, collectionId, uploadId: newId(), fileName: "bench.md", bytes: 0, metadata: {} },
  ...{ status: "ready", isCurrent: true, passageCount: PASSAGES, tokens: PASSAGES * 60, createdBy },
});
const topics = Array.from({ length: TOPICS }, () => Array.from({ length: DIMENSIONS }, () => random() - 0.5));
await installVectors(db);
await makeVectorTable(db, collectionId, DIMENSIONS);
for (let from = 0; from < PASSAGES; from += AT_ONCE) await addPassages(from);
while ((await fillVectorTable(db, collectionId, { dimensions: DIMENSIONS, limit: 1_000 })) > 0);

const questions = Array.from({ length: QUESTIONS }, (_, index) => near(topics[index % TOPICS] ?? []));
const exact = await timed(questions, ask);
const wordsAsked = Array.from({ length: QUESTIONS }, () => sentence(12));
const worded = await timed(wordsAsked, (text) =>
  findByTerms(db, collectionId, { terms: questionTerms(text), limit: 50, findable: findable(null) }),
);
const buildMs = performance.now();
await indexVectorTable(db, collectionId, DIMENSIONS);
const builtMs = performance.now() - buildMs;
const indexed = await timed(questions, ask);
const recall = mean(
  exact.answers.map((right, index) => {
    const ids = new Set((indexed.answers[index] ?? []).slice(0, FOUND).map(({ id }) => id));
    return right.slice(0, FOUND).filter(({ id }) => ids.has(id)).length / FOUND;
  }),
);
report({
  name: `recall@${FOUND} of the index of neighbours at ${PASSAGES} passages`,
  goal: "0.95 of comparing with every one",
  measured: `${recall.toFixed(3)}, ${indexed.p95.toFixed(0)} ms (95th percentile); built in ${(builtMs / 1_000).toFixed(0)} s`,
  baseline: `comparing with every one (${exact.p95.toFixed(0)} ms)`,
  ratio: recall,
  missedBy: below(recall, 0.95, ""),
});
report({
  name: `a question of 12 words among ${PASSAGES} passages`,
  goal: "500 ms (95th percentile)",
  measured: `${worded.p95.toFixed(0)} ms`,
  baseline: `comparing vectors with every one (${exact.p95.toFixed(0)} ms)`,
  ratio: worded.p95 / exact.p95,
  missedBy: above(worded.p95, 500, "ms"),
});
await close();
rmSync(dataDir, { recursive: true, force: true });

async function addPassages(from: number): Promise<void> {
  const rows = Array.from({ length: AT_ONCE }, (_, index) => {
    const passage = { text: `${from + index} ${sentence(60)}`, place: { headings: [] } };
    return {
      ...{ ...passage, id: newId(), position: from + index, tokens: 60, textHash: textHash(passage) },
      terms: passageTerms(passage.text),
    };
  });
  await insertPassages(db, { documentId, collectionId }, rows);
  const vectors = rows.map(({ textHash: hash, position }) => ({
    textHash: hash,
    embedding: near(topics[position % TOPICS] ?? []),
  }));
  await insertVectors(db, collectionId, vectors);
}

function near(topic: readonly number[]): number[] {
  return unitVector(topic.map((value) => value + (random() - 0.5) * 1.2)) ?? [];
}

// Few words are common and most are rare, as in any text.
function sentence(length: number): string {
  const word = () => WORDS[Math.floor(WORDS.length * random() ** 3)] ?? "";
  return Array.from({ length }, word).join(" ");
}

function ask(vector: readonly number[]) {
  return findNearest(db, collectionId, { vector, limit: 50, findable: findable(null) });
}

async function timed<Question, Answer>(
  asked: readonly Question[],
  answer: (question: Question) => Promise<Answer>,
) {
  const answers: Answer[] = [];
  const times: number[] = [];
  for (const question of asked) {
    const from = performance.now();
    answers.push(await answer(question));
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  return { answers, p95: times[Math.floor(times.length * 0.95)] ?? 0 };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
