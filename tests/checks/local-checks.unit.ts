import { expect, test } from "vitest";
import type { Check } from "#lib/checks/check.ts";
import { ClaimsCheck } from "#lib/checks/claims/claims-check.ts";
import { LanguageCheck } from "#lib/checks/language/language-check.ts";
import { loadLanguageDetector } from "#lib/checks/language/language-detector.ts";
import { LexiconCheck } from "#lib/checks/lexicons/lexicon-check.ts";
import { LexiconMatcher } from "#lib/checks/lexicons/lexicon-matcher.ts";
import { LinksCheck } from "#lib/checks/links/links-check.ts";
import { PersonalDataCheck } from "#lib/checks/personal-data/personal-data-check.ts";
import { runChecks } from "#lib/checks/run-checks.ts";

const detector = await loadLanguageDetector();

function flagged(check: Check, text: string, language: string, row: Record<string, string> = {}): string[] {
  const letters = [...text];
  return runChecks([check], row, { text }, language).flatMap(({ verdict, spans }) =>
    verdict === "pass" ? [] : spans.map(({ from, to }) => letters.slice(from, to).join("")),
  );
}

const personal = new PersonalDataCheck("block");
const links = new LinksCheck("block");
const language = new LanguageCheck("block", detector);
const claims = new ClaimsCheck("block");

test("identity numbers of the PRC are told by their check mark, in any spacing, and long numbers are not", () => {
  expect(flagged(personal, "身份证11010519491231002X。", "zh-CN")).toEqual(["11010519491231002X"]);
  expect(flagged(personal, "😀 110105 19491231 002X", "zh-CN")).toEqual(["110105 19491231 002X"]);
  expect(flagged(personal, "编号110105194912310021", "zh-CN")).toEqual([]);
  expect(flagged(personal, "编号110105194913310022", "zh-CN")).toEqual([]);
});

test("bank cards are told by issuer, length and Luhn's digit; article numbers and order numbers are not", () => {
  expect(flagged(personal, "Card 4111 1111 1111 1111.", "en")).toEqual(["4111 1111 1111 1111"]);
  expect(flagged(personal, "卡号6222021234567890128", "zh-CN")).toHaveLength(1);
  expect(flagged(personal, "EAN 4006381333931, order 20240512123456, 4111 1111 1111 1112", "en")).toEqual([]);
});

test("phones are told by the numbering plan of the language's country, or of the one that is written", () => {
  expect(flagged(personal, "致电１３８００１３８０００咨询", "zh-CN")).toEqual(["１３８００１３８０００"]);
  expect(flagged(personal, "Tel. 030 901820", "de")).toEqual(["030 901820"]);
  expect(flagged(personal, "お電話は03-1234-5678まで", "ja")).toEqual(["03-1234-5678"]);
  expect(flagged(personal, "WhatsApp +49 170 1234567", "en")).toEqual(["+49 170 1234567"]);
  expect(flagged(personal, "2024 05 12 30 40, 120 x 60 x 45 cm, SKU 1234567890123", "de")).toEqual([]);
});

test("e-mail addresses, IBANs and social security numbers are told", () => {
  expect(flagged(personal, "写信给me@shop.de或", "zh-CN")).toEqual(["me@shop.de"]);
  expect(flagged(personal, "IBAN DE89 3704 0044 0532 0130 00", "de")).toEqual([
    "DE89 3704 0044 0532 0130 00",
  ]);
  expect(flagged(personal, "SSN 219-09-9999, part 000-12-3456", "en")).toEqual(["219-09-9999"]);
});

test("links are told with and without a scheme, beside any script; file names and versions are none", () => {
  expect(flagged(links, "详见www.shop.cn/abc。", "zh-CN")).toEqual(["www.shop.cn/abc"]);
  expect(flagged(links, "詳しくはexample.co.jpまで", "ja")).toEqual(["example.co.jp"]);
  expect(flagged(links, "加微信abc_123领券", "zh-CN")).toEqual(["加微信abc_123"]);
  expect(flagged(links, "Node.js v2.0, 3.5mm, file.Next word", "en")).toEqual([]);
  expect(flagged(links, "By shop.com", "en", { brand: "Shop.com" })).toEqual([]);
});

test("an output in another language is told as a whole, a foreign sentence by its place", () => {
  const german = "Ein kräftiger Duft mit Noten von Zeder und Moschus, der den ganzen Tag hält.";
  expect(flagged(language, german, "en")).toEqual([german]);
  expect(flagged(language, german, "de")).toEqual([]);
  expect(flagged(language, "这款包很轻。It is made of full grain leather. 适合通勤。", "zh-CN")).toEqual([
    "It is made of full grain leather.",
  ]);
  expect(flagged(language, "這款產品採用純棉面料，穿著舒適。", "zh-CN")).toHaveLength(1);
  expect(flagged(language, "這款產品採用純棉面料，穿著舒適。", "zh-TW")).toEqual([]);
  expect(flagged(language, "这款产品采用纯棉面料制作而成。", "ja")).toHaveLength(1);
});

test("a text of fragments too short to tell alone is told by all of them", () => {
  const english = "Cotton, 60 cm, 450 g. For dogs over 25 kg. Natural and blue, for about a day.";
  const row = { fits: "dogs over 25 kg", colour: "natural and blue", weight: "450 g" };
  expect(flagged(language, english, "de", row)).toHaveLength(3);
  expect(flagged(language, english, "en", row)).toEqual([]);
  expect(flagged(language, "Kakao aus Peru, vegan. Senkt den Blutdruck.", "ja")).toHaveLength(2);
});

test("Chinese without a particle is no Japanese, and Japanese in kanji alone is", () => {
  expect(flagged(language, "全粒面头层皮，35毫米宽，锌合金扣头。", "ja")).toHaveLength(1);
  for (const japanese of [
    "原産国：日本。材質：綿百％。洗濯機使用可。",
    "内容量五百g、賞味期限九十日、要冷蔵。",
  ])
    expect(flagged(language, japanese, "ja"), japanese).toEqual([]);
});

test("names of brands and models are in no language", () => {
  expect(flagged(language, "Sony WH-1000XM5 无线降噪耳机", "zh-CN")).toEqual([]);
  expect(flagged(language, "Maison Lune Eau de Parfum", "de", { name: "Maison Lune Eau de Parfum" })).toEqual(
    [],
  );
});

test("the same amount in other units and notations is the source's, another amount is a claim", () => {
  const row = { size: "500ml", weight: "1.5kg", cut: "20×30cm" };
  expect(flagged(claims, "0,5 l, 16.9 fl oz, ５００毫升, 1500 g, 3.3 lb, 20 x 30 cm", "de", row)).toEqual([]);
  expect(flagged(claims, "0.75 l und 2 kg", "de", row)).toEqual(["0.75 l", "2 kg"]);
});

test("amounts that follow from the row are the row's: a total of pieces, one piece of a total", () => {
  expect(flagged(claims, "一盒共250毫升", "zh-CN", { 规格: "25ml×10片" })).toEqual([]);
  expect(flagged(claims, "40 g each", "en", { net: "320 g", pieces: "8" })).toEqual([]);
});

test("materials are the same in every language, the finer one is a claim and the coarser one is not", () => {
  expect(flagged(claims, "Edelstahl, Baumwolle", "de", { 材质: "不锈钢、纯棉" })).toEqual([]);
  expect(flagged(claims, "Bio-Baumwolle", "de", { material: "cotton" })).toEqual(["Bio-Baumwolle"]);
  expect(flagged(claims, "leather", "en", { 材质: "头层牛皮" })).toEqual([]);
  expect(flagged(claims, "不含皮革 without leather", "en", { 材质: "棉" })).toEqual([]);
});

test("a column that says yes states what its heading says, and one that says no does not", () => {
  expect(flagged(claims, "Waterproof", "en", { waterproof: "yes" })).toEqual([]);
  expect(flagged(claims, "Waterproof", "en", { waterproof: "no" })).toEqual(["Waterproof"]);
  expect(flagged(claims, "fragrance-free", "en", { fragrance: "none" })).toEqual([]);
});

test("a country is an origin and not a style", () => {
  expect(flagged(claims, "Italian leather", "en", { leather: "leather", origin: "China" })).toEqual([
    "Italian",
  ]);
  expect(flagged(claims, "Japanese-style bowl, 日式风格", "en", { origin: "China" })).toEqual([]);
});

test("a check that breaks warns in its own name, and the others are made", () => {
  const broken: Check = {
    kind: "claims",
    run() {
      throw new Error("a rule that nobody thought through");
    },
  };
  const verdicts = runChecks([broken, links], {}, { text: "plain" }, "en");
  expect(verdicts).toMatchObject([
    { kind: "claims", verdict: "warn", message: { code: "check_broken" } },
    { kind: "links", verdict: "pass" },
  ]);
});

test("a listed term's verdict is of its lexicon's version, so that letting it pass lets no later one pass", () => {
  const said = (id: string, version: number) => {
    const entries = [{ term: "cheap", severity: "block" as const, exceptions: [] }];
    const matcher = new LexiconMatcher([{ id, name: "x", version, languages: [], entries }], "2026-01-01");
    return runChecks([new LexiconCheck(matcher)], {}, { text: "cheap" }, "en")[0]?.version;
  };
  const [one, other] = ["01a224c0-38b3-7629-baa1-59a53569a3ad", "01a224c0-38b3-7629-baa1-59a53569ffff"];
  expect(said(one, 3)).toBe(said(one, 3));
  expect(new Set([said(one, 3), said(one, 4), said(other, 3)]).size).toBe(3);
});
