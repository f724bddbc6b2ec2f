import { FileRefusal } from "#lib/datasets/file-refusal.ts";
import { localName } from "#lib/datasets/shared-strings.ts";
import { attributeOf, nextTag, type SheetTag } from "./sheet-tags.ts";

/**
 * A piece of a sheet's XML; all of them after each other are the sheet, to the letter. `head` ends behind the tag that
 * begins the rows, `tail` begins at the one that ends them.
 */
export type SheetPiece =
  | { kind: "head"; xml: string; prefix: string }
  | { kind: "row"; xml: string; number: number }
  | { kind: "between" | "tail"; xml: string };

/** Longer than any row or beginning of a sheet is. */
const MOST_CHARACTERS = 16 * 1024 ** 2;

/**
 * Cuts the text of a sheet into pieces as it comes; no more than a row of it is held.
 * @throws FileRefusal `file_damaged` for a text that is no sheet, `file_too_complex` for a row longer than any.
 */
export async function* sheetPieces(chunks: AsyncIterable<string>): AsyncGenerator<SheetPiece> {
  let rest = "";
  let lookFrom = 0;
  let place: "head" | "rows" | "tail" = "head";
  let rowStart = -1;
  let row = 0;
  for await (const chunk of chunks) {
    if (place === "tail") {
      yield { kind: "tail", xml: chunk };
      continue;
    }
    rest += chunk;
    let given = 0;
    for (let tag = nextTag(rest, lookFrom); tag && place !== "tail"; tag = nextTag(rest, lookFrom)) {
      lookFrom = tag.end;
      const local = localName(tag.name);
      if (place === "head") {
        if (local !== "sheetData" || tag.kind === "close") continue;
        const prefix = tag.name.slice(0, -local.length);
        const begun = rest.slice(given, tag.start) + openTag(rest, tag);
        yield { kind: "head", xml: begun, prefix };
        given = tag.end;
        if (tag.kind === "open") place = "rows";
        else {
          place = "tail";
          yield { kind: "tail", xml: `</${tag.name}>` };
        }
      } else if (local === "row" && tag.kind !== "close" && rowStart < 0) {
        if (tag.start > given) yield { kind: "between", xml: rest.slice(given, tag.start) };
        given = tag.start;
        // Rows only ever go down a sheet, and one that does not say its number follows the one before it.
        row = Math.max(Number(attributeOf(rest.slice(tag.start, tag.end), "r")) || 0, row + 1);
        if (tag.kind === "open") rowStart = tag.start;
        else {
          yield { kind: "row", xml: rest.slice(given, tag.end), number: row };
          given = tag.end;
        }
      } else if (local === "row" && tag.kind === "close") {
        yield { kind: "row", xml: rest.slice(given, tag.end), number: row };
        given = tag.end;
        rowStart = -1;
      } else if (local === "sheetData" && tag.kind === "close") {
        if (tag.start > given) yield { kind: "between", xml: rest.slice(given, tag.start) };
        given = tag.start;
        place = "tail";
      }
    }
    if (place === "tail") {
      yield { kind: "tail", xml: rest.slice(given) };
      rest = "";
      continue;
    }
    rest = rest.slice(given);
    lookFrom -= given;
    if (rowStart >= 0) rowStart = 0;
    if (rest.length > MOST_CHARACTERS) throw new FileRefusal("file_too_complex");
  }
  if (place !== "tail") throw new FileRefusal("file_damaged", { part: "sheet" });
}

// A sheet without rows may say so by one tag, which is none that rows could stand behind.
function openTag(xml: string, { start, end, kind }: SheetTag): string {
  const tag = xml.slice(start, end);
  return kind === "empty" ? `${tag.slice(0, -2).trimEnd()}>` : tag;
}
