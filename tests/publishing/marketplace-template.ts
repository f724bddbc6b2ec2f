import { openPromise } from "yauzl";
import { escapeXml } from "#tests/fixtures/write-workbook.ts";
import { writeZip } from "#tests/fixtures/write-zip.ts";

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const RELS = "http://schemas.openxmlformats.org/package/2006/relationships";

const STRINGS = [
  ...[
    "Listing",
    "SKU",
    "Title",
    "Feature",
    "Feature",
    "Colour",
    "Material *",
    "Size",
    "Fit",
    "Care",
    "Stock",
  ],
  ...["item_sku", "item_name", "bullet_point1", "bullet_point2", "color_name", "material_type", "size_name"],
  ...["fit_type", "care_text", "quantity", "000002", "Old title"],
];
const LABELS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
const NAMES = [11, 12, 13, 14, 15, 16, 17, 18, 19, 20];

/** What of a template can be otherwise, by the name of a part. */
export type OtherParts = Record<string, string | Buffer | null>;

/**
 * Writes a template as marketplaces give them: three rows of header, one of them merged; dropdowns written out, in a hidden
 * sheet, under a name and by INDIRECT; limits of length and number; styles, a picture and print settings; a row that
 * somebody filled, and rows that are only formatted.
 */
export async function writeMarketplaceTemplate(path: string, other: OtherParts = {}): Promise<void> {
  const parts: OtherParts = { ...templateParts(), ...other };
  await writeZip(
    path,
    Object.entries(parts).flatMap(([name, content]) =>
      content === null ? [] : [{ name, content: [content] }],
    ),
  );
}

/** The sheet that is filled, with other rows or another end. */
export function templateSheet({ rows = ROWS, tail = TAIL } = {}): string {
  return (
    `${HEAD}<worksheet xmlns="${MAIN}" xmlns:r="${R}" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">` +
    `<sheetPr codeName="Template"><tabColor rgb="FFFF9900"/></sheetPr><dimension ref="A1:K6"/>` +
    `<sheetViews><sheetView workbookViewId="0"><pane ySplit="3" topLeftCell="A4" state="frozen"/></sheetView></sheetViews>` +
    `<sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/>` +
    `<cols><col min="1" max="1" width="18" style="4" customWidth="1"/><col min="2" max="2" width="44" style="5" customWidth="1"/></cols>` +
    `<sheetData>${rows}</sheetData>${tail}</worksheet>`
  );
}

const cell = (reference: string, string: number, style: number) =>
  `<c r="${reference}" s="${style}" t="s"><v>${string}</v></c>`;
const rowOf = (row: number, strings: number[], style: number) =>
  strings.map((string, at) => cell(`${String.fromCharCode(65 + at)}${row}`, string, style)).join("");

const ROWS =
  `<row r="1" spans="1:11" ht="30" customHeight="1">${cell("A1", 0, 1)}<c r="B1" s="1"/></row>\n` +
  `<row r="2" spans="1:11">${rowOf(2, LABELS, 2)}</row>\n<row r="3" spans="1:11" hidden="1">${rowOf(3, NAMES, 3)}</row>\n` +
  `<row r="4" spans="1:11">${cell("A4", 21, 4)}${cell("B4", 22, 5)}<c r="C4" s="6"/><c r="E4" s="6" t="s"><v>5</v></c>` +
  `<c r="J4" s="7"><v>3</v></c><c r="K4" s="7"><f>J4*2</f><v>6</v></c></row>\n` +
  `<row r="5" spans="1:11" s="8" customFormat="1"><c r="A5" s="8"/><c r="B5" s="9"/></row><row r="6" spans="1:11"><c r="B6" s="9"/></row>`;

const validation = (attributes: string, cells: string, one: string, two = "") =>
  `<dataValidation ${attributes} allowBlank="1" showErrorMessage="1" sqref="${cells}"><formula1>${escapeXml(one)}</formula1>` +
  `${two === "" ? "" : `<formula2>${two}</formula2>`}</dataValidation>`;

const TAIL =
  `<sheetProtection sheet="1" objects="1"/><autoFilter ref="A3:K3"/><mergeCells count="1"><mergeCell ref="A1:K1"/></mergeCells>` +
  `<conditionalFormatting sqref="A4:A1000"><cfRule type="duplicateValues" dxfId="0" priority="1"/></conditionalFormatting>` +
  `<dataValidations count="5">${validation('type="list"', "E4:E1000", '"Red,Green, Deep ""sea"" blue"')}` +
  `${validation('type="list"', "G4:G1000", "Sizes")}${validation('type="list"', "H4:H1000", "INDIRECT($G4)")}` +
  `${validation('type="textLength" operator="lessThanOrEqual"', "I4:I1000", "20")}` +
  `${validation('type="whole"', "J4:J1000", "0", "100")}</dataValidations>` +
  `<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/><drawing r:id="rId1"/>` +
  `<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">` +
  `<x14:dataValidations count="1" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">` +
  `<x14:dataValidation type="list" allowBlank="1" showErrorMessage="1"><x14:formula1><xm:f>'Valid Values'!$A$2:$A$5</xm:f></x14:formula1>` +
  `<xm:sqref>F4:F1000</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>`;

function templateParts(): Record<string, string | Buffer> {
  const type = (part: string, kind: string) =>
    `<Override PartName="${part}" ContentType="application/vnd.${kind}+xml"/>`;
  const relations = (list: string[]) =>
    `${HEAD}<Relationships xmlns="${RELS}">${list
      .map((entry, at) => {
        const [kind, target] = entry.split(" ");
        return `<Relationship Id="rId${at + 1}" Type="${R}/${kind}" Target="${target}"/>`;
      })
      .join("")}</Relationships>`;
  const plainSheet = (rows: string) =>
    `${HEAD}<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData></worksheet>`;
  const text = (reference: string, value: string) =>
    `<c r="${reference}" t="inlineStr"><is><t>${value}</t></is></c>`;
  const xfs = Array.from(
    { length: 10 },
    (_, at) => `<xf numFmtId="${at === 4 ? 49 : 0}" fontId="0" fillId="0" borderId="0"/>`,
  );
  return {
    "[Content_Types].xml":
      `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ` +
      `ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
      `<Default Extension="png" ContentType="image/png"/>${type("/xl/workbook.xml", "openxmlformats-officedocument.spreadsheetml.sheet.main")}` +
      [1, 2, 3]
        .map((n) =>
          type(`/xl/worksheets/sheet${n}.xml`, "openxmlformats-officedocument.spreadsheetml.worksheet"),
        )
        .join("") +
      `${type("/xl/styles.xml", "openxmlformats-officedocument.spreadsheetml.styles")}` +
      `${type("/xl/sharedStrings.xml", "openxmlformats-officedocument.spreadsheetml.sharedStrings")}</Types>`,
    "_rels/.rels": relations(["officeDocument xl/workbook.xml"]),
    "xl/workbook.xml":
      `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${R}"><bookViews><workbookView activeTab="0"/></bookViews><sheets>` +
      `<sheet name="Instructions" sheetId="1" r:id="rId1"/><sheet name="Template" sheetId="2" r:id="rId2"/>` +
      `<sheet name="Valid Values" sheetId="3" state="veryHidden" r:id="rId3"/></sheets><definedNames>` +
      `<definedName name="Sizes">'Valid Values'!$B$2:$D$2</definedName></definedNames></workbook>`,
    "xl/_rels/workbook.xml.rels": relations([
      ...[1, 2, 3].map((n) => `worksheet worksheets/sheet${n}.xml`),
      ...["styles styles.xml", "sharedStrings sharedStrings.xml", "theme theme/theme1.xml"],
    ]),
    "xl/worksheets/sheet1.xml": plainSheet(`<row r="1">${text("A1", "Read this first")}</row>`),
    "xl/worksheets/sheet2.xml": templateSheet(),
    "xl/worksheets/_rels/sheet2.xml.rels": relations(["drawing ../drawings/drawing1.xml"]),
    "xl/worksheets/sheet3.xml": plainSheet(
      `<row r="1">${text("A1", "Material")}</row><row r="2">${text("A2", "Cotton")}${text("B2", "S")}${text("C2", "M")}${text("D2", "L")}</row>` +
        `<row r="3">${text("A3", "Linen")}</row><row r="5">${text("A5", "Wool")}</row>`,
    ),
    "xl/styles.xml": `${HEAD}<styleSheet xmlns="${MAIN}"><cellXfs count="10">${xfs.join("")}</cellXfs></styleSheet>`,
    "xl/sharedStrings.xml": `${HEAD}<sst xmlns="${MAIN}" count="23" uniqueCount="23">${STRINGS.map((one) => `<si><t>${one}</t></si>`).join("")}</sst>`,
    "xl/theme/theme1.xml": `${HEAD}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office"/>`,
    "xl/drawings/drawing1.xml": `${HEAD}<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>`,
    "xl/media/image1.png": Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 13, 10, 26, 10]),
    "xl/printerSettings/printerSettings1.bin": Buffer.from(Array.from({ length: 300 }, (_, at) => at % 256)),
  };
}

/** The parts of a package, unpacked, in their order. */
export async function partsOf(path: string): Promise<Map<string, Buffer>> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false });
  const parts = new Map<string, Buffer>();
  try {
    for await (const entry of zip.eachEntry()) {
      const chunks: Buffer[] = [];
      for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
      parts.set(entry.fileName, Buffer.concat(chunks));
    }
    return parts;
  } finally {
    zip.close();
  }
}
