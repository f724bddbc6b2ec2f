import { writeZip } from "#tests/fixtures/write-zip.ts";

const TYPES = `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`;
const RELATIONS = `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`;
const OF_DOCUMENT = `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`;
const NAMESPACE = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`;
const STYLES = `<?xml version="1.0" encoding="UTF-8"?><w:styles ${NAMESPACE}>${[1, 2].map((level) => `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/></w:style>`).join("")}</w:styles>`;

/** A paragraph, a heading of a level, or the rows of a table. */
export type DocxPart = string | { heading: string; level: 1 | 2 } | { rows: string[][] };

interface DocxOptions {
  /** What stands in place of its body. */
  body?: Iterable<string>;
  /** What the archive says of the size of its body. */
  declaredBytes?: number;
}

/** A small Word document. */
export async function writeDocx(path: string, parts: readonly DocxPart[], options: DocxOptions = {}) {
  const body = options.body ?? [
    `<?xml version="1.0" encoding="UTF-8"?><w:document ${NAMESPACE}><w:body>${parts.map(xmlOf).join("")}</w:body></w:document>`,
  ];
  await writeZip(path, [
    { name: "[Content_Types].xml", content: [TYPES] },
    { name: "_rels/.rels", content: [RELATIONS] },
    { name: "word/_rels/document.xml.rels", content: [OF_DOCUMENT] },
    { name: "word/styles.xml", content: [STYLES] },
    {
      name: "word/document.xml",
      content: body,
      ...(options.declaredBytes !== undefined && { declaredBytes: options.declaredBytes }),
    },
  ]);
}

function xmlOf(part: DocxPart): string {
  if (typeof part === "string") return paragraph(part);
  if ("heading" in part)
    return paragraph(part.heading, `<w:pPr><w:pStyle w:val="Heading${part.level}"/></w:pPr>`);
  const rows = part.rows.map(
    (row) => `<w:tr>${row.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join("")}</w:tr>`,
  );
  return `<w:tbl>${rows.join("")}</w:tbl>`;
}

function paragraph(text: string, properties = ""): string {
  return `<w:p>${properties}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}
