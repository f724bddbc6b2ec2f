import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { lexiconTable, readLexiconTable } from "#lib/checks/lexicons/files/lexicon-table.ts";
import type { LexiconEntry } from "#lib/checks/lexicons/lexicon.ts";
import { entryChanges } from "#lib/entry-changes.ts";
import type { GlossaryEntry } from "#lib/glossaries/glossary.ts";
import { glossaryTable, readGlossaryTable } from "#lib/glossaries/glossary-table.ts";
import { readTmx, tmxOf } from "#lib/glossaries/tmx.ts";
import { tableFile } from "#lib/managed-table-file.ts";
import { given } from "#tests/auth/people.ts";

const rowsOf = (table: readonly (readonly string[])[]) =>
  table.map((cells, index) => ({ line: index + 1, cells: [...cells] }));

const entry: LexiconEntry = {
  term: "the best*",
  severity: "warn",
  category: "absolute-term",
  clause: "§ 5 UWG",
  exceptions: ["the best way", "a | b".slice(0, 1)],
  suggestion: "a good",
  validFrom: "2026-01-31",
};

test("a lexicon that is written to a table is read back from it as it was", () => {
  const read = readLexiconTable(
    rowsOf(lexiconTable([entry, { term: "x", severity: "block", exceptions: [] }])),
  );
  expect(read).toEqual({
    entries: [entry, { term: "x", severity: "block", exceptions: [] }],
    unreadable: [],
  });
});

test("columns are known by their names in Chinese too, in any order, under a title, and severities in words", () => {
  const table = [
    ["广告禁用词表", ""],
    ["处理方式", "词语", "例外", "生效日期"],
    ["提醒", "第一", "第一次|第一天", "2026年3月1日"],
    ["禁用", "国家级", "", "2026/3/9 00:00"],
    ["", "顶级", "", ""],
  ];
  expect(readLexiconTable(rowsOf(table)).entries).toEqual([
    { term: "第一", severity: "warn", exceptions: ["第一次", "第一天"], validFrom: "2026-03-01" },
    { term: "国家级", severity: "block", exceptions: [], validFrom: "2026-03-09" },
    { term: "顶级", severity: "block", exceptions: [] },
  ]);
});

test("a file without a header is a list of terms", () => {
  expect(readLexiconTable(rowsOf([["最好"], ["第一"]])).entries.map(({ term }) => term)).toEqual([
    "最好",
    "第一",
  ]);
});

test("rows that are no entries are told with their line and why, and the others are taken", () => {
  const table = [
    ["term", "severity", "validFrom"],
    ["a", "maybe", ""],
    ["", "block", ""],
    ["b", "", "2026-02-30"],
    ["c", "", ""],
    ["C", "", ""],
    ["x".repeat(201), "", ""],
  ];
  const read = readLexiconTable(rowsOf(table));
  expect(read.entries.map(({ term }) => term)).toEqual(["c"]);
  expect(read.unreadable.map(({ line, code }) => `${line} ${code}`)).toEqual([
    "2 table_severity_unknown",
    "3 table_term_missing",
    "4 table_day_unreadable",
    "6 table_term_twice",
    "7 table_cell_too_long",
  ]);
});

test("a term that a spreadsheet would run is written safe and comes back as it was", async () => {
  const risky = { ...entry, term: "=HYPERLINK(1)", suggestion: "@me" };
  const { file } = await tableFile("Terms", lexiconTable([risky]), "csv");
  const written = await text(file.content);
  expect(written).toContain("'=HYPERLINK(1)");
  expect(written).toContain("'@me");
  const cells = ["'=HYPERLINK(1)", "warn", "", "", "", "'@me", ""];
  const [read] = readLexiconTable(rowsOf([[...(lexiconTable([])[0] ?? [])], cells])).entries;
  expect(read).toMatchObject({ term: "=HYPERLINK(1)", suggestion: "@me" });
});

test("what changed between two versions is told by term, whatever order the database gives keys back in", () => {
  const other = Object.fromEntries(Object.entries(entry).reverse()) as unknown as LexiconEntry;
  expect(entryChanges([entry], [other])).toEqual([]);
  const changes = entryChanges(
    [entry, { term: "gone", severity: "warn", exceptions: [] }],
    [
      { ...entry, severity: "block" },
      { term: "new", severity: "warn", exceptions: [] },
    ],
  );
  expect(changes.map(({ kind, term }) => `${kind} ${term}`)).toEqual([
    "removed gone",
    "changed the best*",
    "added new",
  ]);
});

const terms: GlossaryEntry[] = [
  { term: "cast iron", translations: { de: "Gusseisen", "zh-CN": "铸铁" } },
  { term: "Lune & <Nuit>", translations: {}, doNotTranslate: true, caseSensitive: true },
];

test("a glossary that is written to a table or to TMX is read back from it as it was", async () => {
  expect(readGlossaryTable(rowsOf(glossaryTable(terms)))).toEqual({ entries: terms, unreadable: [] });
  expect(given(await readTmx([tmxOf(terms, "en")]))).toEqual({ entries: terms, unreadable: [] });
});

test("a glossary's table is known by its tags of languages, however they are spelled", () => {
  const table = [
    ["Source term", "zh_cn", "DE", "Note", "Do not translate"],
    ["foam", "泡沫", "", "soft", "no"],
    ["Lune", "", "", "", "YES"],
  ];
  expect(readGlossaryTable(rowsOf(table)).entries).toEqual([
    { term: "foam", translations: { "zh-CN": "泡沫" } },
    { term: "Lune", translations: {}, doNotTranslate: true },
  ]);
});

test("TMX of other programs: a document type, regional source, inline codes, notes, units without their source", async () => {
  const file = `<?xml version="1.0"?><!DOCTYPE tmx SYSTEM "tmx14.dtd">
    <tmx version="1.4"><header srclang="en-US" datatype="plaintext" segtype="phrase" adminlang="en" o-tmf="x"
      creationtool="x" creationtoolversion="1"/><body>
    <tu><note>n</note><tuv xml:lang="EN-GB"><seg>warm <bpt i="1">&lt;b&gt;</bpt>light<ept i="1">&lt;/b&gt;</ept></seg></tuv>
      <tuv xml:lang="de"><seg>warmes
        Licht</seg></tuv></tu>
    <tu><tuv lang="fr"><seg>lampe</seg></tuv><tuv lang="de"><seg>Lampe</seg></tuv></tu>
    <tu><tuv xml:lang="en"><seg></seg></tuv></tu></body></tmx>`;
  const read = given(await readTmx([file]));
  expect(read.entries).toEqual([
    { term: "warm light", translations: { de: "warmes Licht" } },
    { term: "lampe", translations: { de: "Lampe" } },
  ]);
  expect(read.unreadable).toMatchObject([{ code: "table_term_missing" }]);
});

test.each([
  ["a placeholder in an element of its own", "Hello <ph x='1'>{name}</ph>!", "Hello {name}!"],
  ["a number's placeholder", "<it pos='begin'>%1$d</it> lamps", "%1$d lamps"],
  ["a line break between two words", "floor<ph type='lb'/>lamp", "floor lamp"],
  ["a line break as a tag", "floor<ph>&lt;br/&gt;</ph>lamp", "floor lamp"],
  ["code of a word processor", "<bpt i='1'>{\\b </bpt>lamp<ept i='1'>}</ept>", "lamp"],
  ["elements of XLIFF", "warm <g id='1'>light</g>", "warm light"],
])("a segment with %s is the text that it was made of", async (_, segment, term) => {
  expect(given(await readTmx([inUnit(segment)])).entries).toEqual([{ term, translations: {} }]);
});

test("TMX that comes in parts is read as one, wherever it is cut", async () => {
  const file = tmxOf([{ term: "cast iron 😀", translations: { de: "Gusseisen" } }], "en");
  expect(given(await readTmx(file.split("")))).toEqual(given(await readTmx([file])));
});

test("what is no TMX, or breaks off, is refused with its line", async () => {
  expect(await readTmx(["<xliff/>"])).toMatchObject({ ok: false, refusal: { code: "tmx_broken" } });
  expect(await readTmx(['<tmx version="1.4">\n<body>\n<tu>'])).toMatchObject({
    ok: false,
    refusal: { code: "tmx_broken", params: { line: 3 } },
  });
  expect(await readTmx(['<tmx version="1.4">\n<body>&a;\n'])).toMatchObject({
    refusal: { params: { line: 2 } },
  });
});

test("entities that unfold into more of themselves are not unfolded", async () => {
  const bomb =
    '<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><tmx><body><tu><tuv xml:lang="en"><seg>&b;</seg></tuv></tu></body></tmx>';
  expect((await readTmx([bomb])).ok).toBe(false);
});

const inUnit = (content: string) =>
  `<tmx><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>${content}</seg></tuv></tu></body></tmx>`;

test.each([
  ["tags in tags", "file_too_complex", () => `<tmx>${"<a>".repeat(1_000_000)}`],
  ["codes in codes", "file_too_complex", () => inUnit("<hi>".repeat(1_000_000))],
  [
    "attributes",
    "file_too_complex",
    () => `<tmx ${Array.from({ length: 500_000 }, (_, index) => `a${index}=""`).join(" ")}/>`,
  ],
  ["one name", "file_too_complex", () => `<tmx><${"a".repeat(8_000_000)}/></tmx>`],
  ["one value", "file_too_complex", () => `<tmx a="${"a".repeat(8_000_000)}"/>`],
  ["one comment", "file_too_complex", () => `<tmx><!--${"a".repeat(8_000_000)}--></tmx>`],
  ["one document type", "file_too_complex", () => `<!DOCTYPE tmx [${" ".repeat(8_000_000)}]><tmx/>`],
  ["one segment", "file_too_complex", () => inUnit("a".repeat(8_000_000))],
  ["units that say nothing", "too_many_rows", () => `<tmx><body>${"<tu/>".repeat(1_000_000)}</body></tmx>`],
  [
    "languages of one unit",
    "file_too_complex",
    () =>
      `<tmx><body><tu>${Array.from({ length: 100_000 }, (_, index) => `<tuv xml:lang="en-a${1_000 + index}"><seg>a</seg></tuv>`).join("")}</tu></body></tmx>`,
  ],
  ["entities that nobody knows", "tmx_broken", () => `<tmx>${"&a;".repeat(1_000_000)}</tmx>`],
] as const)("TMX of endless %s is refused soon, in little memory", async (_, code, made) => {
  const file = made();
  const before = process.cpuUsage();
  expect(await readTmx([file])).toMatchObject({ ok: false, refusal: { code } });
  expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
});

test("a segment longer than a term may be is told, and what comes after it is read", async () => {
  const long = inUnit(`${"lamp<ph/> ".repeat(100_000)}`);
  const file = long.replace("</body>", '<tu><tuv xml:lang="en"><seg>foam</seg></tuv></tu></body>');
  const read = given(await readTmx([file]));
  expect(read.entries.map(({ term }) => term)).toEqual(["foam"]);
  expect(read.unreadable).toMatchObject([{ code: "table_cell_too_long" }]);
  expect(read.unreadable[0]?.value.length).toBeLessThan(20_000);
});

test("a server goes on working while a large TMX file is read", async () => {
  const unit = '<tu><tuv xml:lang="en"><seg>a</seg></tuv></tu>';
  const parts = ["<tmx><body>", ...Array.from({ length: 50 }, () => unit.repeat(1_000)), "</body></tmx>"];
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  await readTmx(parts);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(10);
});
