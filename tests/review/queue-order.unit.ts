import { expect, test } from "vitest";
import { coversLanguage, inQueueOrder } from "#lib/review/queue-order.ts";

const batches = [
  { batchId: "old", isNew: false, languages: ["en", "de"] },
  { batchId: "young", isNew: false, languages: ["en"] },
  { batchId: "new", isNew: true, languages: ["en"] },
];
const place = (batchId: string, risk: number, language = "en") => ({ batchId, language, risk });

test("blocks come before warnings, those before the rest, of whatever batch", () => {
  const places = [place("old", 2), place("new", 2), place("young", 1), place("old", 1), place("young", 0)];
  expect(inQueueOrder(places, batches)).toEqual([
    place("young", 0),
    place("old", 1),
    place("young", 1),
    place("new", 2),
    place("old", 2),
  ]);
});

test("within a batch its languages follow each other in its own order", () => {
  const places = [place("old", 2, "de"), place("old", 2, "en")];
  expect(inQueueOrder(places, batches).map(({ language }) => language)).toEqual(["en", "de"]);
});

test.each([
  [[], "ja", true],
  [["zh"], "zh-CN", true],
  [["zh"], "zh", true],
  [["ZH-cn"], "zh-CN", true],
  [["zh-CN"], "zh-TW", false],
  [["z"], "zh", false],
  [["en", "de"], "de-AT", true],
  [["en"], "english", false],
])("who reviews %j, reviews %s: %s", (assigned, language, covers) => {
  expect(coversLanguage(assigned, language)).toBe(covers);
});
