import { expect, test } from "vitest";
import { formatVerdict } from "#lib/checks/format-verdict.ts";
import { readableVerdicts } from "#lib/checks/readable-verdict.ts";
import { verdictSchema } from "#lib/checks/verdict.ts";

const misfit = { code: "output_too_long", params: { field: "faq.0.answer", max: 5, length: 8, misfits: 2 } };

test("an output that fits passes, one that was repaired is warned of", () => {
  expect(formatVerdict({ kind: "fits", isRepaired: false, coercions: [] })).toMatchObject({
    kind: "format",
    verdict: "pass",
  });
  expect(formatVerdict({ kind: "fits", isRepaired: true, coercions: [] })).toMatchObject({
    kind: "format",
    verdict: "warn",
  });
});

test("an output that fits after harmless changes passes, with the changes as evidence and in words", () => {
  const coercions = [{ path: "weight", code: "number_from_text" } as const];
  const verdict = formatVerdict({ kind: "fits", isRepaired: false, coercions });
  expect(verdict).toMatchObject({
    verdict: "pass",
    message: { code: "format_coerced" },
    evidence: { coercions },
  });
  expect(verdictSchema.strict().parse(verdict)).toEqual(verdict);
  expect(readableVerdicts([verdict], "en")[0]?.message.text).toBe("Fits after 1 harmless change of form");
  expect(readableVerdicts([verdict], "zh-CN")[0]?.message.text).toBe("调整 1 处无关紧要的格式后合格");
  expect(formatVerdict({ kind: "fits", isRepaired: true, coercions })).toMatchObject({
    verdict: "warn",
    evidence: { coercions },
  });
});

test("an output that does not fit is blocked, with the place and the words of its misfit", () => {
  expect(formatVerdict({ kind: "misfit", ...misfit })).toMatchObject({
    verdict: "block",
    field: "faq.0.answer",
    message: misfit,
  });
});

test("what does not fit as a whole is about no field", () => {
  const blocked = [
    { code: "output_not_json", params: { field: "" } },
    { code: "output_filtered", params: {} },
  ];
  for (const failure of blocked) expect(formatVerdict({ kind: "misfit", ...failure }).field).toBeNull();
});

test("every verdict is kept as it can be read again, and without a text", () => {
  const made = [
    formatVerdict({ kind: "fits", isRepaired: false, coercions: [] }),
    formatVerdict({ kind: "fits", isRepaired: true, coercions: [] }),
    formatVerdict({ kind: "misfit", ...misfit }),
  ];
  for (const verdict of made)
    expect(verdictSchema.strict().parse(JSON.parse(JSON.stringify(verdict)))).toEqual(verdict);
});

test("a verdict is read in the reader's language, with its values", () => {
  const verdicts = [
    formatVerdict({ kind: "fits", isRepaired: true, coercions: [] }),
    formatVerdict({ kind: "misfit", ...misfit }),
  ];
  expect(readableVerdicts(verdicts, "en").map(({ message }) => message.text)).toEqual([
    "Fits after a repair",
    "“faq.0.answer” is too long: 8 characters, at most 5 fit.",
  ]);
  expect(readableVerdicts(verdicts, "zh-CN").map(({ message }) => message.text)).toEqual([
    "修复后合格",
    "“faq.0.answer”过长：8 个字符，最多 5 个。",
  ]);
  expect(readableVerdicts(verdicts, "en")[1]).toMatchObject({ kind: "format", message: misfit });
});
