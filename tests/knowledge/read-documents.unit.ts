import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { type ReadingLimits, readInThread } from "#lib/knowledge/reading/read-in-thread.ts";
import type { Passage } from "#lib/knowledge/reading/split-passages.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { writeWorkbook } from "#tests/fixtures/write-workbook.ts";
import { writeZip } from "#tests/fixtures/write-zip.ts";
import { writeDocx } from "./write-docx.ts";
import { writePdf } from "./write-pdf.ts";

// Each reads in a thread of its own, which takes a second to start on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const folder = temporaryFolder();
const never = new AbortController().signal;
let files = 0;

async function read(fileName: string, path: string, limits?: ReadingLimits): Promise<Passage[]> {
  const found: Passage[] = [];
  const task = { path, fileName, modelName: "text-embedding-3-small" };
  for await (const passages of readInThread(task, never, limits)) found.push(...passages);
  return found;
}

function written(fileName: string, content: string | Buffer): string {
  const path = join(folder, `${files++}-${fileName}`);
  writeFileSync(path, content);
  return path;
}

const readText = (fileName: string, content: string | Buffer) => read(fileName, written(fileName, content));

async function refusalOf(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(FileRefusal);
  return (error as FileRefusal).refusal.code;
}

describe("a document is read", () => {
  test("markdown under its headings, code and tables whole", async () => {
    const passages = await readText(
      "care.md",
      [
        "---\ntitle: x\n---\n# Care\n\nWash cold.\n\n## Wool\n\nDo not *wring*.\n\n```\n# no heading\n\nstill code\n```\n",
        "| Size | Chest |\n|---|---|\n| S | 88 cm |\n| M | 96 cm |\n\nSilk\n----\nDry clean only.",
      ].join("\n"),
    );
    expect(passages.map(({ place, text }) => [place.headings, text])).toEqual([
      [["Care"], "Wash cold."],
      [
        ["Care", "Wool"],
        "Do not *wring*.\n\n```\n# no heading\n\nstill code\n```\nSize: S | Chest: 88 cm\nSize: M | Chest: 96 cm",
      ],
      [["Care", "Silk"], "Dry clean only."],
    ]);
  });

  test("markdown of which nothing is lost: text between dashes, headings alone, headings of a whole paragraph", async () => {
    const long = `Wool ${"warms ".repeat(40)}`.trim();
    const passages = await readText(
      "faq.md",
      `---\nReturn within 30 days: no questions asked.\n---\n# FAQ\n## Is it warm?\n## Is it soft?\nYes.\n# ${long}\n\nSo it is.\n# End`,
    );
    expect(passages.map(({ place, text }) => [place.headings, text])).toEqual([
      [[], "---\nReturn within 30 days: no questions asked.\n---"],
      [["FAQ"], "Is it warm?"],
      [["FAQ", "Is it soft?"], "Yes."],
      [[], `${long}\n\nSo it is.\n\nEnd`],
    ]);
  });

  test("HTML without what nobody sees", async () => {
    const passages = await readText(
      "page.html",
      `<html><head><title>t</title><style>p{}</style></head><body><script>alert(1)</script><h1>Gr&ouml;&szlig;en</h1>
       <p>Eine <b>Zeile</b><br>noch eine</p><div hidden>geheim</div><table><tr><th>Größe</th><th>cm</th></tr><tr><td>M</td><td>96</td></tr></table></body>`,
    );
    expect(passages).toEqual([
      {
        text: "Eine Zeile\nnoch eine\nGröße: M | cm: 96",
        place: { headings: ["Größen"] },
        tokens: expect.any(Number),
      },
    ]);
  });

  // arc53/DocsGPT#2797, Alir3z4/html2text#367
  test("tables with merged cells keep each value in its column, and say on each row what is merged over it", async () => {
    const row = (...cells: string[]) => `<tr>${cells.join("")}</tr>`;
    const td = (text: string, span = "") => `<td ${span}>${text}</td>`;
    const th = (text: string, span = "") => `<th ${span}>${text}</th>`;
    const stock = [
      row(th("Region"), th("Product"), th("Units")),
      row(td("EU", 'rowspan="2"'), td("Cable"), td("12")),
      row(td("Hub"), td("7")),
      row(td("US"), td("All of them, on request", 'colspan="2"')),
    ];
    const sizes = [
      row(th("Size", 'rowspan="2"'), th("Chest", 'colspan="2"'), th("Note", "rowspan=2")),
      row(th("cm"), th("in")),
      row(td("M"), td("96"), td("38"), td("warm", 'rowspan="0"')),
      row(td("L"), td("104"), td("41")),
    ];
    const odd = [
      row(td("A", 'colspan="x" rowspan="-3"'), td("B", 'colspan="99999999"'), td("C")),
      row(td("D")),
    ];
    const tables = [stock, sizes, odd].map((rows) => `<table>${rows.join("")}</table>`);
    const [passage] = await readText("stock.html", tables.join("<p>and</p>"));
    expect(passage?.text.split(/\n+/)).toEqual([
      ...["Region: EU | Product: Cable | Units: 12", "Region: EU | Product: Hub | Units: 7"],
      "Region: US | Product: All of them, on request",
      ...["and", "Size: M | Chest cm: 96 | Chest in: 38 | Note: warm"],
      "Size: L | Chest cm: 104 | Chest in: 41 | Note: warm",
      ...["and", "A | B | C", "D"],
    ]);
  });

  test("text in the encoding it is in", async () => {
    const [passage] = await readText(
      "notes.txt",
      Buffer.from("d2bbb6e4c3b5b9e5a3aca1a3d2bbb6e4c3b5b9e5", "hex"),
    );
    expect(passage?.text).toContain("玫瑰");
  });

  // dnotitia/akb#527, langgenius/dify#27873
  test("text with a NUL in it, which no database keeps, without the NUL", async () => {
    const care = `# Care\n\n${"Wash cold and dry flat. ".repeat(60)}\n\n## Wool\0\n\nBy hand.\0 Never hot.\n`;
    for (const name of ["care.md", "care.txt"]) {
      const passages = await readText(name, care);
      expect(JSON.stringify(passages)).not.toContain("\\u0000");
      expect(passages.map(({ text }) => text).join("\n")).toContain("By hand. Never hot.");
    }
  });

  test("a PDF page by page, words broken at line ends put together", async () => {
    const pdf = writePdf([
      ["The warran-", "ty lasts two years.", "", "", "Returns are free."],
      ["Page two."],
    ]);
    const passages = await readText("manual.pdf", pdf);
    expect(passages).toHaveLength(1);
    expect(passages[0]?.text).toBe("The warranty lasts two years.\n\nReturns are free.\n\nPage two.");
    expect(passages[0]?.place).toEqual({ headings: [], page: 1 });
  });

  test("Word with its headings and tables", async () => {
    const path = join(folder, "guide.docx");
    const rows = [
      ["Colour", "Code"],
      ["Rosé", "R1"],
    ];
    await writeDocx(path, [{ heading: "Colours", level: 1 }, "We have many.", { rows }]);
    const [passage] = await read("guide.docx", path);
    expect(passage?.place.headings).toEqual(["Colours"]);
    expect(passage?.text).toContain("We have many.");
    expect(passage?.text).toMatch(/Rosé.*R1/);
  });

  test("Word tables by the names of their columns, though nobody marked the row of names", async () => {
    const path = join(folder, "sizes.docx");
    const sizes = [["Women 2026"], ["Size", "Chest (cm)", "Waist"], ["S", "88", "70"], ["M", "96", ""]];
    const facts = [
      ["Material", "Wool"],
      ["Washing", "By hand"],
    ];
    const figures = [
      ["1", "2", "3"],
      ["4", "5", "6"],
    ];
    await writeDocx(path, [{ rows: sizes }, { rows: facts }, { rows: figures }]);
    expect((await read("sizes.docx", path)).map(({ text }) => text)).toEqual([
      [
        ...["Women 2026", "Size: S | Chest (cm): 88 | Waist: 70", "Size: M | Chest (cm): 96"],
        ...["Material | Wool", "Washing | By hand", "1 | 2 | 3", "4 | 5 | 6"],
      ].join("\n"),
    ]);
  });

  // langgenius/dify#27870, langgenius/dify#15566, python-openxml/python-docx#1123
  test("Word tables with merged cells, and text as it reads once its changes are accepted", async () => {
    const path = join(folder, "prices.docx");
    const text = (words: string, tag = "w:t") => `<w:r><${tag}>${words}</${tag}></w:r>`;
    const cell = (words: string, properties = "") =>
      `<w:tc><w:tcPr>${properties}</w:tcPr><w:p>${words ? text(words) : ""}</w:p></w:tc>`;
    const row = (...cells: string[]) => `<w:tr>${cells.join("")}</w:tr>`;
    const merged = '<w:vMerge w:val="restart"/>';
    const table = [
      row(cell("City"), cell("Grade"), cell("Per day")),
      row(cell("Taiyuan", merged), cell("Director"), cell("480")),
      row(cell("", "<w:vMerge/>"), cell("Others"), cell("350")),
      row(cell("Elsewhere"), cell("As agreed", '<w:gridSpan w:val="2"/>')),
    ];
    const changed = [
      text("Paid "),
      `<w:del>${text("weekly", "w:delText")}</w:del>`,
      `<w:ins>${text("monthly")}</w:ins>`,
    ];
    const body = `<w:tbl>${table.join("")}</w:tbl><w:p>${changed.join("")}</w:p>`;
    const namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
    const document = `<?xml version="1.0"?><w:document ${namespace}><w:body>${body}</w:body></w:document>`;
    await writeDocx(path, [], { body: [document] });
    const [passage] = await read("prices.docx", path);
    expect(passage?.text.split(/\n+/)).toEqual([
      ...["City: Taiyuan | Grade: Director | Per day: 480", "City: Taiyuan | Grade: Others | Per day: 350"],
      ...["City: Elsewhere | Grade: As agreed", "Paid monthly"],
    ]);
  });

  test("a workbook row by row, and where each stands", async () => {
    const path = join(folder, "sizes.xlsx");
    const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
    const rows = ["Size Chest", "S 88", "M 96"].map(
      (row, index) => `<row r="${index + 1}">${row.split(" ").map(cell).join("")}</row>`,
    );
    await writeWorkbook(path, { sheets: [{ name: "Sizes", rows }] });
    const [passage] = await read("sizes.xlsx", path);
    expect(passage).toMatchObject({
      text: "Size: S | Chest: 88\nSize: M | Chest: 96",
      place: { headings: [], sheet: "Sizes", rows: [2, 3] },
    });
  });

  test("csv row by row", async () => {
    const [passage] = await readText("faq.csv", "Question,Answer\nReturns?,30 days\nShipping?,Free\n");
    expect(passage).toMatchObject({
      text: "Question: Returns? | Answer: 30 days\nQuestion: Shipping? | Answer: Free",
      place: { rows: [2, 3] },
    });
  });

  test("a line of 5 MB in little time, no passage too long for a model", async () => {
    const passages = await readText("line.txt", "lorem ipsum dolor ".repeat(290_000));
    expect(passages.length).toBeGreaterThan(1_000);
    expect(Math.max(...passages.map(({ tokens }) => tokens))).toBeLessThanOrEqual(410);
    const dots = await readText("dots.md", `word ${".".repeat(2_000_000)}\n${"# ".repeat(500_000)}`);
    expect(dots.length).toBeGreaterThan(0);
  });
});

describe("a document that cannot be read says why", () => {
  test.each([
    ["nothing in it", "empty.md", "", "file_empty"],
    ["only white space", "blank.txt", " \n\n \n", "document_empty"],
    ["a kind that is not read", "photo.png", "x", "document_kind"],
    [
      "a binary file called text",
      "binary.txt",
      Buffer.from(Array.from({ length: 400 }, (_, i) => i % 9)),
      "document_damaged",
    ],
    ["a PDF called Word", "letter.docx", writePdf([["x"]]), "document_other_kind"],
    ["a text called PDF", "text.pdf", "just text", "document_damaged"],
    ["a PDF that breaks off", "cut.pdf", writePdf([["x"]]).subarray(0, 60), "document_damaged"],
    ["a PDF of pictures only", "scan.pdf", writePdf([[], []], { scanned: true }), "document_no_text"],
    ["a PDF with a password", "locked.pdf", writePdf([["secret"]], { locked: true }), "document_locked"],
    [
      "a Word file with a password",
      "locked.docx",
      Buffer.from("d0cf11e0a1b11ae1".padEnd(1024, "0"), "hex"),
      "document_locked",
    ],
    [
      "a Word file before 2007",
      "old.pdf",
      Buffer.from("d0cf11e0a1b11ae1".padEnd(1024, "0"), "hex"),
      "document_old",
    ],
    ["half a Word file", "half.docx", Buffer.from("PK\x03\x04 and nothing more"), "document_damaged"],
  ])("%s", async (_, fileName, content, code) => {
    expect(await refusalOf(readText(fileName, content))).toBe(code);
  });

  test("a Word file whose parts are missing or are no XML", async () => {
    const other = join(folder, "other.docx");
    await writeZip(other, [{ name: "xl/workbook.xml", content: ["<a/>"] }]);
    expect(await refusalOf(read("other.docx", other))).toBe("document_other_kind");
    const broken = join(folder, "broken.docx");
    await writeDocx(broken, [], { body: ["<w:document><w:body>"] });
    expect(await refusalOf(read("broken.docx", broken))).toBe("document_damaged");
  });

  test("a Word file that swells when it is unpacked, whether it says so or lies", async () => {
    function* swelling() {
      for (let part = 0; part < 400; part++) yield " ".repeat(1024 ** 2);
    }
    const honest = join(folder, "bomb.docx");
    await writeDocx(honest, [], { body: swelling() });
    expect(await refusalOf(read("bomb.docx", honest))).toBe("document_bomb");
    const lying = join(folder, "liar.docx");
    await writeDocx(lying, [], { body: swelling(), declaredBytes: 1_000 });
    expect(["document_bomb", "document_damaged"]).toContain(await refusalOf(read("liar.docx", lying)));
  });

  test("a PDF that swells beyond what it may take, and one that takes too long", async () => {
    const bomb = written("bomb.pdf", writePdf([["x"]], { bombBytes: 300 * 1024 ** 2 }));
    const small = { timeoutMs: 60_000, heapMegabytes: 200, unpackedMegabytes: 100 };
    expect(await refusalOf(read("bomb.pdf", bomb, small))).toBe("document_too_complex");
    const long = written("long.txt", "one two three ".repeat(400_000));
    expect(await refusalOf(read("long.txt", long, { ...small, timeoutMs: 1 }))).toBe("document_too_complex");
  });
});
