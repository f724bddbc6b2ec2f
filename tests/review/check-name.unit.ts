import { createTranslator } from "use-intl/core";
import { expect, test } from "vitest";
import { verdictSchema } from "#lib/checks/verdict.ts";
import en from "#lib/i18n/messages/en/review.json" with { type: "json" };
import zh from "#lib/i18n/messages/zh-CN/review.json" with { type: "json" };

test("every kind of check has a name in both languages where it blocks an approval", () => {
  const english = createTranslator({ locale: "en", messages: en });
  const chinese = createTranslator({ locale: "zh-CN", messages: zh });
  for (const kind of verdictSchema.shape.kind.options) {
    const asked = { kind: "no name", check: kind.replaceAll("-", "_") };
    expect(english("checkName", asked), kind).not.toBe("no name");
    expect(chinese("checkName", asked), kind).not.toBe("no name");
  }
});
