import { expect, test } from "vitest";
import { isTimeZone, localeFromHeader } from "#lib/i18n/locales.ts";

test("the language a browser prefers wins, by its weight", () => {
  expect(localeFromHeader("zh-TW,zh;q=0.9,en;q=0.8")).toBe("zh-CN");
  expect(localeFromHeader("de;q=0.9, en;q=0.5, zh;q=0.7")).toBe("zh-CN");
  expect(localeFromHeader("en-GB")).toBe("en");
});

test("a language we do not have falls back to English", () => {
  expect(localeFromHeader("fr")).toBe("en");
  expect(localeFromHeader(null)).toBe("en");
  expect(localeFromHeader("zh;q=0")).toBe("en");
});

test("a made-up time zone is not taken", () => {
  expect(isTimeZone("Asia/Shanghai")).toBe(true);
  expect(isTimeZone("Mars/Olympus")).toBe(false);
  // What browsers say whose machine has none: https://github.com/kubernetes-sigs/headlamp/issues/5741.
  expect(isTimeZone("Etc/Unknown")).toBe(false);
});
