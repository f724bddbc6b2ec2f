import { describe, expect, test } from "vitest";
import { detectDelimiter } from "#lib/datasets/detect-delimiter.ts";
import { detectEncoding } from "#lib/datasets/detect-encoding.ts";

const CHINESE = "品名,价格,描述\n玫瑰香水,199,前调玫瑰与佛手柑，余韵悠长\n檀香香薰,89,东方木质调\n";

/** Node writes only UTF: these are the same text in GB18030, found by asking the decoder for every character. */
function encodeGb18030(text: string): Buffer {
  const bytes: number[] = [];
  for (const letter of text)
    bytes.push(...(letter.charCodeAt(0) < 0x80 ? [letter.charCodeAt(0)] : gbOf(letter)));
  return Buffer.from(bytes);
}

const table = new Map<string, [number, number]>();
function gbOf(letter: string): [number, number] {
  if (table.size === 0) {
    const decoder = new TextDecoder("gb18030");
    for (let lead = 0x81; lead <= 0xfe; lead++) {
      for (let trail = 0x40; trail <= 0xfe; trail++) {
        table.set(decoder.decode(new Uint8Array([lead, trail])), [lead, trail]);
      }
    }
  }
  return table.get(letter) ?? [0x3f, 0x3f];
}

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes).swap16();
}

describe("the encoding of a text", () => {
  const utf16 = Buffer.from(CHINESE, "utf16le");
  test.each([
    ["UTF-8", Buffer.from(CHINESE), "utf-8"],
    ["UTF-8 with its mark", Buffer.from(`\uFEFF${CHINESE}`), "utf-8"],
    ["UTF-16 with its mark", Buffer.from(`\uFEFF${CHINESE}`, "utf16le"), "utf-16le"],
    ["UTF-16, big end first", swapped(Buffer.from(`\uFEFF${CHINESE}`, "utf16le")), "utf-16be"],
    ["UTF-16 without a mark", Buffer.from("name,price\nRose,1\n".repeat(3), "utf16le"), "utf-16le"],
    ["UTF-16 big end first without a mark", swapped(Buffer.from("name,price\n", "utf16le")), "utf-16be"],
    ["GB18030", encodeGb18030(CHINESE), "gb18030"],
    [
      "GB18030 after much ASCII",
      Buffer.concat([Buffer.from("a,b\n".repeat(9_000)), encodeGb18030(CHINESE)]),
      "gb18030",
    ],
    ["plain ASCII", Buffer.from("name,price\nRose,1\n"), "utf-8"],
    [
      "French in Windows-1252",
      Buffer.from(
        "nom;description\nN\u00e9roli;\u00c0 l'\u00e9t\u00e9, tr\u00e8s l\u00e9ger\n".repeat(5),
        "latin1",
      ),
      "windows-1252",
    ],
  ] as const)("%s is recognised", (_name, bytes, encoding) => {
    expect(detectEncoding(bytes).encoding).toBe(encoding);
  });

  test("a character cut at the end of the sample does no harm", () => {
    const bytes = Buffer.from(CHINESE);
    for (let cut = 1; cut <= 4; cut++)
      expect(detectEncoding(bytes.subarray(0, bytes.length - cut)).encoding).toBe("utf-8");
    expect(detectEncoding(utf16.subarray(0, utf16.length - 1)).encoding).toMatch(/utf-16|gb18030/);
  });
});

describe("the delimiter of a text", () => {
  test.each([
    ["commas", 'a,b,c\n1,"x, y",3\n4,5,6\n', ","],
    [
      "semicolons with commas in sentences",
      "name;text\nRose;soft, warm, round\nIris;dry, cool\nOud;deep, dark, old\n",
      ";",
    ],
    ["tabs", "a\tb\n1,5\t2\n3\t4\n", "\t"],
    ["vertical bars", "a|b|c\n1|2|3\n", "|"],
    ["decimal commas between semicolons", "a;b\n1,5;2,5\n3,5;4,5\n", ";"],
    ["a single column", "name\nRose\nIris\n", ","],
    ["a ragged last line", "a,b,c\n1,2,3\n4,5,6\n7,8", ","],
  ] as const)("is found for %s", (_name, text, delimiter) => {
    expect(detectDelimiter(text).delimiter).toBe(delimiter);
  });
});
