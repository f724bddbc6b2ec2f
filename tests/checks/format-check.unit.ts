import { expect, test } from "vitest";
import { FormatCheck } from "#lib/checks/format/format-check.ts";
import { htmlFaults } from "#lib/checks/format/html.ts";
import { runChecks } from "#lib/checks/run-checks.ts";
import { checkSpecsSchema, type FormatSpec } from "#lib/templates/check-spec.ts";

function check(rules: Partial<FormatSpec>): FormatCheck {
  return new FormatCheck({ kind: "format", severity: "block", ...rules });
}

function found(rules: Partial<FormatSpec>, output: Record<string, unknown>, language = "en", row = {}) {
  return runChecks([check(rules)], row, output, language)
    .filter(({ verdict }) => verdict !== "pass")
    .map(({ field, message: { code, params }, spans }) => {
      const letters = [...String(output[field?.split(".")[0] ?? ""] ?? "")];
      return { field, code, params, texts: spans.map(({ from, to }) => letters.slice(from, to).join("")) };
    });
}

const DOLLAR = ["$", "{price}"].join("");

const textsOf = (rules: Partial<FormatSpec>, text: string, language = "en", row = {}) =>
  found(rules, { text }, language, row).flatMap(({ texts }) => texts);

test("a text is as long as its code points, and what is too much of it is shown", () => {
  expect(found({ maxLength: 5, label: "eBay" }, { title: "香水😀😀真好" })).toMatchObject([
    { field: "title", code: "format_too_long", params: { max: 5, length: 6, label: "eBay" }, texts: ["好"] },
  ]);
  expect(found({ maxLength: 6 }, { title: "香水😀😀真好" })).toEqual([]);
  expect(found({ minLength: 7 }, { title: "香水😀😀真好" })).toMatchObject([{ code: "format_too_short" }]);
});

test("each entry of a list has its own length, and the list its own number of entries", () => {
  const output = { points: ["short", "much too long"] };
  expect(found({ maxLength: 5 }, output)).toMatchObject([{ field: "points.1" }]);
  expect(found({ minItems: 3 }, output)).toMatchObject([{ field: "points", params: { min: 3, items: 2 } }]);
  expect(found({ maxItems: 1 }, output)).toMatchObject([{ code: "format_too_many" }]);
  expect(found({ minItems: 1 }, { points: [] })).toMatchObject([{ code: "format_too_few" }]);
});

test("words are counted as their language divides them", () => {
  expect(found({ maxWords: 3 }, { text: "One, two - three." })).toEqual([]);
  expect(found({ maxWords: 2 }, { text: "One, two - three." })).toMatchObject([{ params: { words: 3 } }]);
  expect(found({ minWords: 4 }, { text: "清新淡雅的香水" }, "zh-CN")).toEqual([]);
});

test("a field of another JSON type is told, an absent one is not", () => {
  expect(found({ type: "number" }, { price: "12" })).toMatchObject([
    { params: { type: "number", found: "text" } },
  ]);
  expect(found({ type: "list" }, { points: null })).toEqual([]);
});

test("a pattern is found in time that does not grow with the tricks of the text", () => {
  expect(found({ pattern: "^[A-Z]{2}-\\d+$" }, { sku: "AB-12" })).toEqual([]);
  expect(found({ pattern: "^[A-Z]{2}-\\d+$" }, { sku: "AB12" })).toMatchObject([{ code: "format_pattern" }]);
  const startedAt = performance.now();
  found({ pattern: "^(a+)+$" }, { text: `${"a".repeat(5_000)}!` });
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

test("only the author's HTML tags may stand in a text, closed, and none that runs something", () => {
  expect(textsOf({ tags: [] }, "5 < 6 and <b>bold</b> &nbsp;")).toEqual(["<b>", "</b>", "&nbsp;"]);
  expect(textsOf({ tags: ["b", "br"] }, "<B>bold</B><br>line<br/> a &amp; b")).toEqual([]);
  expect(textsOf({ tags: ["b", "i"] }, "<b>open <i>x</i>")).toEqual(["<b>"]);
  expect(found({ tags: ["a"] }, { text: '<a href="javascript:alert(1)">x</a>' })).toMatchObject([
    { params: { fault: "attribute", name: "javascript" } },
  ]);
  expect(found({ tags: ["p"] }, { text: '<p onclick="x()">x</p>' })).toMatchObject([
    { params: { fault: "attribute", name: "onclick" } },
  ]);
  expect(textsOf({ tags: ["p"] }, "<!-- note --><p>x</p>")).toEqual(["<!-- note -->"]);
});

test.each([
  ["a slash in the place of a blank", "<svg/onload=alert(1)>", "onload"],
  ["a slash behind a value", '<img/src="x"/onerror=alert(1)>', "onerror"],
  ["no blank between attributes", '<a href="x"onclick=alert(1)>x</a>', "onclick"],
  ["a bracket inside quotes", '<img alt="a>b" onerror=alert(1)>', "onerror"],
  ["a blank before the scheme", '<a href=" javascript:alert(1)">x</a>', "javascript"],
  ["a line break inside the scheme", '<a href="java\nscript:alert(1)">x</a>', "javascript"],
  ["an entity by number", '<a href="java&#115;cript:alert(1)">x</a>', "javascript"],
  ["an entity without its end", '<a href="&#106avascript:alert(1)">x</a>', "javascript"],
  ["an entity of a blank", '<a href="java&Tab;script:alert(1)">x</a>', "javascript"],
  ["an address of a picture inside", '<svg><a xlink:href="javascript:alert(1)">x</a></svg>', "javascript"],
  ["an entity by name", "<a href=javascript&colon;alert(1)>x</a>", "javascript"],
  ["capitals", '<A HREF="JavaScript:alert(1)" >x</A>', "javascript"],
  ["a line break before the attribute", '<a title="x"\nONCLICK = "alert(1)">x</a>', "onclick"],
  ["a form's own address", '<button formaction="javascript:alert(1)">x</button>', "javascript"],
  ["a page as an address", '<a href="data:text/html,x">x</a>', "data"],
])("an allowed tag that a browser would run something of is told: %s", (_, text, name) => {
  const tags = ["a", "img", "svg", "button"];
  expect(found({ tags }, { text })).toContainEqual(
    expect.objectContaining({ params: expect.objectContaining({ fault: "attribute", name }) }),
  );
});

test("a tag is told from its bracket to its end as a browser reads it, whatever stands between", () => {
  expect(textsOf({ tags: [] }, "a<svg/onload=alert(1)>b")).toEqual(["<svg/onload=alert(1)>"]);
  expect(textsOf({ tags: [] }, `a <i title="1 > 0">b`)).toEqual([`<i title="1 > 0">`]);
  expect(textsOf({ tags: ["b"] }, "fine <img src=x onerror=alert(1)//")).toEqual([
    "<img src=x onerror=alert(1)//",
  ]);
  expect(textsOf({ tags: ["p"] }, "<p>x</p><!-- the rest is gone")).toEqual(["<!-- the rest is gone"]);
  expect(textsOf({ tags: ["p"] }, "<!doctype html><p>x</p ><?php y ?>")).toEqual([
    "<!doctype html>",
    "<?php y ?>",
  ]);
});

test("an allowed tag with attributes that run nothing is fine", () => {
  const text =
    '<a href="/on/data:sheet" title="JavaScript: a handbook, on sale" target=_blank>x</a> 3<4, a < b > c';
  expect(textsOf({ tags: ["a"] }, text)).toEqual([]);
});

test.each([
  ["comments", "<!--".repeat(50_000)],
  ["tags that never end", "<a ".repeat(70_000)],
  ["a value that never ends", "<a b='".repeat(35_000)],
  ["closing tags that never end", "</a".repeat(70_000)],
  ["tags that are never closed", "<b>".repeat(70_000)],
  ["tags that are opened and closed crosswise", "<b>".repeat(30_000) + "</i>".repeat(30_000)],
])("200,000 characters of %s are read as HTML in no time", (_, text) => {
  const before = process.cpuUsage();
  expect(htmlFaults(text, ["b", "i"]).length).toBeGreaterThan(0);
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000);
});

test("a required word stands anywhere in the fields, a forbidden one nowhere, in any case, width and script variant", () => {
  const output = { title: "ＬＵＮＥ perfume", text: "Fine." };
  expect(found({ require: ["Lune"] }, output)).toEqual([]);
  expect(found({ require: ["Nuit"] }, output)).toMatchObject([{ field: null, params: { word: "Nuit" } }]);
  expect(textsOf({ forbid: ["free"] }, "FREE gift, carefree")).toEqual(["FREE"]);
  expect(textsOf({ forbid: ["免费"] }, "現在免費送")).toEqual(["免費"]);
});

test("capitals that shout are told; abbreviations, models and what the row itself writes so are not", () => {
  const shouts = (text: string, row = {}) => textsOf({ without: ["all-caps"] }, text, "en", row);
  expect(shouts("BEST SELLER of the year")).toEqual(["BEST SELLER"]);
  expect(shouts("An AMAZING lamp")).toEqual(["AMAZING"]);
  expect(shouts("USB-C LED lamp with HEPA filter, 5 V")).toEqual([]);
  expect(shouts("ADIDAS shoes", { brand: "ADIDAS" })).toEqual([]);
  expect(textsOf({ without: ["all-caps"] }, "GROSSER Rabatt", "de")).toEqual(["GROSSER"]);
});

test("an emoji is told once with all it is joined of; marks of law and keyboard signs are none", () => {
  const emoji = (text: string) => textsOf({ without: ["emoji"] }, text);
  expect(emoji("Nice 👩‍👩‍👧 and 🇨🇳 and 5️⃣ ✨")).toEqual(["👩‍👩‍👧", "🇨🇳", "5️⃣", "✨"]);
  expect(emoji("Lune® © 2024 ™ 5 * 3 # 1")).toEqual([]);
});

test.each([
  ["Buy {{ brand }} now", ["{{ brand }}"]],
  [`Buy {brand} now, ${DOLLAR}`, ["{brand}", DOLLAR]],
  ["{% if x %}", ["{% if x %}"]],
  [
    "Buy [brand] and [Product Name] and [insert colour here]",
    ["[brand]", "[Product Name]", "[insert colour here]"],
  ],
  ["Von [Marke]", ["[Marke]"]],
  ["来自[品牌名称]的香水", ["[品牌名称]"]],
  ["【此处填写卖点】", ["【此处填写卖点】"]],
  ["价格：XXX元，待补充", ["XXX", "待补充"]],
  ["Lorem ipsum dolor", ["Lorem ipsum"]],
  ["%PRODUCT% __NAME__ <BRAND>", ["%PRODUCT%", "__NAME__", "<BRAND>"]],
  ["See [our guide](https://x.example)", []],
  ["【新品】清新香水 [2 Pack] (2024)", []],
  ["Size XXL, 100 % cotton, {1, 2}", []],
])("what was to be filled in is told, what titles look like is not: %s", (text, texts) => {
  expect(textsOf({ without: ["placeholders"] }, text)).toEqual(texts);
});

test("a column's name in brackets is a placeholder whatever it is called", () => {
  expect(textsOf({ without: ["placeholders"] }, "Ab [Notiz]", "de", { Notiz: "x" })).toEqual(["[Notiz]"]);
});

test.each([
  ["As an AI language model, I have no nose.", "en", 1],
  ["I'm sorry, I cannot assist with that.", "en", 1],
  ["Sure! Here is the description: fine", "en", 1],
  ["I hope this helps!", "en", 1],
  ["作为一个人工智能语言模型，我无法", "zh-CN", 1],
  ["好的，以下是商品标题", "zh-CN", 1],
  ["希望以上内容对您有所帮助", "zh-CN", 1],
  ["Als KI-Sprachmodell kann ich nicht riechen.", "de", 1],
  ["AIとしてお答えします", "ja", 1],
  ["A speaker with an AI assistant inside", "en", 0],
  ["内置人工智能助手的音箱", "zh-CN", 0],
  ["Here, the light falls softly.", "en", 0],
])("where the model speaks of itself or to its asker is told: %s", (text, language, count) => {
  expect(textsOf({ without: ["self-reference"] }, text, language)).toHaveLength(count);
});

test.each([
  ["**Bold** and `code`", 2],
  ["## Heading\ntext", 1],
  ["[link](https://x.example)", 1],
  ["- one\n- two", 2],
  ["| a | b |\n|---|---|\n", 1],
  ["A *fine* day", 1],
  ["5 * 3 * 2 = 30, snake_case_name, #1 choice - really", 0],
  ["- a single dash", 0],
])("markdown is told where plain text is wanted, signs are not: %s", (text, count) => {
  expect(textsOf({ without: ["markdown"] }, text)).toHaveLength(count);
});

test("an output that keeps all rules passes, and each text of hostile length is looked at in time", () => {
  expect(runChecks([check({ maxLength: 9 })], {}, { text: "fine" }, "en")).toMatchObject([
    { kind: "format", verdict: "pass" },
  ]);
  const all = check({
    without: ["all-caps", "emoji", "placeholders", "self-reference", "markdown"],
    tags: [],
  });
  for (const part of ["[", "*", "<a ", "AB ", "{{", "`", "_", "- ", "& ", "x\n", "【", "%A"]) {
    const startedAt = performance.now();
    runChecks([all], {}, { text: part.repeat(30_000) }, "en");
    expect(performance.now() - startedAt, part).toBeLessThan(1_500);
  }
});

test("a template may ask for several rules of form, each for its fields", () => {
  const specs = [
    { kind: "format", fields: ["title"], maxLength: 80, label: "eBay" },
    { kind: "format", fields: ["text"], without: ["emoji"], severity: "block" },
  ];
  expect(checkSpecsSchema.parse(specs)).toMatchObject([{ severity: "warn" }, { severity: "block" }]);
  expect(checkSpecsSchema.safeParse([{ kind: "near-duplicate" }, { kind: "near-duplicate" }]).success).toBe(
    false,
  );
});
