import { expect, test } from "vitest";
import { locales } from "#lib/i18n/locales.ts";
import { messages } from "#lib/i18n/namespaces.ts";
import { translateError } from "#lib/i18n/translate.ts";

const reasons = Object.keys(messages.en.models.errors).filter((code) => code.startsWith("reason_"));

test.each(locales)("what is a code among a reason's parameters is told in words (%s)", (locale) => {
  for (const [code, params] of [
    ...reasons.map(
      (reason) => ["provider_refused", { reason: reason.replace("reason_", ""), detail: "No." }] as const,
    ),
    ["provider_unavailable", { reason: "http_503" }] as const,
    ["provider_batch_never_seen", { reason: "http_500", listReason: "timeout" }] as const,
    ["prompt_broken", { section: "inputData", reason: "template_number_expected", value: "abc" }] as const,
    ["batch_not_in_state", { state: "cancelled" }] as const,
    ["output_wrong_type", { field: "price", type: "number" }] as const,
  ]) {
    const text = translateError(locale, code, params);
    expect(text, code).not.toMatch(/_|inputData|\{|null|undefined/);
    if (locale === "zh-CN") expect(text, code).not.toMatch(/cancelled|number/);
  }
});

test("a code that only the provider has a word for stays in its word", () => {
  expect(
    translateError("en", "provider_batch_refused", { reason: "EndpointBusy", detail: "Later." }),
  ).toContain("(EndpointBusy): Later.");
});
