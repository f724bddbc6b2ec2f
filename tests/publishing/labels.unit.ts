import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { expect, test } from "vitest";
import { aigcLabel } from "#lib/ai-label.ts";
import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { readLabels } from "#lib/publishing/labels/read-labels.ts";
import { temporaryFolder } from "../fixtures/temporary-folder.ts";
import { writeZip } from "../fixtures/write-zip.ts";

const folder = temporaryFolder();
const CODE = "001191110108123456789012345";
const label = aigcLabel(CODE, "item-1");
const nested = JSON.stringify({ AIGC: label });
const flat = JSON.stringify(label);
const AI_MEDIA = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
const CAPTURE = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture";

let made = 0;
async function read(name: string, content: string | Buffer) {
  const path = join(folder, `${made++}-${name}`);
  writeFileSync(path, content);
  return readLabels(path, name);
}

function xmp(properties: string, attributes = ""): string {
  return `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about="" xmlns:any="http://www.tc260.org.cn/ns/AIGC/1.0/"
      xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"${attributes}>${properties}</rdf:Description></rdf:RDF></x:xmpmeta>`;
}

const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

const picture = (format: "jpeg" | "png" | "webp") =>
  sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } }).toFormat(format);

for (const format of ["jpeg", "png", "webp"] as const)
  test(`a ${format} that another program wrote is read, with the label as an element or an attribute`, async () => {
    const source = `<Iptc4xmpExt:DigitalSourceType>${AI_MEDIA}</Iptc4xmpExt:DigitalSourceType>`;
    for (const packet of [
      xmp(`<any:AIGC>${escaped(nested)}</any:AIGC>${source}`),
      xmp(source, ` any:AIGC="${escaped(flat)}"`),
    ]) {
      const { kind, labels, contradictions } = await read(
        `a.${format}`,
        await picture(format).withXmp(packet).toBuffer(),
      );
      expect(kind).toBe(format);
      expect(labels).toHaveLength(2);
      expect(labels).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ kind: "aigc", claim: "ai", problems: [], aigc: label }),
          expect.objectContaining({ kind: "source-type", claim: "ai", problems: [] }),
        ]),
      );
      expect(contradictions).toEqual([]);
    }
  });

test("a second label, appended instead of replaced, is found and contradicts the first", async () => {
  const jpeg = await picture("jpeg")
    .withXmp(xmp(`<any:AIGC>${escaped(nested)}</any:AIGC>`))
    .toBuffer();
  const other = xmp(
    `<any:AIGC>${escaped(JSON.stringify({ ...label, Label: "2" }))}</any:AIGC><Iptc4xmpExt:DigitalSourceType>${CAPTURE}</Iptc4xmpExt:DigitalSourceType>`,
  );
  const packet = Buffer.from(`http://ns.adobe.com/xap/1.0/\0${other}`);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(packet.length + 2, 2);
  const { labels, contradictions } = await read(
    "two.jpg",
    Buffer.concat([jpeg.subarray(0, 2), head, packet, jpeg.subarray(2)]),
  );
  expect(labels).toHaveLength(3);
  expect(contradictions.map(({ code, params }) => [code, params.field])).toEqual([
    ["labels_claim_otherwise", undefined],
    ["labels_differ_in_field", "Label"],
    ["labels_claim_otherwise", undefined],
  ]);
});

test("a packed text of a PNG is unpacked no further than a label needs", async () => {
  const png = await picture("png").toBuffer();
  const bomb = Buffer.concat([
    Buffer.from("XML:com.adobe.xmp\0\x01\x00\0\0", "latin1"),
    deflateSync(Buffer.alloc(64 * 1024 ** 2)),
  ]);
  const chunk = Buffer.concat([Buffer.alloc(8), bomb, Buffer.alloc(4)]);
  chunk.writeUInt32BE(bomb.length, 0);
  chunk.write("iTXt", 4, "latin1");
  const { labels } = await read("b.png", Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)]));
  expect(labels).toMatchObject([
    { claim: "unclear", problems: [{ code: "label_xmp_broken", isError: true }] },
  ]);
});

test("entities in a packet are not followed, and it is told as broken", async () => {
  const packet = `<!DOCTYPE x [<!ENTITY a "${nested.replaceAll('"', "'")}"><!ENTITY b "&a;&a;&a;">]>${xmp("<any:AIGC>&b;</any:AIGC>")}`;
  const { labels } = await read("e.png", await picture("png").withXmp(packet).toBuffer());
  expect(labels).toMatchObject([{ problems: [{ code: "label_xmp_broken" }] }]);
});

test("what is wrong with a label is told field by field", async () => {
  const cases: [string, string[]][] = [
    ["{", ["label_not_json"]],
    ["[]", ["label_not_object"]],
    [JSON.stringify({ AIGC: { ...label, Label: 1 } }), ["label_field_not_text"]],
    [
      JSON.stringify({ AIGC: { ...label, Label: "9", Note: "x" } }),
      ["label_field_unknown", "label_value_unknown"],
    ],
    [JSON.stringify({ AIGC: { ...label, ReservedCode2: undefined } }), ["label_field_missing"]],
    [nested.replace('"Label":"1"', '"Label":"2","Label":"1"'), ["label_field_twice"]],
    [JSON.stringify({ AIGC: aigcLabel("", "x") }), ["label_provider_blank", "label_provider_blank"]],
  ];
  for (const [value, codes] of cases) {
    const text = `---\ntitle: A\nAIGC: ${value}\n---\nText`;
    const { labels } = await read("a.md", text);
    expect(
      labels[0]?.problems.map(({ code }) => code),
      value,
    ).toEqual(codes);
  }
});

test("front matter is read as people and programs write it, in either wrapper", async () => {
  const below = Object.entries(label).map(([name, value]) => `  ${name}: "${value}"`);
  for (const written of [
    `AIGC: ${nested}`,
    `AIGC: '${flat}'`,
    `AIGC: ${JSON.stringify(flat)}`,
    `"AIGC":\n${below.join("\n")}`,
    `AIGC: |\n  ${flat}`,
  ]) {
    const { labels } = await read("a.md", `\uFEFF---\r\nother: 1\n${written}\nlast: 2\n---\nText`);
    expect(labels, written).toMatchObject([{ kind: "aigc", claim: "ai", problems: [], aigc: label }]);
  }
  const bare = await read("a.md", "---\nAIGC:\n  Label: 1\n---\n");
  expect(bare.labels[0]?.problems[0]).toMatchObject({ code: "label_field_not_text" });
});

const custom = (properties: string) =>
  `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">${properties}</Properties>`;
const property = (value: string) =>
  `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="AIGC"><vt:lpwstr>${escaped(value)}</vt:lpwstr></property>`;

test("the property of a workbook and of a document is read, and the words in the document", async () => {
  const workbook = join(folder, "w.xlsx");
  await writeZip(workbook, [
    { name: "xl/workbook.xml", content: ["<workbook/>"] },
    { name: "docProps/custom.xml", content: [custom(property(nested))] },
  ]);
  expect(await readLabels(workbook, "w.xlsx")).toMatchObject({
    kind: "xlsx",
    labels: [{ kind: "aigc", problems: [], aigc: label }],
  });
  const document = join(folder, "d.docx");
  await writeZip(document, [
    {
      name: "word/document.xml",
      content: [
        "<w:document><w:p><w:r><w:t>本文由人工</w:t></w:r><w:r><w:t>智能生成</w:t></w:r></w:p></w:document>",
      ],
    },
    { name: "docProps/custom.xml", content: [custom(property(flat) + property("{}"))] },
  ]);
  const { kind, labels } = await readLabels(document, "d.docx");
  expect(kind).toBe("docx");
  expect(labels.map((one) => one.kind)).toEqual(["aigc", "aigc", "words"]);
});

test("an archive that swells and a part that nests without end are refused", async () => {
  const bomb = join(folder, "bomb.docx");
  await writeZip(bomb, [
    {
      name: "word/document.xml",
      content: (function* () {
        for (let block = 0; block < 200; block++) yield Buffer.alloc(1024 ** 2);
      })(),
    },
  ]);
  await expect(readLabels(bomb, "bomb.docx")).rejects.toMatchObject({ refusal: { code: "zip_bomb" } });
  const deep = join(folder, "deep.xlsx");
  await writeZip(deep, [{ name: "docProps/custom.xml", content: ["<a>".repeat(5_000)] }]);
  await expect(readLabels(deep, "deep.xlsx")).rejects.toMatchObject({
    refusal: { code: "file_too_complex" },
  });
});

function pdf(info: string): Buffer {
  const parts = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [] /Count 0 >>",
    `<< /Title (A) ${info} >>`,
  ];
  let text = "%PDF-1.4\n";
  const at = parts.map((part, index) => {
    const start = text.length;
    text += `${index + 1} 0 obj\n${part}\nendobj\n`;
    return start;
  });
  const table = at.map((start) => `${String(start).padStart(10, "0")} 00000 n \n`).join("");
  return Buffer.from(
    `${text}xref\n0 4\n0000000000 65535 f \n${table}trailer\n<< /Size 4 /Root 1 0 R /Info 3 0 R >>\nstartxref\n${text.length}\n%%EOF`,
    "latin1",
  );
}

test("the document information of a PDF is read; a damaged one is refused", async () => {
  const written = pdf(`/AIGC (${nested.replaceAll("(", "\\(")})`);
  expect(await read("a.pdf", written)).toMatchObject({
    kind: "pdf",
    labels: [{ kind: "aigc", aigc: label, problems: [] }],
  });
  expect((await read("b.pdf", pdf(""))).labels).toEqual([]);
  await expect(read("c.pdf", "%PDF-1.7\nnothing")).rejects.toMatchObject({
    refusal: { code: "file_unreadable" },
  });
});

test("rows of a table say which of them are labelled, and which say nothing", async () => {
  const { labels } = await read(
    "a.csv",
    "\uFEFFtitle;ai_generated;ai_label\r\nA;true;AI生成，人工审核\r\nB;;\r\nC;false;\r\nD;perhaps;\r\n",
  );
  expect(labels).toMatchObject([
    {
      ...{ kind: "column", claim: "mixed" },
      problems: [
        { code: "label_rows_unclear", params: { count: 1, rows: 4 } },
        { code: "label_rows_blank", params: { count: 1, rows: 4 } },
      ],
    },
    { kind: "words", place: "CSV › ai_label" },
  ]);
  expect((await read("b.csv", "title,text\nA,written by a person\n")).labels).toEqual([]);
});

test("lines of JSON are read as far as they are JSON, and a label beside a file by itself", async () => {
  const lines = await read("a.jsonl", '{"ai_generated":true}\nnot json\n{"ai_generated":true}\n');
  expect(lines.labels).toMatchObject([{ claim: "ai", problems: [{ code: "label_lines_broken" }] }]);
  const beside = await read("a.csv.aigc.json", `${nested}\n`);
  expect(beside).toMatchObject({ kind: "json", labels: [{ kind: "aigc", aigc: label, problems: [] }] });
});

test("words are found in several languages and at every place, and not in what only speaks of them", async () => {
  const long = "Nothing here. ".repeat(60);
  for (const words of [
    "本文由AI辅助生成",
    "人工智能合成内容",
    "人工智慧生成",
    "AI-generated, human-reviewed",
    "This text was generated by AI.",
    "KI-generiert",
    "Généré par l’IA",
    "Generado con IA",
    "AIによる生成",
    "AI 생성",
  ]) {
    for (const [place, text] of [
      ["start", words + long],
      ["middle", long + words + long],
      ["end", long + words],
    ])
      expect((await read("a.txt", text!)).labels, words).toMatchObject([
        { kind: "words", place, claim: "ai" },
      ]);
  }
  for (const other of ["FAIR-generated power", "The chair said: generate by airmail", "生成器与人工"])
    expect((await read("a.txt", other)).labels, other).toEqual([]);
});

test("notes of a translators' file and sources of a feed for Google are read, in whichever form", async () => {
  const note = (attribute: string) => `<note ${attribute}="AIGC">${escaped(nested)}</note>`;
  for (const xml of [
    `<xliff version="1.2"><file><header>${note("from")}</header><body/></file></xliff>`,
    `<x:xliff xmlns:x="u" version="2.0"><x:file><x:notes>${note("category").replaceAll("note", "x:note")}</x:notes></x:file></x:xliff>`,
  ])
    expect((await read("a.xlf", xml)).labels).toMatchObject([
      { kind: "aigc", place: "XML › note › AIGC", claim: "ai", aigc: { Label: "1" } },
    ]);
  const item = (source: string) =>
    `<item><g:structured_title><g:digital_source_type>${source}</g:digital_source_type></g:structured_title></item>`;
  const feed = (...sources: string[]) =>
    `<rss xmlns:g="u"><channel>${sources.map(item).join("")}</channel></rss>`;
  const made = "trained_algorithmic_media";
  expect((await read("a.xml", feed(made, made))).labels).toMatchObject([
    { kind: "source-type", claim: "ai", value: `${made} 2`, problems: [] },
  ]);
  expect((await read("a.xml", feed(made, "default", "x"))).labels).toMatchObject([
    {
      claim: "mixed",
      value: `${made} 1 · default 1 · ? 1`,
      problems: [{ code: "label_source_type_unknown" }],
    },
  ]);
  const rows = `id\tstructured_title\n1\t${made}:"Rose, ""true"""\n2\tdefault:"Iris"\n`;
  expect((await read("a.tsv", rows)).labels).toMatchObject([
    { kind: "source-type", claim: "mixed", value: `${made} 1 · default 1` },
  ]);
  expect((await read("a.xml", "<rss><note>AIGC</note></rss>")).labels).toEqual([]);
  await expect(read("a.xml", "<rss>")).rejects.toThrow(FileRefusal);
  await expect(read("a.xml", "<a>".repeat(10_000))).rejects.toThrow(FileRefusal);
});

test("a file of another kind carries no label that is known", async () => {
  expect(await read("a.exe", Buffer.from([0x4d, 0x5a, 0, 0, 3]))).toMatchObject({
    kind: "unknown",
    labels: [],
  });
});
