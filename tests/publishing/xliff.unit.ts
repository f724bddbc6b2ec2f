import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import { xliff2js, xliff12ToJs } from "xliff";
import { aigcLabel } from "#lib/ai-label.ts";
import type { PublishedItem, PublishedItems } from "#lib/publishing/channels/channel.ts";
import { codesOf, codesWithout, nests, piecesOf } from "#lib/publishing/channels/xliff/inline-codes.ts";
import { type ReturnedUnit, readXliff, textOf } from "#lib/publishing/channels/xliff/read-xliff.ts";
import { textUnitsOf, unitId, withTexts } from "#lib/publishing/channels/xliff/text-units.ts";
import { UnitDigest, xliffOf } from "#lib/publishing/channels/xliff/write-xliff.ts";
import { XLIFF_VERSIONS, type XliffVersion } from "#lib/publishing/channels/xliff/xliff-config.ts";
import { judgeReturn } from "#lib/publishing/returns/judge-return.ts";
import { outputFieldSchema } from "#lib/templates/template.ts";

const BATCH = "01a2045f-4a30-710f-a4ed-3e569e45202e";
const FIELDS = [
  outputFieldSchema.parse({ name: "title", type: "text", maxLength: 20, description: "Short & plain" }),
  outputFieldSchema.parse({ name: "body", type: "text" }),
  outputFieldSchema.parse({ name: "points", type: "list" }),
  outputFieldSchema.parse({ name: "score", type: "number", required: false }),
  outputFieldSchema.parse({
    ...{ name: "seo", type: "object", required: false },
    fields: [{ name: "slug", type: "text" }],
  }),
];
const OUTPUT = {
  title: 'Rose "true" & <b>bold</b>',
  body: "  Two  spaces,\n a line\r\n<br/>{{ name }} 50% d'or &nbsp;]]> \u000B end ",
  points: ["One", "Two %s"],
  score: 5,
  seo: { slug: "rose" },
};

async function written(
  version: XliffVersion,
  outputs: Record<string, unknown>[] = [OUTPUT],
  key = "SKU <1>",
) {
  const items = outputs.map(
    (output, at): PublishedItem => ({
      ...{ itemId: `${BATCH}.${at}`, outputVersion: 1, language: "en", source: {}, output, key },
      ...{ fields: output, before: null },
    }),
  );
  const published: PublishedItems = {
    ...{ publicationId: BATCH, batchName: "Roses", cutoffAt: new Date(0), itemCount: items.length },
    ...{
      only: "all",
      mapping: [],
      labelled: true,
      sourceColumns: [],
      outputFields: FIELDS,
      simulated: false,
      standingWith: async () => [],
    },
    async *[Symbol.asyncIterator]() {
      yield* items;
    },
  };
  const config = { kind: "xliff" as const, version, sourceLanguage: "en", targetLanguage: "de", fields: [] };
  let text = "";
  for await (const piece of xliffOf(published, config, {
    label: aigcLabel("", "p"),
    digest: new UnitDigest(),
  }))
    text += piece;
  return text;
}

async function read(text: string) {
  const units: ReturnedUnit[] = [];
  const heads: unknown[] = [];
  await readXliff([text], { onHead: (head) => heads.push(head), onUnit: (unit) => units.push(unit) });
  return { heads, units };
}

/** The file as a tool gives it back, each target made of its source's own markup. */
function translated(text: string, change: (source: string, id: string) => string | null): string {
  return text.replace(/<(?:trans-)?unit id="([^"]+)"[\s\S]*?<\/(?:trans-)?unit>/g, (unit, id) =>
    unit.replace(/<source>([\s\S]*?)<\/source>/, (whole: string, source: string) => {
      const target = change(source, id);
      return target === null ? whole : `${whole}<target>${target}</target>`;
    }),
  );
}

for (const version of XLIFF_VERSIONS) {
  test(`${version}: each text comes back as it left, with its spaces, signs, line ends, tags and placeholders`, async () => {
    const text = await written(version);
    new SaxesParser({ xmlns: true }).write(text).close();
    expect(text).toContain('xml:space="preserve"');
    const { heads, units } = await read(text);
    expect(heads).toEqual([{ version, original: BATCH, sourceLanguage: "en", targetLanguage: "de" }]);
    expect(units.map(({ id }) => id)).toEqual([
      ...["i0.title", "i0.body", "i0.points.0", "i0.points.1", "i0.seo.slug"],
    ]);
    const sources = textUnitsOf(OUTPUT, FIELDS, []);
    for (const [at, { source }] of units.entries()) {
      const given = sources[at]!.text;
      expect(textOf(source, codesOf(given))).toEqual({ text: given, unknown: [] });
    }
  });

  test(`${version}: another reader finds the same units in the file`, async () => {
    const text = await written(version);
    const reader: (xml: string) => Promise<{ resources: Record<string, object> }> =
      version === "1.2" ? xliff12ToJs : xliff2js;
    const { resources } = await reader(text);
    expect(Object.keys(Object.values(resources)[0]!)).toEqual([
      ...["i0.title", "i0.body", "i0.points.0", "i0.points.1", "i0.seo.slug"],
    ]);
  });

  test(`${version}: what translators get of a text tells nothing that is to be translated in a code, and a limit in a note`, async () => {
    const text = await written(version);
    expect(text).toContain("Max. 20 characters");
    expect(text).toContain("Short &amp; plain");
    expect(text).toContain("SKU &lt;1&gt; / title");
    if (version === "1.2") expect(text).toContain('maxwidth="20" size-unit="char"');
    expect(text).not.toMatch(/<source>[^<]*&lt;b&gt;/);
  });

  test(`${version}: a translation is taken with its codes in another order, and its other fields stay`, async () => {
    const back = translated(await written(version), (source, id) =>
      id === "i0.title"
        ? source.replace(/Rose &quot;true&quot; |Rose "true" /, "Rosa ").replace("bold", "fett")
        : `${source.replace("One", "Eins").replace("rose", "rosa").replace("Two", "Zwei")}`,
    );
    const { units } = await read(back);
    const judged = judgeReturn(
      { seq: 0, output: OUTPUT },
      { fields: FIELDS, only: [] },
      { byId: new Map(units.map((unit) => [unit.id, unit])), twice: new Set() },
    );
    expect(judged).toEqual({
      output: {
        ...OUTPUT,
        title: "Rosa & <b>fett</b>",
        body: OUTPUT.body.replace("Two", "Zwei"),
        points: ["Eins", "Zwei %s"],
        seo: { slug: "rosa" },
      },
    });
  });
}

async function judged(
  change: (source: string, id: string) => string | null,
  version: XliffVersion = "1.2",
  output = OUTPUT,
) {
  const { units } = await read(translated(await written(version, [output]), change));
  const result = judgeReturn(
    { seq: 0, output },
    { fields: FIELDS, only: ["title"] },
    { byId: new Map(units.map((unit) => [unit.id, unit])), twice: new Set() },
  );
  return "problems" in result ? result.problems.map(({ code }) => code) : "taken";
}

test("what is wrong with a translation is told by what it is", async () => {
  expect(await judged((source) => source.replace("Rose", "Rosa").replace("true", "ja"))).toEqual([
    "output_too_long",
  ]);
  expect(await judged(() => "Rosa <x id='1'/>fett<x id='2'/>")).toBe("taken");
  expect(await judged(() => null)).toEqual(["xliff_untranslated"]);
  expect(await judged(() => " ")).toEqual(["xliff_untranslated"]);
  expect(await judged((source) => source)).toEqual(["xliff_untranslated"]);
  expect(await judged(() => "Rosa")).toEqual(["xliff_codes_missing"]);
  expect(await judged(() => "<x id='1'/>R<x id='2'/><x id='1'/>")).toEqual(["xliff_codes_added"]);
  expect(await judged(() => "<x id='1'/>R<x id='2'/>&lt;script&gt;")).toEqual(["xliff_codes_added"]);
  expect(await judged(() => "<x id='2'/>R<x id='1'/>")).toEqual(["xliff_codes_crossed"]);
  expect(await judged(() => "<x id='1'/>R<x id='2'/><x id='9'/>")).toEqual(["xliff_code_unknown"]);
});

test("what says that it needs translation is none, whatever stands there", async () => {
  const { units } = await read(
    (await written("1.2")).replace(
      /<source>(Rose.*?)<\/source>/,
      '$&<target state="needs-translation">Old <x id="1"/>text<x id="2"/></target>',
    ),
  );
  const result = judgeReturn(
    { seq: 0, output: OUTPUT },
    { fields: FIELDS, only: ["title"] },
    { byId: new Map(units.map((unit) => [unit.id, unit])), twice: new Set() },
  );
  expect(result).toMatchObject({ problems: [{ code: "xliff_untranslated" }] });
});

test("a line that an editor breaks with a sign of its own is a line; one that was given with it keeps it", async () => {
  const back = async (title: string, target: string) => {
    const output = { ...OUTPUT, title };
    const { units } = await read(translated(await written("2.0", [output]), () => target));
    return judgeReturn(
      { seq: 0, output },
      { fields: FIELDS, only: ["title"] },
      { byId: new Map(units.map((unit) => [unit.id, unit])), twice: new Set() },
    );
  };
  expect(await back("One line", "Eine\u2028Zeile\u2029so")).toMatchObject({
    output: { title: "Eine\nZeile\nso" },
  });
  expect(await back("One\u2028line", "Eine\u2028Zeile")).toMatchObject({
    output: { title: "Eine\u2028Zeile" },
  });
});

test("a text that reads the same in both languages is taken where somebody says that it is meant so, or it has no words", async () => {
  const output = { ...OUTPUT, title: "iPhone 15" };
  const text = await written("1.2", [output]);
  const marked = text.replace(
    "<source>iPhone 15</source>",
    '$&<target state="translated">iPhone 15</target>',
  );
  const { units } = await read(marked);
  const units12 = { byId: new Map(units.map((unit) => [unit.id, unit])), twice: new Set<string>() };
  expect(judgeReturn({ seq: 0, output }, { fields: FIELDS, only: ["title"] }, units12)).toEqual({ output });
  expect(await judged((source) => source, "2.0", { ...OUTPUT, title: "15 × 20" })).toBe("taken");
});

test("a source that is not what was given, a text that is missing and one that came twice are told", async () => {
  const { units } = await read(await written("2.0"));
  const byId = new Map(units.map((unit) => [unit.id, { ...unit, target: unit.source }]));
  byId.set("i0.title", { ...byId.get("i0.title")!, source: ["Another"] });
  byId.delete("i0.body");
  const problems = judgeReturn(
    { seq: 0, output: OUTPUT },
    { fields: FIELDS, only: [] },
    { byId, twice: new Set(["i0.points.0"]) },
  );
  expect(problems).toMatchObject({
    problems: [
      { field: "title", code: "xliff_source_changed" },
      { field: "body", code: "xliff_unit_missing", line: null },
      { field: "points.0", code: "xliff_unit_twice" },
      { field: "points.1", code: "xliff_untranslated" },
      { field: "seo.slug", code: "xliff_untranslated" },
    ],
  });
  const none = { byId: new Map<string, ReturnedUnit>(), twice: new Set<string>() };
  expect(judgeReturn({ seq: 1, output: OUTPUT }, { fields: FIELDS, only: [] }, none)).toMatchObject({
    problems: [{ code: "xliff_item_missing" }],
  });
});

test("proposals, segmentation, marks and split segments of other tools change nothing of what is read", async () => {
  const file12 = `<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"><file original="a" source-language="en" target-language="de"><body><group id="g">
    <trans-unit id="u"><source xml:lang="en">One <x id="1"/> two</source><context-group purpose="location"><context
      context-type="sourcefile">a.html</context></context-group><seg-source><mrk mtype="seg" mid="0">One</mrk></seg-source>
    <target xml:lang="de" state="translated" xml:space="preserve"><mrk mtype="seg" mid="0">Eins </mrk><bpt id="1">&lt;b&gt;</bpt><![CDATA[ <zwei>]]></target>
    <alt-trans><source>x</source><target>other</target></alt-trans></trans-unit></group></body></file></xliff>`;
  expect((await read(file12)).units).toMatchObject([
    { id: "u", source: ["One ", { id: "1" }, " two"], target: ["Eins ", { id: "1" }, " <zwei>"] },
  ]);
  const file20 = `<x:xliff xmlns:x="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" trgLang="de"><x:file id="f">
    <x:unit id="u"><mtc:matches xmlns:mtc="urn:m"><mtc:match><source>m</source><target>m</target></mtc:match></mtc:matches>
    <x:segment state="final"><x:source>One.</x:source><x:target>Eins.</x:target></x:segment><x:ignorable><x:source> </x:source><x:target> </x:target></x:ignorable>
    <x:segment><x:source>Two</x:source><x:target><x:mrk id="m"><x:pc id="1">Zwei</x:pc></x:mrk><x:cp hex="0041"/></x:target></x:segment></x:unit></x:file></x:xliff>`;
  expect((await read(file20)).units).toMatchObject([
    {
      source: ["One.", " ", "Two"],
      target: ["Eins.", " ", { id: "1" }, "Zwei", { id: "/1" }, "A"],
      state: "final",
    },
  ]);
});

test("hostile XML is refused: entities, nesting without end, other documents", async () => {
  const begin = '<xliff version="1.2"><file><body><trans-unit id="u"><source>';
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${begin}&b;</source></trans-unit></body></file></xliff>`;
  await expect(read(bomb)).rejects.toMatchObject({ refusal: { code: "xliff_broken" } });
  const outside = `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>${begin}&a;</source></trans-unit></body></file></xliff>`;
  await expect(read(outside)).rejects.toMatchObject({ refusal: { code: "xliff_broken" } });
  await expect(read(begin + "<g id='1'>".repeat(10_000))).rejects.toMatchObject({
    refusal: { code: "file_too_complex" },
  });
  await expect(read(begin)).rejects.toMatchObject({ refusal: { code: "xliff_broken" } });
  await expect(read("<html/>")).rejects.toMatchObject({ refusal: { code: "xliff_broken" } });
  await expect(read("")).rejects.toMatchObject({ refusal: { code: "xliff_broken" } });
});

test("codes are what no translator changes, and nothing that only looks like one", () => {
  expect(codesOf('<a href="x>y">{{ a.b }}%{d}{e}%(f)s %1$s &eacute;</a><!-- g -->')).toEqual([
    ...['<a href="x>y">', "{{ a.b }}", "%{d}", "{e}", "%(f)s", "%1$s", "&eacute;", "</a>", "<!-- g -->"],
  ]);
  for (const words of ["a < b > c", "100%dicht", "50% de", "R&D; x", "{ a }", "5 %", "<3", "AT&T"])
    expect(codesOf(words), words).toEqual([]);
  expect(codesWithout(["<b>", "<b>", "</b>"], ["<b>", "</b>"])).toEqual(["<b>"]);
  expect(nests("<p>a<br>b<img src='x'/></p>")).toBe(true);
  expect(nests("<b><i></b></i>")).toBe(false);
});

test("texts that are written to make a search run long are looked through in their length's time", () => {
  for (const piece of ['<a "', "<!--", "{{", "<a b='", "%(a", "{%"]) {
    const text = piece.repeat(20_000);
    expect(
      piecesOf(text)
        .map((one) => ("text" in one ? one.text : one.code))
        .join(""),
    ).toBe(text);
  }
});

test("texts go back to their places, and ids hold nothing that XLIFF does not take", () => {
  expect(
    withTexts(
      OUTPUT,
      new Map([
        ["points.1", "Zwei %s"],
        ["seo.slug", "r"],
      ]),
    ),
  ).toEqual({
    ...{ ...OUTPUT, points: ["One", "Zwei %s"], seo: { slug: "r" } },
  });
  expect(unitId(3, 'a b/"c".0')).toBe("i3.a_x20_b_x2f__x22_c_x22_.0");
});
