import { expect, test } from "vitest";
import {
  bandKeys,
  type Fingerprint,
  fingerprintOf,
  likeness,
} from "#lib/checks/near-duplicates/fingerprint.ts";
import { type Candidate, mostAlike } from "#lib/checks/near-duplicates/most-alike.ts";
import { foldText } from "#lib/folded-text.ts";

const of = (...texts: string[]): Fingerprint => {
  const fingerprint = fingerprintOf(texts.map((text) => ({ folded: foldText(text) })));
  if (!fingerprint) throw new Error("It says nothing.");
  return fingerprint;
};
const alike = (one: string, other: string) => likeness(of(one).signature, of(other).signature);

const EN =
  "This warm lamp gives a soft light for long evenings, stands firmly on any table, and uses no more than four watts, so that it may burn all night beside a bed.";
const ZH =
  "这款台灯光线柔和，适合长夜阅读，底座稳固，可放在任何桌面，功率仅四瓦，整夜点亮也不费电，是送给家人和朋友的贴心礼物，包装精美。";

test("the same words are the same whatever their case, width, marks and script variant", () => {
  expect(alike(EN, EN.toUpperCase().replaceAll(",", " –"))).toBe(1);
  expect(alike("風格簡約的檯燈", "风格简约的台灯！")).toBeGreaterThan(0.4);
  expect(alike("風格簡約", "风格简约")).toBe(1);
});

test("a text with a word changed is nearly the same, another text is not, in zh and en", () => {
  expect(alike(EN, EN.replace("four", "five"))).toBeGreaterThan(0.75);
  expect(alike(ZH, ZH.replace("家人", "同事"))).toBeGreaterThan(0.75);
  const other =
    "Made of cast iron, the pan keeps its heat and goes from the stove into the oven without a handle to take off.";
  expect(alike(EN, other)).toBeLessThan(0.1);
  expect(
    alike(
      ZH,
      "铸铁锅蓄热持久，从灶台到烤箱无需拆卸手柄，适合煎烤炖煮，清洗方便，使用多年依旧如新，全家都爱。",
    ),
  ).toBeLessThan(0.15);
});

test("a likeness is told to within a few points of what it is", () => {
  const words = Array.from({ length: 300 }, (_, i) => `word${i}`);
  const shingles = (list: string[]) =>
    new Set(list.slice(0, -2).map((_, i) => list.slice(i, i + 3).join(" ")));
  for (const changes of [3, 10, 20]) {
    const changed = words.map((word, i) => (i % Math.floor(300 / changes) === 0 ? `x${i}` : word));
    const [a, b] = [shingles(words), shingles(changed)];
    const both = [...a].filter((one) => b.has(one)).length;
    const truth = both / (a.size + b.size - both);
    expect(Math.abs(alike(words.join(" "), changed.join(" ")) - truth)).toBeLessThan(0.08);
  }
});

test("texts that are alike share a place in the index, nearly always; texts that are not, nearly never", () => {
  let [found, stray] = [0, 0];
  for (let n = 0; n < 200; n++) {
    const words = Array.from({ length: 120 }, (_, i) => `w${n}x${i}`);
    const near = words.map((word, i) => (i === n % 100 ? "other" : word));
    const keys = new Set(bandKeys(of(words.join(" ")), "s"));
    if (bandKeys(of(near.join(" ")), "s").some((key) => keys.has(key))) found++;
    if (bandKeys(of(`${n} quite another text of no matter`), "s").some((key) => keys.has(key))) stray++;
  }
  expect(found).toBeGreaterThanOrEqual(199);
  expect(stray).toBe(0);
});

test("a fingerprint is the same for good: what was kept once is found by what comes later", () => {
  expect(
    Buffer.from(of("Fixed for good: 固定").signature).toString("hex").slice(0, 16),
  ).toMatchInlineSnapshot(`"658ffc821afe2f11"`);
  expect(bandKeys(of("Fixed for good: 固定"), "scope")[0]).toMatchInlineSnapshot(`"-6854852995817801081"`);
});

test("texts that say nothing have no fingerprint", () => {
  expect(fingerprintOf([{ folded: foldText(" — !") }])).toBeNull();
  expect(fingerprintOf([])).toBeNull();
});

const signature = of(EN).signature;
const candidate = (change: Partial<Candidate>): Candidate => ({
  id: "1",
  runId: "run",
  seq: 1,
  rowNumber: 2,
  product: "b",
  isPublished: false,
  signature,
  ...change,
});
const compared = { seq: 5, rowNumber: 6, version: 1, language: "en", product: "a", fingerprint: of(EN) };

test("an output is never its own duplicate, nor that of its product's published text", () => {
  const at = { before: null, similarity: 80 };
  expect(mostAlike(compared, "run", [candidate({ seq: 5 })], at)).toBeNull();
  expect(mostAlike(compared, "run", [candidate({ isPublished: true, product: "a" })], at)).toBeNull();
  expect(mostAlike(compared, "run", [candidate({ isPublished: true })], at)).toMatchObject({
    isPublished: true,
  });
});

test("of several the most alike is named, of equals the earliest, and nothing that came after it", () => {
  const near = of(EN.replace("four", "five")).signature;
  const others = [
    candidate({ id: "3", seq: 3 }),
    candidate({ id: "2", seq: 2 }),
    candidate({ signature: near }),
  ];
  expect(mostAlike(compared, "run", others, { before: null, similarity: 70 })).toMatchObject({ seq: 2 });
  expect(mostAlike(compared, "run", others, { before: "2", similarity: 70 })).toMatchObject({ seq: 1 });
  expect(mostAlike(compared, "run", others, { before: "1", similarity: 70 })).toBeNull();
});

test("places of one scope lie together, and those of another elsewhere", () => {
  const regions = (scope: string) =>
    new Set(
      Array.from({ length: 50 }, (_, n) => bandKeys(of(`${EN} ${n} ${ZH}`), scope))
        .flat()
        .map((key) => BigInt(key) >> 40n),
    );
  expect(regions("run a en").size).toBe(1);
  expect([...regions("run a en")][0]).not.toBe([...regions("run b en")][0]);
  const keys = Array.from({ length: 500 }, (_, n) =>
    bandKeys(of(`text number ${n} of many others`), "s"),
  ).flat();
  expect(new Set(keys).size).toBeGreaterThan(keys.length * 0.5);
});
