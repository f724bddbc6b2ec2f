import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { detectDelimiter } from "#lib/datasets/detect-delimiter.ts";
import { detectEncoding } from "#lib/datasets/detect-encoding.ts";
import { detectQuotes } from "#lib/datasets/detect-quotes.ts";
import { ENCODINGS, type Encoding } from "#lib/datasets/file-format.ts";
import { isHeaderOfTwoRows, likelyHeader, tidyHeader } from "#lib/datasets/header.ts";
import { type InspectChoice, inspectFile } from "#lib/datasets/inspect-file.ts";
import { JsonValues } from "#lib/datasets/json-values.ts";
import { openSource } from "#lib/datasets/open-source.ts";
import { parseLine } from "#lib/datasets/read-json-lines.ts";
import type { SourceRow } from "#lib/datasets/source-row.ts";
import { textDecoder } from "#lib/datasets/text-decoder.ts";
import { tidyCells } from "#lib/datasets/tidy-cells.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

const folder = temporaryFolder();
let made = 0;

function put(content: string | Buffer, name = "text.csv"): { path: string; fileName: string } {
  const path = join(folder, `${++made}-${name}`);
  writeFileSync(path, content);
  return { path, fileName: name };
}

async function read(file: { path: string; fileName: string }, choice: InspectChoice = {}) {
  const scratch = `${file.path}.scratch`;
  const inspection = await inspectFile(file, scratch, choice);
  const reader = await openSource(file.path, scratch, inspection.format);
  const rows: SourceRow[] = [];
  for await (const batch of reader.rows()) rows.push(...batch);
  await reader.close();
  expect(reader.bytesRead()).toBe(statSync(file.path).size);
  return { inspection, rows };
}

/** The bytes of a text in another encoding, found by asking its decoder for every character. */
function encode(text: string, encoding: Encoding): Buffer {
  const bytesOf = new Map<string, number[]>();
  const add = (bytes: number[]) => {
    const letter = textDecoder(encoding).write(Buffer.from(bytes));
    if ([...letter].length === 1 && letter !== "\uFFFD" && !bytesOf.has(letter)) bytesOf.set(letter, bytes);
  };
  for (let byte = 0; byte <= 0xff; byte++) add([byte]);
  const isWide = !encoding.startsWith("windows");
  for (let lead = 0x81; isWide && lead <= 0xfe; lead++)
    for (let trail = 0x40; trail <= 0xfe; trail++) add([lead, trail]);
  return Buffer.from([...text].flatMap((letter) => bytesOf.get(letter) ?? [0x3f]));
}

const TEXTS: [Encoding, string][] = [
  ["shift_jis", "商品名,説明\n①Tシャツ,綿100%の㈱\n赤い靴,革\n"],
  ["gb18030", "货号,名称,价格\nA001,白色T恤,19.90\n"],
  ["gb18030", "sku,name\n1,红\n"],
  ["big5", "貨號,名稱,價格\nA001,白色襯衫,19.90\n"],
  [
    "euc-kr",
    "상품명,설명\n여성 반팔 티셔츠,부드러운 면 소재로 편안하게 입을 수 있습니다\n똠얌꿍,맛있는 태국 요리\n",
  ],
  ["big5", "貨號,名稱\nA001,啱嘅恤衫，好靚\n"],
  ["windows-1250", "nazwa;opis\nŻółta koszulka;Bardzo ładna, ciepła i miękka\n"],
  ["windows-1250", "název,popis\n1,Červené tričko s dlouhým rukávem\n"],
  ["windows-1251", "Артикул,Название\n1,Красная футболка\n"],
  ["windows-1252", "id,name\n1,Señor piñata\n"],
  ["windows-1252", "nom;description\nNéroli;À l'été, très léger\n"],
  ["windows-1254", "ürün,açıklama\n1,Kırmızı tişört\n"],
  ["windows-1253", "κωδικός;όνομα\n1;Κόκκινο πουκάμισο\n"],
  ["windows-1255", "קוד,שם\n1,חולצה אדומה\n"],
  ["iso-8859-2", "nazwa;opis\nŻółta koszulka;Bardzo ładna, ciepła, śliczna sukienka, wąska\n"],
  ["iso-8859-2", "název,popis\n1,Červené tričko šťastný žlutý\n"],
  ["iso-8859-15", "nom;prix\nCœur été;12 € très\n"],
  ["iso-8859-5", "Артикул,Название\n1,Красная футболка из хлопка\n"],
  ["koi8-u", "Артикул,Назва\n1,Червона сорочка зі щільної бавовни\n"],
  ["ibm866", "Артикул,Название\n1,Красная футболка из хлопка\n"],
  ["x-mac-cyrillic", "Артикул,Название\n1,Красная футболка из хлопка\n"],
  ["macintosh", "Name;Text\nKäse;Größe für Mädchen, schöne Grüße\n"],
  ["macintosh", "nome;texto\nCamisão;Coração pequeno, ação rápida\n"],
  ["cp850", "Name;Text\nKäse;Größe für Mädchen, schöne Grüße\n"],
  ["windows-1252", "name;note\nLego®;Nike™ – 20 m², CAFÉ CRÈME ÉTÉ\n"],
  ["windows-1256", "الاسم,السعر\nقميص أحمر قطن,100\n"],
  ["windows-1257", "pavadinimas,kaina\nRaudoni marškinėliai ąžuolas,10\n"],
  ["euc-jp", "商品名,説明\nTシャツ,綿100%の赤い服です\n赤い靴,革のくつ\n"],
  ["windows-874", "สินค้า,ราคา\nเสื้อยืดสีแดง,100\n"],
];

describe("the encoding of a text", () => {
  test.each(TEXTS)("%s is recognised, and read back as it was", async (encoding, text) => {
    const bytes = encode(text, encoding);
    expect(detectEncoding(bytes).encoding).toBe(encoding);
    const { rows } = await read(put(bytes));
    expect(rows.flatMap(({ cells }) => cells).join("")).toBe(text.replace(/[\n,;](?! )/g, ""));
  });

  test.each(TEXTS)("%s stays what it is when one byte of it is bad", (encoding, text) => {
    const bytes = encode(text.repeat(40), encoding);
    const half = bytes.indexOf(0x0a, bytes.length / 2);
    const bad = Buffer.concat([bytes.subarray(0, half), Buffer.from([0xff]), bytes.subarray(half)]);
    expect(detectEncoding(bad).encoding).toBe(encoding);
  });

  test.each([
    ["windows-1251", "АРТИКУЛ,НАЗВАНИЕ\n1,КРАСНАЯ ФУТБОЛКА ИЗ ХЛОПКА\n2,СИНИЕ ДЖИНСЫ\n"],
    ["windows-1251", "АРТИКУЛ;НАЗВА\n1;ЧЕРВОНА СОРОЧКА ЗІ ЩІЛЬНОЇ БАВОВНИ\n"],
    ["koi8-r", "артикул,название\n1,красная футболка из хлопка\n2,синие джинсы\n"],
  ] as const)(
    "%s all in letters of one size is read by its words, and told to be unsure",
    (encoding, text) => {
      expect(detectEncoding(encode(text, encoding))).toEqual({ encoding, sureness: "unsure" });
    },
  );

  test("of escapes, and of four bytes a letter, is stated by the file", async () => {
    const escaped = Buffer.from("sku,\x1b$B>&IJ\x1b(B\nA,\x1b$B@V\x1b(B\n", "latin1");
    expect((await read(put(escaped))).rows[1]?.cells).toEqual(["A", "赤"]);
    for (const [encoding, write] of [
      ["utf-32le", "writeUInt32LE"],
      ["utf-32be", "writeUInt32BE"],
    ] as const) {
      const letters = [..."\uFEFFsku,name\nA,红\n"];
      const bytes = Buffer.alloc(letters.length * 4);
      for (const [at, letter] of letters.entries()) bytes[write](letter.codePointAt(0) ?? 0, at * 4);
      const { inspection, rows } = await read(put(bytes));
      expect(inspection.format).toMatchObject({ encoding });
      expect(rows[1]?.cells).toEqual(["A", "红"]);
    }
  });

  test.each(ENCODINGS)("%s can be chosen", (encoding) => {
    const wide = encoding.startsWith("utf-32") ? 4 : encoding.startsWith("utf-16") ? 2 : 1;
    const bytes = Buffer.alloc(wide, 0);
    bytes[encoding.endsWith("be") ? wide - 1 : 0] = 0x41;
    const decoder = textDecoder(encoding);
    expect(decoder.write(bytes) + decoder.end()).toBe("A");
  });

  test("that was guessed is told, one that was chosen is obeyed", async () => {
    const file = put(encode("sku,name\n1,红\n", "gb18030"));
    const guessed = await read(file);
    expect(guessed.inspection.notices).toEqual([
      { code: "encoding_unsure", params: { encoding: "gb18030" } },
    ]);
    const chosen = await read(file, { encoding: "gb18030" });
    expect(chosen.inspection.notices).toEqual([]);
    const wrong = await inspectFile(file, `${file.path}.scratch`, { encoding: "utf-8" });
    expect(wrong.headerProblem).toEqual({ code: "encoding_broken", params: { encoding: "utf-8", line: 2 } });
    expect((await read(file, { encoding: "windows-1251" })).rows[1]?.cells).toEqual(["1", "єм"]);
  });
});

describe("a bad byte", () => {
  test.each([
    ["utf-8", Buffer.from("名,价\n".concat("红,1\n".repeat(30)))],
    ["gb18030", encode("品名,价格\n".concat("玫瑰香水,1\n".repeat(30)), "gb18030")],
  ] as const)("in %s is a fault of its cell, and costs no other row", async (encoding, good) => {
    const bad = Buffer.concat([good, Buffer.from([0x41, 0xff, 0x2c, 0x32, 0x0a]), Buffer.from("b,3\n")]);
    const { inspection, rows } = await read(put(bad));
    expect(inspection.format).toMatchObject({ encoding });
    expect(rows.filter(({ faults }) => faults)).toEqual([
      {
        sourceRow: 32,
        cells: ["A\uFFFD", "2"],
        faults: [{ cell: 0, rule: "broken_character", value: "A\uFFFD" }],
      },
    ]);
    expect(rows.at(-1)?.cells).toEqual(["b", "3"]);
  });

  test("a long way into a file is found at its line", async () => {
    const good = Buffer.from("name,price\n".concat("Rosé,1\n".repeat(120_000)));
    const { rows } = await read(put(Buffer.concat([good, Buffer.from([0x52, 0xe9, 0x2c, 0x31, 0x0a])])));
    expect(rows.filter(({ faults }) => faults).map(({ sourceRow }) => sourceRow)).toEqual([120_002]);
  });

  test("is not taken for a replacement character that the file has of its own", async () => {
    const filler = `${"x".repeat(9)},1\n`.repeat(30_000);
    for (let shift = 0; shift < 3; shift++) {
      const { rows } = await read(
        put(`name,n\n${"y".repeat(shift)}é,1\n${filler}a\uFFFDb,2\n`.replaceAll("x", "\uFFFD")),
      );
      expect(rows.every(({ faults }) => !faults)).toBe(true);
      expect(rows.at(-1)?.cells).toEqual(["a\uFFFDb", "2"]);
    }
  });

  test("in a line of JSON leaves that line out", async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"a":"红"}\n'.repeat(30)),
      Buffer.from('{"a":"\xff"}\n', "latin1"),
    ]);
    const { rows } = await read(put(bytes, "lines.jsonl"));
    expect(rows.at(-1)).toMatchObject({ sourceRow: 31, faults: [{ rule: "broken_character" }] });
  });

  test("NUL is read, in a text of which it is a small part", async () => {
    const { rows } = await read(put("SKU,Name\nA1,Shirt\nA2,Trou\0sers\nA3,Hat\n"));
    expect(rows).toHaveLength(4);
  });
});

describe("the delimiter", () => {
  const html = "<p style='color:red;margin:0;padding:1px;'>x</p>";
  test.each([
    ["HTML in cells", `sku,body\n${`A,${html}\n`.repeat(20)}`, ",", "sure"],
    [
      "quoted HTML in cells",
      `sku,body\n${`A,"<p style=""color:red;margin:0;"">x</p>"\n`.repeat(20)}`,
      ",",
      "sure",
    ],
    [
      "links joined in a cell",
      `sku,images\n${"A,https://x.test/1|https://x.test/2|https://x.test/3\n".repeat(20)}`,
      ",",
      "sure",
    ],
    ["HTML in a single column", `body\n${`${html}\n`.repeat(20)}`, ",", "sure"],
    ["sentences in a single column", `prompt\n${"Write a title, short\n".repeat(20)}`, "none", "unsure"],
    ["a title above the table", "Stock list\n\nSKU;Name;Price\nA;B;1\nC;D;2\n", ";", "unsure"],
    ["a line that states it", "sep=;\na,b;c,d\n1,5;2,5\n", ";", "sure"],
    ["ragged semicolons", "a;b;c\n1;2;3\n4;5\n6;7;8\n", ";", "unsure"],
    ["carets", "sku^name^price\nA^Rose, red^1\nB^Iris^2\n", "^", "sure"],
    ["tildes", "sku~name~price\nA~Rose~1\nB~Iris, dry~2\n", "~", "sure"],
    ["full-width commas", "货号，品名，价格\nA，玫瑰，1\nB，檀香，2\n", "，", "sure"],
    ["a line that states a caret", "sep=^\na^b\n1^2\n", "^", "sure"],
    ["Chinese sentences in a single column", `文案\n${"前调玫瑰，余韵悠长\n".repeat(20)}`, ",", "sure"],
    ["Chinese sentences beside a price", "品名,描述\n甲,前调玫瑰，余韵\n乙,木质，悠长\n", ",", "sure"],
    ["lines quoted whole", '"sku,name,price"\n"A,Rose,1"\n"B,Iris,2"\n', ",", "unsure"],
    ["lines of another delimiter quoted whole", '"sku;name"\n"A;Rose"\n"B;Iris"\n', ",", "unsure"],
    ["names with a comma, quoted, in a single column", '"name"\n"Rose, red"\n"Iris, blue"\n', ",", "sure"],
  ] as const)("is found for %s, and how sure it is", (_name, text, delimiter, sureness) => {
    expect(detectDelimiter(text)).toEqual({ delimiter, sureness });
  });

  test("of a single column is none, and cuts nothing", async () => {
    const { inspection, rows } = await read(put(`prompt\n${"Write a title, short; or | long\n".repeat(3)}`), {
      delimiter: "none",
    });
    expect(inspection.columns.map(({ header }) => header)).toEqual(["prompt"]);
    expect(rows[3]?.cells).toEqual(["Write a title, short; or | long"]);
  });
});

describe("quotation marks in tab-separated text", () => {
  test.each([
    ["that pair hold cells together", 'id\tname\n1\t"a ""b"" c"\n2\td\n', true],
    ["around tabs and line breaks hold cells together", 'id\tname\n1\t"a\tb"\n2\t"c\nd"\n3\te\n', true],
    ["that do not pair are letters", 'id\tname\tn\n1\t"Best lamp\t2\n2\tCup\t3\n3\t27"\t4\n', false],
    ["after a number are inches", 'id\tsize\n1\t27"\n2\t24"\n', true],
  ])("%s", (_name, text, quotes) => {
    expect(detectQuotes(text, "\t")).toBe(quotes);
  });
});

test("line ends that a program on Windows has doubled are line ends (dilshod/xlsx2csv#91)", async () => {
  const { rows } = await read(put('sku,name\r\r\nA,b\r\r\nC,"d\r\r\ne"\r\r\n'));
  expect(rows.map(({ cells }) => cells)).toEqual([
    ["sku", "name"],
    ["A", "b"],
    ["C", "d\r\r\ne"],
  ]);
});

test("what exports put around a value for a spreadsheet is not part of it", () => {
  expect(tidyCells(['="00123"', "\t00123", "123\t", "a\tb", '="a""b"', '="x'], ",")).toEqual([
    "00123",
    "00123",
    "123",
    "a\tb",
    'a"b',
    '="x',
  ]);
  expect(tidyCells(["A", ' "Shirt', ' red"', ' "soft"', ' "odd'], ",")).toEqual([
    "A",
    "Shirt, red",
    "soft",
    ' "odd',
  ]);
});

describe("the header row", () => {
  test("may be of years, sizes, shares and links", () => {
    expect(
      likelyHeader([
        ["SKU", "2023", "2024"],
        ["A1", "high", "low"],
      ]),
    ).toBe(0);
    expect(
      likelyHeader([
        ["2022", "2023"],
        ["high", "low"],
      ]),
    ).toBe(0);
    expect(
      likelyHeader([
        ["sku", "https://x.test/spec", "100%"],
        ["A1", "cotton", "yes"],
      ]),
    ).toBe(0);
  });

  test("may name columns in whole sentences", () => {
    const long = "Item name (aka title): the short text shown in search results, in the shop's language";
    expect(
      likelyHeader([
        [long, `${long} 2`, "SKU"],
        ["Rose", "Iris", "A1"],
      ]),
    ).toBe(0);
  });

  test("that goes on in the next row is told", async () => {
    expect(isHeaderOfTwoRows(["SKU", "尺寸", "", "", "价格"], ["", "长", "宽", "高", ""])).toBe(true);
    expect(isHeaderOfTwoRows(["SKU", "Name", "Price"], ["A1", "Cup", "9"])).toBe(false);
    expect(isHeaderOfTwoRows(["Seller SKU", "Name"], ["item_sku", "item_name"])).toBe(true);
    expect(isHeaderOfTwoRows(["item_sku", "item_name"], ["a_1", "cup_red"])).toBe(false);
    const { inspection } = await read(put("SKU,Size,,Price\n,Length,Width,\nA,1,2,3\nB,2,3,4\n"));
    expect(inspection.notices).toEqual([{ code: "header_of_two_rows", params: { row: 1, next: 2 } }]);
  });

  test("keeps no invisible characters, but those that belong to its letters", () => {
    expect(tidyHeader("\u200BPrice\u00AD \uFEFF\u2060(net)")).toBe("Price (net)");
    expect(tidyHeader("👨‍👩‍👧 size")).toBe("👨‍👩‍👧 size");
    expect(tidyHeader("Gro\u0308ße".normalize("NFD"))).toBe("Größe");
    expect(tidyHeader(`${"a".repeat(199)}😀`)).toBe("a".repeat(199));
  });
});

test.each([
  ["brackets on lines of their own", '[\n{"a":"1"},\n{"a":"2]"}\n]\n', [2, 3]],
  ["brackets beside the objects", '[{"a":"1"},\r\n {"a":"2]"}]', [1, 2]],
  ["no brackets but commas", '{"a":"1"},\n{"a":"2]"}\n', [1, 2]],
])("a JSON list with one object a line is read as its objects, with %s", async (_name, text, lines) => {
  const { rows } = await read(put(text, "list.json"));
  expect(rows).toEqual([
    { sourceRow: lines[0], cells: ["1"] },
    { sourceRow: lines[1], cells: ["2]"] },
  ]);
});

describe("JSON laid out over any lines is read as its objects", () => {
  const rows = [
    { a: '}"{\\', b: [{ c: 1 }] },
    { a: "x\ny", b: {} },
  ];
  const cells = [
    ['}"{\\', '[{"c":1}]'],
    ["x\ny", "{}"],
  ];
  test.each<[what: string, text: string, lines: number[]]>([
    ["a list, pretty-printed", JSON.stringify(rows, null, 2), [2, 10]],
    ["a list in one line", JSON.stringify(rows), [1, 2]],
    [
      "a list with brackets and objects on lines of their own",
      `[\n${rows.map((row) => JSON.stringify(row, null, 1)).join(",\n")}\n]\n`,
      [2, 10],
    ],
    [
      "one after the other, pretty-printed",
      rows.map((row) => JSON.stringify(row, null, 2)).join("\n"),
      [1, 9],
    ],
    ["one after the other in one line", rows.map((row) => JSON.stringify(row)).join(""), [1, 2]],
  ])("%s", async (_, text, lines) => {
    const read_ = await read(put(text, "list.json"));
    expect(read_.rows.map((row) => row.cells)).toEqual(cells);
    expect(read_.rows.map(({ sourceRow }) => sourceRow)).toEqual(lines);
    expect(read_.inspection.columns.map(({ header }) => header)).toEqual(["a", "b"]);
  });

  test("wherever a part of the file ends", () => {
    const text = JSON.stringify(rows, null, 2);
    for (let size = 1; size < 12; size++) {
      const values = new JsonValues();
      const found = [];
      for (let at = 0; at < text.length; at += size) found.push(...values.push(text.slice(at, at + size)));
      found.push(...values.end());
      expect(found.map((value) => JSON.parse(value.text))).toEqual(rows);
      expect(found.map(({ line }) => line)).toEqual([2, 10]);
    }
  });

  test("and what is none, or was cut off, is left out by its line", async () => {
    const text = '[\n{\n"a": 1},\n"odd",\n{"a": 2,}, {"a":\n 3},\n{"a": 4';
    const faulty = (await read(put(text, "list.json"))).rows.map(({ sourceRow, cells: [cell], faults }) => [
      ...[sourceRow, cell ?? faults?.[0]?.value],
    ]);
    expect(faulty).toEqual([
      [2, "1"],
      [4, '"odd",'],
      [5, '{"a": 2,}'],
      [6, "3"],
      [7, '{"a": 4'],
    ]);
  });
});

test("names of columns hold nothing that no database takes", () => {
  expect(tidyHeader("Na\0me \uD83D")).toBe("Name \uFFFD");
  expect(Object.keys(parseLine('{"a\\u0000b":1,"c\\ud83d":2}') ?? {})).toEqual(["ab", "c\uFFFD"]);
});

test("numbers inside nested values keep their digits", () => {
  expect(parseLine('{"ids":[12345678901234567890,1.10,{"n":1e3}],"n":6901234567890123456}')).toEqual({
    ids: '[12345678901234567890,1.10,{"n":1e3}]',
    n: "6901234567890123456",
  });
});
