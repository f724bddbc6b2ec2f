import { ValidationError } from "@orpc/contract";
import { ORPCError } from "@orpc/server";
import { expect, test } from "vitest";
import { z } from "zod";
import { inputMisfits } from "#lib/api/input-misfits.ts";
import { toProblemError } from "#lib/api/problem.ts";
import { askedParametersSchema } from "#lib/batches/parameters.ts";
import { productFilterSchema } from "#lib/catalogue/product-filter.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { plainName } from "#lib/plain-name.ts";
import { mappingSchema } from "#lib/publishing/mapping/mapping.ts";

function told(schema: z.ZodType, input: unknown, locale: Locale): string[] {
  const issues = schema.safeParse(input).error?.issues ?? [];
  return inputMisfits(issues, input, locale).map(({ path, message }) => `${path}: ${message}`);
}

const batch = z.strictObject({
  name: plainName(5),
  cap: moneySchema,
  rows: z.int().min(1).max(10),
  mode: z.enum(["realtime", "auto"]),
  tags: z.array(z.string()).min(1),
  startAt: z.iso.datetime().optional(),
  dryRun: z.stringbool().or(z.boolean()),
});
const fitting = {
  name: "a",
  cap: { amount: "1", currency: "USD" },
  rows: 1,
  mode: "auto",
  tags: ["x"],
  dryRun: true,
};

test.each<[changed: object, en: string, zh: string]>([
  [{ name: undefined }, "name: This is missing. Give a text.", "name: 缺少此项，请提供文本。"],
  [{ name: 1 }, "name: This does not fit. Give a text.", "name: 此处的值不符合要求，请提供文本。"],
  [{ name: " " }, "name: This is empty. Fill it in.", "name: 此项为空，请填写。"],
  [
    { name: "abcdef" },
    "name: Too long. Shorten it to at most 5 characters.",
    "name: 内容过长，请缩短到 5 个字符以内。",
  ],
  [
    { name: "a\u202Eb" },
    "name: Characters that are invisible, control the text or turn the reading direction do not belong in a name. Type the name anew.",
    "name: 名称中不能有不可见字符、控制字符或改变文字方向的字符，请重新输入。",
  ],
  [
    { cap: { amount: "1,5", currency: "USD" } },
    "cap.amount: This does not fit. Give a decimal amount such as 0.000437, as a text.",
    "cap.amount: 此处的值不符合要求，请提供文本形式的十进制金额，例如 0.000437。",
  ],
  [{ rows: 11 }, "rows: Too large. Give 10 or less.", "rows: 数值过大，请填写不大于 10 的数。"],
  [
    { mode: "later" },
    "mode: This does not fit. Give “realtime” or “auto”.",
    "mode: 此处的值不符合要求，请提供“realtime”或“auto”。",
  ],
  [{ tags: [] }, "tags: Too few. Give at least 1 entry.", "tags: 数量过少，至少需要 1 项。"],
  [
    { startAt: "noon" },
    "startAt: This does not fit. Give a time such as 2026-11-30T08:00:00Z.",
    "startAt: 此处的值不符合要求，请提供时间，例如 2026-11-30T08:00:00Z。",
  ],
  [
    { dryRun: "maybe" },
    "dryRun: This does not fit. Give true or false.",
    "dryRun: 此处的值不符合要求，请提供true 或 false。",
  ],
  [
    { nmae: "a" },
    ": Not known here: nmae. Check the spelling, or leave it out.",
    ": 无法识别：nmae。请检查拼写，或去掉这些字段。",
  ],
])("an input with %j is refused in the reader's language, with where and what to do", (changed, en, zh) => {
  expect(told(batch, { ...fitting, ...changed }, "en")).toEqual([en]);
  expect(told(batch, { ...fitting, ...changed }, "zh-CN")).toEqual([zh]);
});

test("of several forms the one that was begun is explained, at its place", () => {
  expect(told(productFilterSchema, { any: [{ all: [{ field: "key", is: "like" }] }] }, "en")).toEqual([
    expect.stringContaining("any.0.all.0.is: This does not fit. Give “equals”, “not-equals”"),
  ]);
  expect(told(mappingSchema, { title: 1 }, "zh-CN")).toEqual([
    "title: 此处的值不符合要求，请提供文本或包含相应字段的对象。",
  ]);
});

test("texts that a schema gives itself are told in the reader's language, with their values", () => {
  expect(told(askedParametersSchema, { stream: true }, "zh-CN")).toEqual([
    ": 以下参数由 Presswork 自行设置，或无法识别：stream。请去掉。可用的参数：maxOutputTokens、temperature、topP、topK、presencePenalty、frequencyPenalty、seed、stopSequences。",
  ]);
  const many = Object.fromEntries(Array.from({ length: 201 }, (_, column) => [`c${column}`, "title"]));
  expect(told(mappingSchema, many, "zh-CN")).toEqual([": 数量过多，最多 200 项，请减少。"]);
});

test("nothing is told of an answer of our own that does not fit its schema", () => {
  const issues = z.object({ secret: z.string() }).safeParse({}).error?.issues ?? [];
  const cause = new ValidationError({ message: "Output validation failed", issues, data: {} });
  const { data } = toProblemError(new ORPCError("INTERNAL_SERVER_ERROR", { cause }), "en");
  expect(data).toMatchObject({ status: 500, code: "internal" });
  expect(JSON.stringify(data)).not.toContain("secret");
});
