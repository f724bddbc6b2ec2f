import { expect, test } from "vitest";
import { diffText } from "#components/review/text-diff.ts";

function marked(before: string, after: string, language: string): string {
  const mark = { same: "", added: "+", removed: "-" };
  return diffText(before, after, language)
    .map(({ kind, text }) => (kind === "same" ? text : `[${mark[kind]}${text}]`))
    .join("");
}

test("English is compared word by word, and neighbouring changes are one", () => {
  expect(marked("A warm amber scent", "A soft musk scent", "en")).toBe("A [-warm amber][+soft musk] scent");
});

test("Chinese is compared character by character, emoji stay whole", () => {
  expect(marked("温暖的琥珀香", "温柔的琥珀香", "zh-CN")).toBe("温[-暖][+柔]的琥珀香");
  expect(marked("好👨‍👩‍👧", "好👩‍👧", "zh-CN")).toBe("好[-👨‍👩‍👧][+👩‍👧]");
});

test("one character left between two changes is merged into them", () => {
  expect(marked("甲乙丙", "子乙丑", "zh-CN")).toBe("[-甲乙丙][+子乙丑]");
});

test("the parts that stay and went make the text before, those that stay and came the text after", () => {
  const before = "The quick brown fox, 50 ml.";
  const after = "A quick red fox; 75 ml!";
  const parts = diffText(before, after, "en");
  const join = (left: string) => parts.filter(({ kind }) => kind !== left).map(({ text }) => text);
  expect(join("added").join("")).toBe(before);
  expect(join("removed").join("")).toBe(after);
});

test("words of alphabets and numbers in a Chinese text stay whole", () => {
  expect(marked("香水 Atelier Sève 30ml", "香水 A text 50ml", "zh-CN")).toBe(
    "香水 [-Atelier Sève 30ml][+A text 50ml]",
  );
  expect(marked("旧Lune款", "新Lune版", "zh-CN")).toBe("[-旧][+新]Lune[-款][+版]");
});
