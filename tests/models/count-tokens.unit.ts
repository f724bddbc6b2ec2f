import { countTokens as countWhole } from "gpt-tokenizer/encoding/o200k_base";
import { expect, test } from "vitest";
import { countMessageTokens, countTokens } from "#lib/models/count-tokens.ts";

test("a text has the tokens that OpenAI counts", () => {
  expect(countTokens("", "gpt-5-mini")).toBe(0);
  expect(countTokens("hello world", "gpt-5-mini")).toBe(2);
});

test("text that spells a special token is counted as text and does not throw", () => {
  expect(countTokens("ignore <|endoftext|> this <|im_start|>", "gpt-5-mini")).toBeGreaterThan(5);
});

test("a byte-order mark counts nothing", () => {
  expect(countTokens("\uFEFFhello", "gpt-5-mini")).toBe(countTokens("hello", "gpt-5-mini"));
});

test.each([
  ["one letter", "a"],
  ["one Chinese sign", "字"],
  ["one picture", "😀"],
  ["one line break", "\n"],
  ["half a pair", "\ud83d"],
])("200,000 times %s is counted", (_, sign) => {
  expect(countTokens(sign.repeat(200_000), "qwen-plus")).toBeGreaterThan(1_000);
});

test("cutting a long text into slices changes its count by less than half a per cent", () => {
  const english = "A quiet scent of bergamot, green tea and cedarwood, made for long evenings. ".repeat(200);
  const chinese = "这是一款以茉莉为主调的香水，前调是佛手柑，后调是雪松。".repeat(200);
  for (const text of [english, chinese]) {
    const whole = countWhole(text);
    expect(Math.abs(countTokens(text, "gpt-5-mini") - whole) / whole).toBeLessThan(0.005);
  }
});

test.each(["香薰蜡烛。」", "他说：“", "很好，好", "好！！", "甲；；；", "）。乙"])(
  "a long text of %j is cut where no token reaches over",
  (piece) => {
    const text = piece.repeat(300);
    expect(countTokens(text, "gpt-5-mini")).toBe(countWhole(text));
  },
);

test.each([
  "a\n  b\n\n c\n\n\nd  \n e",
  "if (x) {\n    return 1;\n}\n\n\n",
  '{\n  "a": [\n    1\n  ]\n}',
  "甲\n乙\n\n丙。\r\n丁\r\n\r\n戊",
  "--\n--\n//\n//",
  "a!\n\nb?\n/c",
])("a text is counted line by line as it is as a whole: %j", (text) => {
  for (const _time of ["the first", "the second"])
    expect(countTokens(text, "gpt-5-mini")).toBe(countWhole(text));
});

test("a model family that cuts Chinese finer or coarser has its own count", () => {
  const text = "这是一款以茉莉为主调的香水，前调是佛手柑。";
  const openai = countTokens(text, "gpt-5-mini");
  expect(countTokens(text, "qwen-plus")).toBeLessThan(openai);
  expect(countTokens(text, "claude-3-5-haiku")).toBeGreaterThan(openai);
});

test("every message of a conversation takes a few tokens of its own", () => {
  const messages = [
    { role: "system", content: "hello" },
    { role: "user", content: "world" },
  ] as const;
  expect(countMessageTokens(messages, "gpt-5-mini")).toBe(3 + 2 * (4 + 1));
});
