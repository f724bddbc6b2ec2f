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
  run: { kind: "batch", id: "batch", name: "Batch", exists: true },
  seq: 0,
  language: "en",
  step: 0,
  purpose: "generate",
  model: { id: "model", name: "m", provider: "P" },
  template: null,
  person: { id: "member", name: "Ann", team: null },
  outcome: "answered",
  usage: {
    inputTokens: 100,
    cachedInputTokens: 40,
    cacheWriteTokens: 0,
    outputTokens: 900,
    reasoningTokens: 0,
    pictures: 0,
    pictureInputTokens: 0,
    pictureOutputTokens: 0,
    perPicture: null,
  },
  cost: usd("1"),
  price: {
    inputPerMTok: usd("1"),
    cachedInputPerMTok: null,
    cacheWritePerMTok: null,
    pictureInputPerMTok: null,
    pictureOutputPerMTok: null,
    outputPerMTok: usd("2"),
    perImage: usd("0.04"),
  },
  batchDiscount: null,
  latencyMs: 5,
  simulated: false,
  providerRequestId: null,
};

/** The text of the facts, cell by cell. */
function textOf(part: Partial<Attempt>, locale: Locale = "en"): string {
  return pageOf(part, locale)
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");
}

function pageOf(part: Partial<Attempt>, locale: Locale = "en"): string {
  const facts = createElement(AttemptFacts, { entry: { ...entry, ...part } });
  const inLanguage = { locale, messages: messages[locale], timeZone: "UTC", children: facts };
  const page = createElement(NextIntlClientProvider, inLanguage);
  return renderToStaticMarkup(page);
}

const used = (usage: Partial<Attempt["usage"]>) => ({ usage: { ...entry.usage, ...usage } });

test("each part of a call says its price and what it cost, and the last line is what the entry says", () => {
  const cost = usd("0.0019");
  expect(textOf({ cost })).toContain(
    "Input 60 1.00 per million 0.00006 Cached input 40 1.00 per million 0.00004 Output 900 2.00 per million 0.0018 Total 0.0019",
  );
});

test("a call that reasoned shows how much of its output was no answer", () => {
  const reasoned = used({ reasoningTokens: 700 });
  expect(textOf(reasoned)).toContain(
    "Output 200 2.00 per million 0.0004 Reasoning 700 2.00 per million 0.0014",
  );
  expect(textOf(reasoned, "zh-CN")).toContain("输出 200 2.00 每百万 0.0004 推理 700 2.00 每百万 0.0014");
});

test("a call that drew shows its pictures and what each costs", () => {
  expect(textOf(used({ pictures: 3 }))).toContain("Pictures 3 0.04 each 0.12");
  expect(textOf(used({ pictures: 3 }), "zh-CN")).toContain("图片 3 0.04 每张 0.12");
});

test("what a call did not do is not shown", () => {
  expect(textOf({ cost: usd("0.0019") })).not.toMatch(/Reasoning|Pictures|Not accounted|discount/);
});

test("a call made in a provider's batch shows the prices that were applied", () => {
  const text = textOf({ batchDiscount: "0.5", cost: usd("0.00095") });
  expect(text).toContain("discount of the provider’s batch, −50%");
  expect(text).toContain("Input 60 0.50 per million 0.00003");
  expect(text).not.toContain("Not accounted");
});

test("what is charged for a call whose usage is not known is told apart from what was counted", () => {
  const nothing = used({ inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 });
  const text = textOf({ ...nothing, kind: "unknown", outcome: "worker_lost", cost: usd("0.5") });
  expect(text).toContain("Not accounted for: the most it may have cost 0.50 Total 0.50");
});

test("how a call ended is told in words in every language", () => {
  expect(textOf({ outcome: "http_503" })).toContain("error (HTTP 503)");
  expect(textOf({ outcome: "http_503" }, "zh-CN")).toContain("HTTP 503");
  // What only a provider has a word for stays in its word.
  expect(textOf({ outcome: "Arrearage" })).toContain("The provider said: Arrearage");
  for (const locale of ["en", "zh-CN"] as const)
    for (const outcome of OUTCOMES) expect(textOf({ outcome }, locale)).not.toContain(outcome);
});

/** What the product itself writes into an entry. */
const OUTCOMES = [
  ...["answered", "cached", "worker_lost", "exhausted", "throttled", "aborted", "cut_off", "timeout"],
  ...["connect_timeout", "connection_lost", "connection_refused", "name_not_found", "tls_failed"],
  ...["invalid_answer", "content_filter", "private_address", "provider_error", "no_base_url"],
  ...["provider_unauthorized", "provider_forbidden", "provider_not_found", "provider_too_large"],
  ...["provider_rejected", "http_500", "http_429"],
];

test("a call of a trial that was removed leads nowhere", () => {
  const run = { kind: "trial", id: "trial", name: null } as const;
  expect(pageOf({ run: { ...run, exists: true } })).toContain('href="/trials/trial"');
  const removed = pageOf({ run: { ...run, exists: false } });
  expect(removed).toContain("Trial");
  expect(removed).not.toContain("href");
});
