import { withEngine } from "../engine.ts";
import { findLines } from "./find-lines.ts";
import type { Rectangle } from "./place.ts";
import { fromRaw, type RawPicture, toRaw } from "./raw-picture.ts";
import { readLine } from "./read-letters.ts";

/** A line of text on a picture, and where it stands, in pixels. */
export interface TextLine {
  text: string;
  at: Rectangle;
}

/** Beyond these a picture is a page of text, and reading on tells nothing more. */
const MOST_LINES = 12;
/** How sure the reader must be on average: what only looks like letters is read with less. */
const LEAST_SURE = 0.85;
/** Fewer letters than this are read into any pattern; signs of Chinese say more each. */
const LEAST_LETTERS = 3;
const LEAST_SIGNS = 2;
const SIGN = /\p{Script=Han}/u;

/** Reads what is written on a picture, the largest lines first; none where it bears no text. @throws AbortError on `signal`. */
export async function readText(picture: RawPicture, signal: AbortSignal): Promise<TextLine[]> {
  const found = await findLines(picture, signal);
  const largest = found.sort((a, b) => b.width * b.height - a.width * a.height).slice(0, MOST_LINES);
  const lines: TextLine[] = [];
  for (const at of largest) {
    const cut = await withEngine((engine) =>
      toRaw(fromRaw(engine, picture).extract(at).flatten({ background: "#ffffff" })),
    );
    const { text, sure } = await readLine(cut, signal);
    if (sure >= LEAST_SURE && isText(text)) lines.push({ text: text.trim(), at });
  }
  return lines;
}

function isText(text: string): boolean {
  const letters = text.replace(/[^\p{L}\p{N}]/gu, "");
  const signs = [...letters].filter((letter) => SIGN.test(letter)).length;
  return letters.length >= LEAST_LETTERS || signs >= LEAST_SIGNS;
}

const CLEAR_BELOW = 128;
/** How much of what is just around a line must be clear for it to stand apart, and how far around, of its height. */
const LEAST_CLEAR = 0.9;
const AROUND = 0.2;

/** Whether a line stands by itself on a picture that was cut out: nothing of the subject is just around it. */
export function standsApart({ pixels, width, height }: RawPicture, line: Rectangle): boolean {
  const around = Math.max(1, Math.round(line.height * AROUND));
  const [left, right] = [line.left - around, line.left + line.width - 1 + around];
  const [top, bottom] = [line.top - around, line.top + line.height - 1 + around];
  let [clear, all] = [0, 0];
  const look = (x: number, y: number) => {
    if (x < 0 || y < 0 || x >= width || y >= height) return;
    all++;
    if ((pixels[(y * width + x) * 4 + 3] ?? 0) < CLEAR_BELOW) clear++;
  };
  for (let x = left; x <= right; x++) {
    look(x, top);
    look(x, bottom);
  }
  for (let y = top + 1; y < bottom; y++) {
    look(left, y);
    look(right, y);
  }
  return clear >= all * LEAST_CLEAR;
}
