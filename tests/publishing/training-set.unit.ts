import { expect, test } from "vitest";
import { fingerprintOf } from "#lib/checks/near-duplicates/fingerprint.ts";
import { partOfKey } from "#lib/datasets/part-of-row.ts";
import { foldText } from "#lib/folded-text.ts";
import {
  chatExample,
  contentOf,
  exampleMisfit,
  exampleTokens,
  lineMisfit,
  lineOf,
  preferenceExample,
} from "#lib/publishing/channels/training-set/example.ts";
import { costOf, Tally } from "#lib/publishing/channels/training-set/figures.ts";
import { LikenessIndex } from "#lib/publishing/channels/training-set/likeness-index.ts";
import { namedCells, personalDataIn } from "#lib/publishing/channels/training-set/personal-data-in.ts";
import { trainingSettings } from "#lib/publishing/channels/training-set/training-settings.ts";
import { seededRandom } from "#lib/seeded-random.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";

const ASKED = [
  { role: "system" as const, content: "You write." },
  { role: "user" as const, content: "Rose" },
];
const field = (name: string, type: OutputField["type"] = "text"): OutputField => ({
  ...{ name, type, description: "", required: true },
});

test("a product falls into one part for good, and each part has about its share of the products", () => {
  const random = seededRandom(57);
  for (let round = 0; round < 20; round++) {
    const train = 50 + Math.floor(random() * 40);
    const validation = Math.floor(random() * (100 - train));
    const shares = { train, validation, test: 100 - train - validation };
    const counts = { train: 0, validation: 0, test: 0 };
    const products = 4_000;
    for (let n = 0; n < products; n++) {
      const key = `${round}-产品-${n}`;
      const split = partOfKey(key, shares);
      expect(partOfKey(key, { ...shares })).toBe(split);
      counts[split]++;
    }
    for (const [split, share] of Object.entries(shares))
      expect(Math.abs(counts[split as "train"] / products - share / 100)).toBeLessThan(0.03);
  }
});

test("a part without a share gets nothing, and the same key always the same part", () => {
  const all = { train: 100, validation: 0, test: 0 };
  for (let n = 0; n < 500; n++) expect(partOfKey(String(n), all)).toBe("train");
  const usual = { train: 80, validation: 10, test: 10 };
  // Written down: another hash would move products of files that are out there.
  expect(
    ["000001", "000002", "琥珀之夜", "B00-1"].map((key) => partOfKey(key, usual)),
  ).toMatchInlineSnapshot(`
    [
      "train",
      "test",
      "train",
      "train",
    ]
  `);
});

test("one field of text is the answer itself, several are JSON in the template's order", () => {
  expect(contentOf({ title: "Rose" }, [field("title")])).toBe("Rose");
  expect(contentOf({ points: ["a"] }, [field("points", "list")])).toBe('{"points":["a"]}');
  expect(contentOf({ title: "R", points: [] }, [field("title"), field("points", "list")])).toBe(
    '{"title":"R","points":[]}',
  );
});

test("a line is one line for every reader, and says what it said", () => {
  const content = 'one\r\ntwo\u2028three\u0085four\uFEFF \u0000 "quoted" \\ 🌹 琥珀';
  const example = chatExample(ASKED, content);
  const line = lineOf(example);
  expect(line.match(/[\n\r\u2028\u2029\u0085]/g)).toEqual(["\n"]);
  expect(JSON.parse(line)).toEqual(example);
});

test("what a trainer would refuse is known before, and found again in a line that is read back", () => {
  expect(exampleMisfit(chatExample(ASKED, "Rose"))).toBeNull();
  expect(exampleMisfit(chatExample(ASKED, "  \n"))).toBe("training_content_empty");
  expect(exampleMisfit(chatExample(ASKED, "cut \ud83c"))).toBe("training_text_broken");
  expect(exampleMisfit(preferenceExample(ASKED, "a", ""))).toBe("training_content_empty");
  const chat = lineOf(chatExample(ASKED, "Rose")).trimEnd();
  const pair = lineOf(preferenceExample(ASKED, "Rose", "Roses")).trimEnd();
  expect(lineMisfit(chat, "chat")).toBeNull();
  expect(lineMisfit(pair, "preferences")).toBeNull();
  const broken = [
    "",
    `${chat}\r`,
    `\uFEFF${chat}`,
    chat.slice(0, -1),
    pair,
    JSON.stringify({ messages: ASKED }),
    JSON.stringify({ messages: [...ASKED, { role: "assistant", content: "" }] }),
    JSON.stringify({ messages: [...ASKED, { role: "assistant", content: "\ud83c" }] }),
    JSON.stringify({
      messages: [
        { role: "bot", content: "a" },
        { role: "assistant", content: "b" },
      ],
    }),
  ];
  expect(broken.map((line) => lineMisfit(line, "chat") !== null)).toEqual(broken.map(() => true));
});

test("a run costs its trained tokens times the epochs at the price, to the last digit", () => {
  const settings = trainingSettings.parse({ pricePerMTok: "25.03", epochs: 3, currency: "USD" });
  const tally = new Tally();
  tally.add("train", { tokens: 1_000_001, bytes: 10 });
  tally.add("test", { tokens: 7, bytes: 10 });
  tally.leaveOut("training_near_duplicate", 2);
  expect(tally.figures(settings)).toMatchObject({
    trainedTokens: 3_000_003,
    cost: { amount: "75.09007509", currency: "USD" },
    leftOut: [{ code: "training_near_duplicate", count: 2 }],
  });
  expect(costOf(1, "0.000001")).toBe("0.000000000001");
  expect(new Tally().figures(trainingSettings.parse({})).cost).toBeNull();
  const tokens = exampleTokens(chatExample(ASKED, "Rose"));
  expect(exampleTokens(chatExample(ASKED, "Rose of the garden"))).toBeGreaterThan(tokens);
});

test("shares make a hundred, and the train part has one", () => {
  const parse = (shares: object) => trainingSettings.safeParse({ shares }).success;
  expect(parse({ train: 80, validation: 10, test: 10 })).toBe(true);
  expect(parse({ train: 80, validation: 10, test: 9 })).toBe(false);
  expect(parse({ train: 0, validation: 50, test: 50 })).toBe(false);
});

test("personal data is found in texts and rows, and codes of goods are none", () => {
  expect(personalDataIn({ title: "Write to anna@example.com" }, "en")).toBe("email");
  expect(personalDataIn({ faq: [{ answer: "电话 13812345678" }] }, "zh-CN")).toBe("phone");
  expect(personalDataIn({ title: "Rose 50 ml" }, "en")).toBeNull();
  expect(personalDataIn(namedCells({ ean: "4006381333931", sku: "000001", size: "50 ml" }), "de")).toBeNull();
  expect(personalDataIn(namedCells({ contact: "anna@example.com" }), "en")).toBe("email");
});

test("near-duplicates are found in their language only, and asking again says the same", async () => {
  process.env.DATA_DIR = temporaryFolder();
  const index = await LikenessIndex.open();
  const of = (text: string) => fingerprintOf([{ folded: foldText(text) }])!;
  const long =
    "A fine scent of roses from the garden of a quiet house by the sea, with amber and musk below.";
  const asked = (except: string, language: string) => ({ except, language, similarity: 80 });
  expect(index.find(of(long), asked("a", "en"))).toBeNull();
  index.add({ name: "a", label: "A" }, of(long), "en");
  index.add({ name: "a", label: "A" }, of(long), "en");
  expect(index.find(of(long), asked("a", "en"))).toBeNull();
  expect(index.find(of(`${long} Now.`), asked("b", "en"))).toMatchObject({ label: "A" });
  expect(index.find(of(long), asked("b", "de"))).toBeNull();
  expect(index.find(of("Something else entirely about bread and butter"), asked("c", "en"))).toBeNull();
  index.close();
});
