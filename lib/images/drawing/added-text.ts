import { log } from "#lib/observability/log.ts";
import { openPicture, type PictureInput, withEngine } from "../engine.ts";
import { toRaw } from "../operations/raw-picture.ts";
import { readText } from "../operations/read-text.ts";

/** Both are read as large as small print needs. */
const READ_SIDE = 1_024;
const LONGEST_LOOK_MS = 120_000;
/** How many of a line's pairs of letters must be known for it to be known: readers err, and models spell badly. */
const LEAST_KNOWN = 0.5;

/**
 * The lines of text on a picture that a model drew which neither its source has nor its prompt asked for, in the source's
 * stead or beside it; `undefined` where it could not be looked at, which takes nothing from what was paid.
 */
export async function addedText(
  drawn: PictureInput,
  { source, prompt }: { source: PictureInput; prompt: string },
): Promise<string[] | undefined> {
  const signal = AbortSignal.timeout(LONGEST_LOOK_MS);
  try {
    const found = await linesOf(drawn, signal);
    if (found.length === 0) return [];
    return unknownLines(found, [...(await linesOf(source, signal)), prompt]);
  } catch (err) {
    log.warn({ err }, "text on a picture that was drawn could not be looked for");
    return undefined;
  }
}

/** Those lines of which little stands in what is known. */
export function unknownLines(lines: readonly string[], known: readonly string[]): string[] {
  const pairs = new Set(known.flatMap(pairsOf));
  return lines.filter((line) => {
    const own = pairsOf(line);
    return own.filter((pair) => pairs.has(pair)).length < own.length * LEAST_KNOWN;
  });
}

function pairsOf(text: string): string[] {
  const letters = [
    ...text
      .normalize("NFKC")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, ""),
  ];
  return letters.slice(1).map((letter, at) => `${letters[at]}${letter}`);
}

async function linesOf(picture: PictureInput, signal: AbortSignal): Promise<string[]> {
  const raw = await withEngine((engine) =>
    toRaw(
      openPicture(engine, picture).resize({
        ...{ width: READ_SIDE, height: READ_SIDE, fit: "inside", withoutEnlargement: true },
      }),
    ),
  );
  return (await readText(raw, signal)).map(({ text }) => text);
}
