import { expect, test } from "vitest";
import { lexiconEntrySchema } from "#lib/checks/lexicons/lexicon.ts";
import { LexiconMatcher } from "#lib/checks/lexicons/lexicon-matcher.ts";
import { starterLexicons } from "#lib/checks/lexicons/starter-lexicons.ts";
import { foldText } from "#lib/folded-text.ts";

const matcherOf = (language: string) =>
  new LexiconMatcher(
    starterLexicons
      .filter(({ languages }) => languages.includes(language))
      .map((lexicon, index) => ({ ...lexicon, id: String(index), version: 1 })),
    "2026-01-01",
  );

const zh = matcherOf("zh");
const en = matcherOf("en");
const termsIn = (matcher: LexiconMatcher, text: string) =>
  matcher.find(foldText(text)).map(({ entry }) => entry.term);

test("every entry of a starter is one that people could save, and none stands in its lexicon twice", () => {
  for (const { name, entries } of starterLexicons) {
    for (const entry of entries) expect(lexiconEntrySchema.safeParse(entry).success, entry.term).toBe(true);
    const terms = entries.map(({ term }) => term.toLowerCase());
    expect(
      terms.filter((term, index) => terms.indexOf(term) !== index),
      name,
    ).toEqual([]);
  }
});

test("absolute terms are found however they are hidden", () => {
  for (const hidden of ["最好", "最 好", "最·好", "最\u200b好", "最-好", "我們是最好的"])
    expect(termsIn(zh, `这是${hidden}的面霜`), hidden).toContain("最好");
  for (const hidden of ["world's best", "WORLD’S BEST", "ｗｏｒｌｄ's best", "world's\u00a0best"])
    expect(termsIn(en, `The ${hidden} pillow`).length, hidden).toBeGreaterThan(0);
  expect(termsIn(en, "so f.u.c k good")).toEqual(["fuck*"]);
});

test("hyphens, several blanks and the end of a line between words hide no term", () => {
  for (const hidden of [
    "one-of-a-kind",
    "second-to-none",
    "world's  best",
    "the world's\nbest",
    "side effect free",
  ])
    expect(termsIn(en, `This ${hidden} cream`).length, hidden).toBeGreaterThan(0);
  const [hit] = en.find(foldText("So\n\nworld's \t best it is"));
  expect([hit?.from, hit?.to]).toEqual([4, 18]);
});

test("what stands across the ends of two words is no term of either", () => {
  for (const harmless of [
    "空中风景",
    "气流感应灯",
    "出发烧烤去",
    "统一流程",
    "单独创建",
    "看说明目录",
    "真空前后",
  ])
    expect(termsIn(zh, harmless), harmless).toEqual([]);
  for (const term of ["能治中风", "预防流感的灯", "国内一流", "这是一流的"])
    expect(termsIn(zh, term).length, term).toBeGreaterThan(0);
});

test("superlatives of other things, advice, and what disclaims an effect are not found", () => {
  for (const harmless of [
    "最亮的那颗是金星",
    "一年里最冷的月份",
    "最好选大一码",
    "第一章第一句",
    "绝对不要直视太阳",
    "唯一的缺点是重",
    "本品没有治疗作用，不能治病",
    "高血压患者慎用",
    "音响发烧友",
  ])
    expect(termsIn(zh, harmless), harmless).toEqual([]);
  for (const harmless of [
    "guaranteed for 2 years",
    "This is not a cure",
    "people with asthma should ask first",
  ])
    expect(termsIn(en, harmless), harmless).toEqual([]);
});

test("harmless neighbours of absolute terms are not found", () => {
  for (const harmless of [
    "第一次使用前请清洗",
    "最后一步拧紧",
    "最大尺寸 180 厘米",
    "最近上新",
    "最高温度 200℃",
  ])
    expect(termsIn(zh, harmless), harmless).toEqual([]);
  for (const harmless of [
    "Best before 2027",
    "a first aid kit",
    "dry-cured ham",
    "dog treats",
    "class 1 laser",
  ])
    expect(termsIn(en, harmless), harmless).toEqual([]);
});

test("of a term inside a longer one as severe, the longer one is told alone", () => {
  expect(termsIn(zh, "全网最低价")).toEqual(["全网最低价"]);
});

test("signs in the place of letters hide no term, and numbers of models are none", () => {
  for (const hidden of ["gu4ranteed", "mir@cle", "b3st in class", "sh1t", "unbr3akable"])
    expect(termsIn(en, `A ${hidden} thing`).length, hidden).toBeGreaterThan(0);
  for (const harmless of ["model A4s5t", "100 m3 of air", "type b3", "5s timer", "f1t 350"])
    expect(termsIn(en, harmless), harmless).toEqual([]);
});

test("stars, hearts and strokes between characters hide no term", () => {
  for (const hidden of ["最★好", "最❤️好", "最/好", "国✨家✨级"])
    expect(termsIn(zh, `这是${hidden}的面霜`).length, hidden).toBeGreaterThan(0);
});

test("a superlative that nobody listed is pointed at, where it praises and is no measure", () => {
  expect(termsIn(zh, "全店最蓬勃的一款")).toEqual(["最"]);
  for (const harmless of ["最大承重", "最近上新", "最后一步", "最北的城市", "2026最佳创新奖"])
    expect(termsIn(zh, harmless), harmless).toEqual([]);
  expect(termsIn(en, "the most plush of rugs")).toEqual(["the most"]);
  expect(termsIn(en, "make the most of it, for the most part")).toEqual([]);
});

test("a term holds from its day on, and not the day before", () => {
  const entries = [
    { term: "最亮的词", severity: "block" as const, exceptions: [], validFrom: "2026-03-01" },
    { term: "always", severity: "warn" as const, exceptions: [] },
  ];
  const on = (day: string) =>
    termsIn(
      new LexiconMatcher([{ id: "x", name: "x", version: 1, languages: [], entries }], day),
      "最亮的词 always",
    );
  expect(on("2026-02-28")).toEqual(["always"]);
  expect(on("2026-03-01")).toEqual(["最亮的词", "always"]);
});

test("what the law wants to be said beside a food or a cosmetic is no medical claim", () => {
  for (const said of [
    "This product is not intended to diagnose, treat, cure, or prevent any disease.",
    "Not intended to diagnose, treat, cure or prevent any disease",
  ])
    expect(termsIn(en, said), said).toEqual([]);
  for (const said of ["本品不能代替药物", "本产品不可替代药物"]) expect(termsIn(zh, said), said).toEqual([]);
  expect(termsIn(en, "It can diagnose and cure any pain").length).toBeGreaterThan(1);
});

test.each([
  ["no other blender comes near it", "no other … comes"],
  ["More absorbent than any other towel", "more … than any"],
  ["puts every rival to shame", "puts … to shame"],
])("praise is told by how it is built, whatever stands between: %s", (text, term) => {
  expect(termsIn(en, text)).toContain(term);
});

test.each([
  ["市面上找不到比它更软的毛巾", "找不到比…更"],
  ["没有哪款锅能比得上它", "没有哪…比得上"],
  ["怎么摔都不会碎", "怎么…都不会"],
])("the same in Chinese: %s", (text, term) => {
  expect(termsIn(zh, text)).toContain(term);
});

test("names of illnesses are no claim where people who have them are warned, and one where they are promised a cure", () => {
  for (const harmless of [
    "高血压、糖尿病患者请在医生指导下食用",
    "使用后如出现皮炎、湿疹等不适，请停用",
    "感冒时不建议使用香薰",
    "本产品不宣称减肥效果",
  ])
    expect(termsIn(zh, harmless), harmless).toEqual([]);
  for (const harmless of [
    "If you have a headache or rash, stop using it and see a doctor.",
    "Not recommended for people with asthma.",
    "It does not treat or cure any disease.",
  ])
    expect(termsIn(en, harmless), harmless).toEqual([]);
  expect(termsIn(zh, "糖尿病患者的福音")).toContain("糖尿病");
  expect(termsIn(en, "It does not stain. It cures asthma.")).toEqual(["cures", "asthma"]);
});

test("goods of one shop are compared with each other, titles quoted and praise denied without a finding", () => {
  for (const harmless of ["本系列最轻便的一款", "书名《最好的我们》", "不敢说最好，但每一针都认真"])
    expect(termsIn(zh, harmless), harmless).toEqual([]);
  for (const harmless of ["Our lightest model weighs 200 g.", "It is not indestructible."])
    expect(termsIn(en, harmless), harmless).toEqual([]);
  expect(termsIn(zh, "全网最轻便的一款").length).toBeGreaterThan(0);
  expect(termsIn(en, "our revolutionary pan").length).toBeGreaterThan(0);
});
