import { NextIntlClientProvider } from "next-intl";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { AttemptFacts } from "#components/spend/attempt-facts.tsx";
import type { Attempt } from "#components/spend/spend-answers.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { messages } from "#lib/i18n/namespaces.ts";

const usd = (amount: string) => ({ amount, currency: "USD" });
const entry: Attempt = {
  id: "attempt",
  at: "2030-01-01T00:00:00.000000Z",
  kind: "settled",
  run: { kind: "batch", id: "batch", name: "Batch" },
  seq: 0,
  language: "en",
  step: 0,
  purpose: "generate",
  model: { id: "model", name: "m", provider: "P" },
  template: null,
  person: { id: "member", name: "Ann" },
  outcome: "answered",
  usage: { inputTokens: 100, cachedInputTokens: 40, outputTokens: 900, reasoningTokens: 0, pictures: 0 },
  cost: usd("1"),
  price: {
    inputPerMTok: usd("1"),
    cachedInputPerMTok: null,
    outputPerMTok: usd("2"),
    perImage: usd("0.04"),
  },
  latencyMs: 5,
  simulated: false,
  providerRequestId: null,
};

/** The text of the facts, cell by cell. */
function textOf(usage: Partial<Attempt["usage"]>, locale: Locale = "en"): string {
  const shown = { ...entry, usage: { ...entry.usage, ...usage } };
  const facts = createElement(AttemptFacts, { entry: shown });
  const inLanguage = { locale, messages: messages[locale], timeZone: "UTC", children: facts };
  const page = createElement(NextIntlClientProvider, inLanguage);
  return renderToStaticMarkup(page)
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");
}

test("a call that reasoned shows how much of its output was no answer", () => {
  expect(textOf({ reasoningTokens: 700 })).toContain("Output 200 2.00 USD Reasoning 700 2.00 USD");
  expect(textOf({ reasoningTokens: 700 }, "zh-CN")).toContain("输出 200 2.00 USD 推理 700 2.00 USD");
});

test("a call that drew shows its pictures and what each costs", () => {
  expect(textOf({ pictures: 3 })).toContain("Pictures 3 × 0.04 USD");
  expect(textOf({ pictures: 3 }, "zh-CN")).toContain("图片 3 × 0.04 USD");
});

test("what a call did not do is not shown", () => {
  expect(textOf({})).toContain("Output 900 2.00 USD");
  expect(textOf({})).not.toMatch(/Reasoning|Pictures/);
});
