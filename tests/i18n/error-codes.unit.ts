import { expect, test } from "vitest";
import { locales } from "#lib/i18n/locales.ts";
import { messages } from "#lib/i18n/namespaces.ts";

test.each(locales)("a code means one thing: no two domains word it (%s)", (locale) => {
  const { errors, ...domains } = messages[locale];
  const codes = [
    errors,
    ...Object.values(domains).flatMap((domain) => ("errors" in domain ? [domain.errors] : [])),
  ]
    .flatMap((texts) => Object.keys(texts))
    .sort();
  expect(codes.filter((code, index) => codes[index - 1] === code)).toEqual([]);
});
