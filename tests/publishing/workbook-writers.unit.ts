import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readXlsx } from "hucre/xlsx";
import { beforeAll, expect, test } from "vitest";
import { aigcLabel } from "#lib/ai-label.ts";
import { fillWorkbook } from "#lib/publishing/channels/workbook/fill-workbook.ts";
import { inspectWorkbook } from "#lib/publishing/channels/workbook/inspect-workbook.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";
import { type OtherParts, partsOf, writeMarketplaceTemplate } from "./marketplace-template.ts";

const folder = temporaryFolder();
const SHEET = "xl/worksheets/sheet2.xml";

/** Another way to write a part: its name and its text. */
type Writer = (name: string, text: string) => [name: string, text: string];

const asItIs: Writer = (name, text) => [name, text];

beforeAll(() => {
  process.env.DATA_DIR = folder;
});

test.each<[string, Writer]>([
  [
    "by the names of Strict Open XML",
    (name, text) => [
      name,
      text
        .replaceAll(
          "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
          "http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        .replaceAll(
          "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
          "http://purl.oclc.org/ooxml/spreadsheetml/main",
        ),
    ],
  ],
  ["with a prefix on every tag", (name, text) => [name, /drawing|theme/.test(name) ? text : prefixed(text)]],
  [
    "with addresses from the root, and a name of another case",
    (name, text) => [
      name === "xl/sharedStrings.xml" ? "xl/SharedStrings.xml" : name,
      name === "xl/_rels/workbook.xml.rels"
        ? text.replaceAll('Target="', 'Target="/xl/')
        : text.replaceAll('Target="xl/', 'Target="/xl/'),
    ],
  ],
  [
    "with an extension's tags without their prefix, and rules for several ranges at once",
    (name, text) => [
      name,
      name === SHEET
        ? text
            .replaceAll("<x14:", "<")
            .replaceAll("</x14:", "</")
            .replace("E4:E1000", "E1:E3 E4:E1048576")
            .replace("F4:F1000", "F2:F3 F4:F10 F11:F1048576")
        : text,
    ],
  ],
  [
    "with a byte order mark and single quotes",
    (name, text) => [
      name,
      name === SHEET || name === "xl/workbook.xml"
        ? `\uFEFF${text.replace(/(\s[\w:]+)="([^"']*)"/g, "$1='$2'")}`
        : text,
    ],
  ],
  [
    "with a name that another sheet has for itself",
    (name, text) => [
      name,
      text.replace(
        '<definedName name="Sizes">',
        '<definedName name="Sizes" localSheetId="0">Instructions!$A$1</definedName>$&',
      ),
    ],
  ],
])("a template that is written %s is read and filled like any other", async (_, writer) => {
  expect(await readAndFilled(writer)).toEqual(await readAndFilled(asItIs));
});

function prefixed(xml: string): string {
  return xml.replace(/<(\/?)([A-Za-z]\w*)(?=[\s>/])/g, "<$1x:$2").replace(/\sxmlns="/, ' xmlns:x="');
}

let made = 0;

async function readAndFilled(writer: Writer) {
  const plain = join(folder, `plain-${++made}.xlsx`);
  await writeMarketplaceTemplate(plain);
  const other: OtherParts = {};
  for (const [name, content] of await partsOf(plain)) {
    if (!/\.(xml|rels)$/.test(name)) continue;
    const [called, text] = writer(name, content.toString("utf8"));
    if (called !== name) other[name] = null;
    other[called] = text;
  }
  const path = join(folder, `template-${made}.xlsx`);
  await writeMarketplaceTemplate(path, other);
  const found = await inspectWorkbook({ path, fileName: "Template.xlsx" }, `${path}.scratch`, {});
  const filled = join(folder, `filled-${made}.xlsx`);
  const place = { sheet: found.sheet, firstRow: found.firstRow, keyColumn: 0 };
  await fillWorkbook(path, filled, place, items(), aigcLabel("", "p1"));
  const { sheets, properties } = await readXlsx(readFileSync(filled));
  const rows = sheets.find(({ name }) => name === found.sheet)?.rows.slice(3, 6);
  expect(rows?.map(([key, title]) => [key, title])).toEqual([
    ["000002", "Title A"],
    ["000007", "Title B"],
    [null, null],
  ]);
  expect(JSON.parse(String(properties?.custom?.AIGC))).toMatchObject({ ProduceID: "p1" });
  return found;
}

async function* items() {
  for (const [key, title] of [
    ["000002", "Title A"],
    ["000007", "Title B"],
  ] as const)
    yield {
      ...{ key, itemId: key },
      cells: [
        { column: 0, value: key },
        { column: 1, value: title },
      ],
    };
}
