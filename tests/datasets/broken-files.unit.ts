import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { planImport } from "#lib/datasets/plan-import.ts";
import { inspectInThread, readInThread } from "#lib/datasets/read-in-thread.ts";
import { locales } from "#lib/i18n/locales.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { inlineRow, workbookEntries, writeWorkbook } from "#tests/fixtures/write-workbook.ts";
import { writeZip } from "#tests/fixtures/write-zip.ts";

const folder = temporaryFolder();
process.env.DATA_DIR = folder;

// Each file starts threads, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000 });

const OLE = Buffer.from("d0cf11e0a1b11ae1", "hex");
const rows = [inlineRow(1, ["sku", "name"]), inlineRow(2, ["1", "Rose"]), inlineRow(3, ["2", "Iris"])];

function put(fileName: string, content: Buffer | string): string {
  const path = join(folder, fileName);
  writeFileSync(path, content);
  return path;
}

interface EndlessParts {
  rows: string[];
  sharedStrings?: string[];
}

/** The refusal a file meets when it is looked into, or then read to its end; `null` when it is taken. */
async function refusalOf(path: string) {
  const fileName = path.split("/").at(-1) ?? "";
  try {
    const inspection = await inspectInThread({ path, fileName }, {});
    const plan = planImport(inspection, {});
    if (!plan.ok) return plan.refusal;
    const task = { path, plan: plan.value, afterSourceRow: 0 };
    for await (const _ of readInThread({ ...task, maxSourceRows: Number.POSITIVE_INFINITY }));
    return null;
  } catch (error) {
    if (error instanceof FileRefusal) return error.refusal;
    throw error;
  }
}

async function expectRefusal(path: string, code: string): Promise<void> {
  const refusal = await refusalOf(path);
  expect(refusal?.code).toBe(code);
  const texts = locales.map((locale) => translateError(locale, code, refusal?.params));
  expect(new Set(texts).size).toBe(locales.length);
  for (const text of texts) expect(text).not.toMatch(/[{}]/);
}

describe("a file that cannot be taken is refused in its own words:", () => {
  test("an empty one", async () => {
    await expectRefusal(put("empty.csv", ""), "file_empty");
    await expectRefusal(put("blank.csv", " \n\n\r\n"), "file_empty");
  });

  test("a workbook without any filled cell", async () => {
    const path = join(folder, "nothing.xlsx");
    await writeWorkbook(path, { sheets: [{ name: "S", rows: [] }] });
    await expectRefusal(path, "sheet_empty");
  });

  test("a header that names two columns alike", async () => {
    await expectRefusal(put("twice.csv", "name,price,Name\nRose,1,x\n"), "duplicate_header");
  });

  test("a name that promises another kind", async () => {
    await expectRefusal(put("text.xlsx", "sku,name\n1,Rose\n"), "wrong_extension");
    const path = join(folder, "book.csv");
    await writeWorkbook(path, { sheets: [{ name: "S", rows }] });
    await expectRefusal(path, "wrong_extension");
    await expectRefusal(put("lines.csv", '{"a":1}\n{"a":2}\n'), "wrong_extension");
  });

  test("a workbook locked with a password", async () => {
    const stream = Buffer.from("EncryptedPackage", "utf16le");
    await expectRefusal(
      put("locked.xlsx", Buffer.concat([OLE, Buffer.alloc(1_500), stream, Buffer.alloc(500)])),
      "file_encrypted",
    );
    await expectRefusal(put("header-only.xlsx", Buffer.concat([OLE, Buffer.alloc(504)])), "file_encrypted");
  });

  test("a workbook from before 2007", async () => {
    const stream = Buffer.from("Workbook", "utf16le");
    await expectRefusal(put("old.xls", Buffer.concat([OLE, Buffer.alloc(2_000), stream])), "workbook_old");
  });

  test("a workbook cut off", async () => {
    const whole = join(folder, "whole.xlsx");
    await writeWorkbook(whole, { sheets: [{ name: "S", rows }] });
    const bytes = readFileSync(whole);
    await expectRefusal(put("cut.xlsx", bytes.subarray(0, bytes.length * 0.7)), "file_truncated");
    await expectRefusal(put("four-bytes.xlsx", bytes.subarray(0, 4)), "file_truncated");
  });

  test("a workbook damaged inside", async () => {
    const path = join(folder, "damaged.xlsx");
    await writeWorkbook(path, { sheets: [{ name: "S", rows: [...rows, "<row><c><v>1</c></row>"] }] });
    await expectRefusal(path, "file_damaged");
    const noise = join(folder, "noise.xlsx");
    await writeWorkbook(noise, {
      sheets: [
        {
          name: "S",
          rows: Array.from({ length: 500 }, (_, n) => inlineRow(n + 1, [`${n}`, `${Math.sin(n)}`])),
        },
      ],
    });
    const bytes = readFileSync(noise);
    const at = bytes.indexOf("xl/worksheets/sheet1.xml") + 300;
    bytes.fill(0xff, at, at + 200);
    await expectRefusal(put("noise.xlsx", bytes), "file_damaged");
  });

  test("a cell that names a string the workbook does not have", async () => {
    const path = join(folder, "strings.xlsx");
    await writeWorkbook(path, {
      sheets: [{ name: "S", rows: ['<row><c t="s"><v>9</v></c></row>'] }],
      sharedStrings: [],
    });
    await expectRefusal(path, "file_damaged");
  });

  test("a zip bomb that says how large it is", async () => {
    const path = join(folder, "bomb.xlsx");
    const zeros = Buffer.alloc(1024 ** 2, "0");
    const entries = workbookEntries({ sheets: [{ name: "S", rows }] }).filter(
      ({ name }) => !name.includes("sheet1"),
    );
    await writeZip(path, [
      ...entries,
      { name: "xl/worksheets/sheet1.xml", content: Array.from({ length: 200 }, () => zeros) },
    ]);
    await expectRefusal(path, "zip_bomb");
  });

  test("a zip bomb that lies about its size", async () => {
    const path = join(folder, "liar.xlsx");
    const entries = workbookEntries({ sheets: [{ name: "S", rows }] }).map((entry) =>
      entry.name.includes("sheet1")
        ? {
            ...entry,
            content: Array.from({ length: 50 }, () => Buffer.alloc(1024 ** 2, " ")),
            declaredBytes: 5_000,
          }
        : entry,
    );
    await writeZip(path, entries);
    await expectRefusal(path, "zip_bomb");
  });

  test("a text so long that no memory would hold it", async () => {
    const path = join(folder, "deep.xlsx");
    const part = "x".repeat(1024 ** 2);
    function* endless() {
      yield '<row r="1"><c t="inlineStr"><is><t>';
      for (let n = 0; n < 400; n++) yield `${part}${Math.random().toString(36).repeat(20_000)}`;
      yield "</t></is></c></row>";
    }
    await writeWorkbook(path, { sheets: [{ name: "S", rows: endless() }] });
    const refusal = await refusalOf(path);
    expect(["file_too_complex", "zip_bomb", "no_columns", undefined]).toContain(refusal?.code);
  });

  test.each([
    ["tags in tags of its rows", { rows: [`<row r="1">${"<c>".repeat(300_000)}`] }],
    [
      "attributes of a cell",
      {
        rows: [`<row r="1"><c ${Array.from({ length: 100_000 }, (_, at) => `a${at}=""`).join(" ")}/></row>`],
      },
    ],
    ["one comment among its rows", { rows: [`<!--${"a".repeat(8_000_000)}-->`] }],
    ["one name among its rows", { rows: [`<row r="1"><${"a".repeat(8_000_000)}/></row>`] }],
    ["tags in tags of its strings", { rows, sharedStrings: ["<r>".repeat(300_000)] }],
  ])("a workbook of endless %s", async (_, { rows: own, sharedStrings }: EndlessParts) => {
    const path = join(folder, "endless.xlsx");
    const asking = ['<row r="9"><c t="s"><v>0</v></c></row>'];
    const all = sharedStrings ? [...own, ...asking] : [...rows, ...own];
    await writeWorkbook(path, {
      sheets: [{ name: "S", rows: all }],
      ...(sharedStrings && { sharedStrings }),
    });
    await expectRefusal(path, "file_too_complex");
  });

  test("a zip without a workbook, and a binary workbook", async () => {
    const plain = join(folder, "plain.xlsx");
    await writeZip(plain, [{ name: "readme.txt", content: ["hello"] }]);
    await expectRefusal(plain, "zip_without_workbook");
    const binary = join(folder, "binary.xlsx");
    const relation =
      '<Relationships><Relationship Id="1" Type="x/officeDocument" Target="xl/workbook.bin"/></Relationships>';
    await writeZip(binary, [
      { name: "_rels/.rels", content: [relation] },
      { name: "xl/workbook.bin", content: ["x"] },
    ]);
    await expectRefusal(binary, "workbook_binary");
    const ods = join(folder, "table.ods");
    await writeZip(ods, [
      { name: "mimetype", content: ["application/vnd.oasis.opendocument.spreadsheet"] },
      { name: "content.xml", content: ["<office/>"] },
    ]);
    await expectRefusal(ods, "workbook_open_document");
  });

  test("a file of another kind", async () => {
    await expectRefusal(put("paper.csv", "%PDF-1.7\n..."), "file_not_table");
    await expectRefusal(put("page.csv", "<html><table><tr><td>1</td></tr></table></html>"), "file_not_table");
    await expectRefusal(put("picture.csv", Buffer.from("89504e470d0a1a0a00", "hex")), "file_not_table");
    await expectRefusal(
      put("bytes.csv", Buffer.from([1, 2, 0, 0, 0, 9, 8, 0, 3, 0, 0, 0, 7, 7])),
      "file_not_table",
    );
  });

  test("JSON that is neither objects nor a list of them", async () => {
    await expectRefusal(put("list.jsonl", '[{"a":1,"b"},{"a":2}]'), "json_array");
    await expectRefusal(put("pretty.jsonl", '{\n  "a": 1\n}\n'), "json_not_lines");
    await expectRefusal(put("pretty.json", '{\n  "a": [\n    1\n  ]\n}\n'), "json_not_lines");
    await expectRefusal(
      put("one.json", JSON.stringify({ a: [{ b: 1 }, { b: 2 }] }, null, 2)),
      "json_not_lines",
    );
  });

  test("bytes that are no text in the encoding its mark states, in row after row", async () => {
    const rows = Buffer.from("Ros\u00e9,1\n".repeat(50), "latin1");
    await expectRefusal(
      put("marked.csv", Buffer.concat([Buffer.from("\uFEFFname,price\n"), rows])),
      "encoding_broken",
    );
  });

  test("a quotation mark that is never closed", async () => {
    await expectRefusal(put("quote.csv", 'name,price\nRose,1\n"Iris,2\nOud,3\n'), "quote_unclosed");
  });
});

test("the limits leave ordinary files alone", async () => {
  const path = join(folder, "good.xlsx");
  await writeWorkbook(path, { sheets: [{ name: "S", rows }] });
  expect(await refusalOf(path)).toBeNull();
  expect(await refusalOf(put("good.csv", "a;b\n1;2\n"))).toBeNull();
  expect(await refusalOf(put("no-extension", "a,b\n1,2\n"))).toBeNull();
});
