import { parentPort, workerData } from "node:worker_threads";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { countTokens } from "#lib/models/count-tokens.ts";
import { storableText } from "#lib/storable-text.ts";
import type { Block } from "./block.ts";
import { readBlocks } from "./read-blocks.ts";
import type { ReadingMessage, ReadingTask } from "./read-in-thread.ts";
import { type Passage, splitPassages } from "./split-passages.ts";

// Files come from outside: whatever they do to the parser happens here, in a thread with a limited heap.
const PASSAGES_AT_ONCE = 200;
const AHEAD = 2;
const MOST_PASSAGES = 20_000;
const MOST_CHARACTERS = 40 * 1024 ** 2;

const task = workerData as ReadingTask;
const port = parentPort;
if (!port) throw new Error("Documents are read in a worker thread.");

let permits = AHEAD;
let wake = () => {};
port.on("message", () => {
  permits++;
  wake();
});

try {
  await read();
  send({ kind: "ended" });
} catch (error) {
  if (!(error instanceof FileRefusal)) throw error;
  send({ kind: "refused", refusal: error.refusal });
}
port.close();

async function read(): Promise<void> {
  let passages: Passage[] = [];
  let count = 0;
  for await (const passage of splitPassages(bounded(readBlocks(task)), (text) =>
    countTokens(text, task.modelName),
  )) {
    if (++count > MOST_PASSAGES) throw new FileRefusal("document_too_long", { limit: MOST_PASSAGES });
    passages.push({ ...passage, text: storableText(passage.text), place: storablePlace(passage) });
    if (passages.length === PASSAGES_AT_ONCE) {
      await post(passages);
      passages = [];
    }
  }
  if (count === 0) throw new FileRefusal("document_empty");
  if (passages.length > 0) await post(passages);
}

async function* bounded(blocks: AsyncIterable<Block>): AsyncGenerator<Block> {
  let characters = 0;
  for await (const block of blocks) {
    characters += block.text.length;
    if (characters > MOST_CHARACTERS) throw new FileRefusal("document_too_long", { limit: MOST_PASSAGES });
    yield block;
  }
}

function storablePlace({ place }: Passage): Passage["place"] {
  const { headings, sheet } = place;
  return {
    ...place,
    headings: headings.map(storableText),
    ...(sheet !== undefined && { sheet: storableText(sheet) }),
  };
}

async function post(passages: Passage[]): Promise<void> {
  while (permits === 0) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  permits--;
  send({ kind: "passages", passages });
}

function send(message: ReadingMessage): void {
  port?.postMessage(message);
}
