import jschardet from "jschardet";
import type { Encoding, Sureness } from "./file-format.ts";
import { readsAsCyrillic, shoutedCyrillic } from "./shouted-cyrillic.ts";
import { decodeSample } from "./text-decoder.ts";

const BYTES_FOR_DETECTION = 64 * 1024;
/** Broken characters among those beyond ASCII that a file may have and still be of that encoding. */
const SHARE_BROKEN = 0.05;
/** Parts that a text is looked at in, so that a bad byte spoils the evidence of one of them. */
const PARTS = 8;
const MIN_BYTES_OF_A_PART = 512;
/** Letters that no word is spelt with, among those beyond ASCII, that a text may have in the encoding it is of. */
const SHARE_ODD = 0.03;
/** Below this confidence the detector's order means nothing. */
const FAINT = 0.03;
const SURE_CONFIDENCE = 0.05;
const SURE_LEAD = 1.5;

// What the detector says, and the superset of it that files which call themselves so really use.
const BY_DETECTED_NAME: Record<string, Encoding> = {
  gb2312: "gb18030",
  gbk: "gb18030",
  cp936: "gb18030",
  gb18030: "gb18030",
  big5: "big5",
  "big5-hkscs": "big5",
  cp950: "big5",
  shift_jis: "shift_jis",
  cp932: "shift_jis",
  "euc-kr": "euc-kr",
  cp949: "euc-kr",
  "windows-1250": "windows-1250",
  "iso-8859-2": "iso-8859-2",
  "windows-1251": "windows-1251",
  "iso-8859-5": "iso-8859-5",
  "windows-1252": "windows-1252",
  "iso-8859-1": "windows-1252",
  "iso8859-15": "windows-1252",
  "windows-1254": "windows-1254",
  "iso-8859-9": "windows-1254",
  "windows-1253": "windows-1253",
  "iso-8859-7": "windows-1253",
  "windows-1255": "windows-1255",
  "iso-8859-8": "windows-1255",
  "windows-1256": "windows-1256",
  "iso-8859-6": "iso-8859-6",
  "windows-1257": "windows-1257",
  "iso-8859-13": "windows-1257",
  cp1258: "windows-1258",
  "koi8-r": "koi8-r",
  "koi8-u": "koi8-u",
  "euc-jp": "euc-jp",
  macroman: "macintosh",
  maccyrillic: "x-mac-cyrillic",
  ibm866: "ibm866",
  cp850: "cp850",
  cp437: "cp850",
  cp852: "cp852",
  "tis-620": "windows-874",
  cp874: "windows-874",
};

export interface DetectedEncoding {
  encoding: Encoding;
  sureness: Sureness;
}

/**
 * The encoding of a text, from its byte-order mark, else by trying UTF-8, else by its letters. A few bytes that are
 * broken do not change what the others say.
 * @param sample the first bytes of the file; a character cut at their end does no harm.
 */
export function detectEncoding(sample: Uint8Array): DetectedEncoding {
  const stated = byByteOrderMark(sample) ?? byZeroBytes(sample);
  if (stated) return { encoding: stated, sureness: "sure" };
  if (hasJapaneseEscapes(sample)) return { encoding: "iso-2022-jp", sureness: "sure" };
  if (isUtf8(sample)) return { encoding: "utf-8", sureness: "sure" };
  if (shareBroken(sample, "utf-8") <= SHARE_BROKEN) return { encoding: "utf-8", sureness: "unsure" };
  return byLetters(sample);
}

function byByteOrderMark(sample: Uint8Array): Encoding | null {
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf) return "utf-8";
  if (sample[0] === 0xff && sample[1] === 0xfe)
    return sample[2] === 0 && sample[3] === 0 ? "utf-32le" : "utf-16le";
  if (sample[0] === 0 && sample[1] === 0 && sample[2] === 0xfe && sample[3] === 0xff) return "utf-32be";
  if (sample[0] === 0xfe && sample[1] === 0xff) return "utf-16be";
  return null;
}

// Delimiters, digits and line ends are ASCII in any table: in UTF-16 each has a zero byte beside it.
function byZeroBytes(sample: Uint8Array): Encoding | null {
  let even = 0;
  let odd = 0;
  const length = Math.min(sample.length, BYTES_FOR_DETECTION);
  for (let at = 0; at < length; at++) if (sample[at] === 0) at % 2 ? odd++ : even++;
  if (even + odd < length / 20) return null;
  if (odd > even * 4) return "utf-16le";
  return even > odd * 4 ? "utf-16be" : null;
}

function byLetters(sample: Uint8Array): DetectedEncoding {
  // Long stretches of ASCII drown the letters that tell encodings apart.
  const first = Math.max(0, sample.findIndex((byte) => byte >= 0x80) - 1024);
  const window = sample.subarray(first, first + BYTES_FOR_DETECTION);
  const ranked = [...confidences(window)]
    .filter(([encoding]) => shareBroken(window, encoding) <= SHARE_BROKEN)
    .sort(([, a], [, b]) => b - a);
  const [best, second] = withoutTwins(window, spelt(window, ranked));
  if (!best || best[1] < FAINT) return { encoding: byWhatStandsTogether(window), sureness: "unsure" };
  if (best[0] === "windows-1252" && isLatin9(window)) return { encoding: "iso-8859-15", sureness: "unsure" };
  const shouted = shoutedCyrillic(window, best[0]);
  if (shouted) return { encoding: shouted, sureness: "unsure" };
  const isSure = best[1] >= SURE_CONFIDENCE && best[1] > SURE_LEAD * (second?.[1] ?? 0);
  return { encoding: best[0], sureness: isSure ? "sure" : "unsure" };
}

function byWhatStandsTogether(window: Uint8Array): Encoding {
  if (!comesInPairs(window)) return westernOf(window);
  if (shareBroken(window, "gb18030") <= SHARE_BROKEN) return "gb18030";
  return readsAsCyrillic(window) ? "windows-1251" : westernOf(window);
}

/** From the most to the least usual. */
const WESTERN: Encoding[] = ["windows-1252", "macintosh", "cp850"];

function westernOf(window: Uint8Array): Encoding {
  if (isLatin9(window)) return "iso-8859-15";
  return WESTERN.find((encoding) => shareOdd(window, encoding) <= SHARE_ODD) ?? "windows-1252";
}

// The euro and the letters that Latin 9 has where Latin 1 has a sign of money that nobody uses, and fractions.
function isLatin9(window: Uint8Array): boolean {
  if (window.some((byte) => byte >= 0x80 && byte < 0xa0)) return false;
  return /¤|\p{L}[¼½¾]/u.test(decodeSample(window, "windows-1252"));
}

type Ranked = [encoding: Encoding, confidence: number][];

// Tables share most of their letters with others: the wrong one shows in what stands inside words.
function spelt(window: Uint8Array, ranked: Ranked): Ranked {
  const well = ranked.filter(([encoding]) => shareOdd(window, encoding) <= SHARE_ODD);
  return well.length > 0 ? well : ranked;
}

// Of encodings that give the same text the first is meant, and the others are no rivals of it.
function withoutTwins(window: Uint8Array, ranked: Ranked): Ranked {
  const texts = ranked.map(([encoding]) => decodeSample(window, encoding));
  return ranked.filter((_, at) => texts.indexOf(texts[at] ?? "") === at);
}

const LETTER = /^\p{L}$/u;
const LATIN = /^[A-Za-z]$/;
const OF_ANOTHER_SCRIPT =
  /^[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Thai}]$/u;
const SMALL = /^\p{Ll}$/u;
const CAPITAL = /^\p{Lu}$/u;
const SIGN = /^(?![®™©°²³¹])[\p{S}\p{No}]$/u;

/** Signs behind a letter, capitals behind a small one and letters of another script in a word, as a share of what is beyond ASCII, 0 to 1. */
function shareOdd(window: Uint8Array, encoding: Encoding): number {
  let odd = 0;
  let beyond = 0;
  let before = "";
  for (const letter of decodeSample(window, encoding)) {
    if (letter >= "\u0080") {
      beyond++;
      const isOdd =
        (LETTER.test(before) && SIGN.test(letter)) ||
        (SMALL.test(before) && CAPITAL.test(letter)) ||
        (LATIN.test(before) && OF_ANOTHER_SCRIPT.test(letter));
      if (isOdd) odd++;
    }
    before = letter;
  }
  return beyond === 0 ? 0 : odd / beyond;
}

/** How well each encoding explains a text, 0 to 1: the mean over the parts it is looked at in. */
function confidences(window: Uint8Array): Map<Encoding, number> {
  const total = new Map<Encoding, number>();
  const parts = partsOf(window);
  for (const part of parts) {
    const best = new Map<Encoding, number>();
    for (const { encoding, confidence } of jschardet.detectAll(Buffer.from(part))) {
      const known = BY_DETECTED_NAME[encoding?.toLowerCase() ?? ""];
      if (known) best.set(known, Math.max(best.get(known) ?? 0, confidence));
    }
    for (const [encoding, confidence] of best)
      total.set(encoding, (total.get(encoding) ?? 0) + confidence / parts.length);
  }
  return total;
}

// Cut at line ends, which are ASCII in every encoding that is told by its letters.
function partsOf(window: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  const length = Math.max(MIN_BYTES_OF_A_PART, Math.ceil(window.length / PARTS));
  for (let start = 0; start < window.length; ) {
    const lineEnd = window.indexOf(0x0a, start + length);
    const end = lineEnd < 0 ? window.length : lineEnd + 1;
    const part = window.subarray(start, end);
    if (part.some((byte) => byte >= 0x80)) parts.push(part);
    start = end;
  }
  return parts;
}

// An accented letter stands alone between letters of ASCII; a Chinese one is two bytes beyond it.
function comesInPairs(window: Uint8Array): boolean {
  let beyond = 0;
  let beside = 0;
  for (let at = 0; at < window.length; at++) {
    if ((window[at] ?? 0) < 0x80) continue;
    beyond++;
    if ((window[at - 1] ?? 0) >= 0x80 || (window[at + 1] ?? 0) >= 0x80) beside++;
  }
  return beside > beyond / 2;
}

// Japanese mail and old databases switch between alphabets by escapes, and have no byte beyond ASCII.
function hasJapaneseEscapes(sample: Uint8Array): boolean {
  const isSeven = !sample.some((byte) => byte >= 0x80);
  return isSeven && ["\u001b$@", "\u001b$B"].some((sign) => Buffer.from(sample).includes(sign, 0, "latin1"));
}

function isUtf8(sample: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Broken characters as a share of those beyond ASCII, 0 to 1. A character cut at the end is none. */
function shareBroken(sample: Uint8Array, encoding: Encoding): number {
  const text = decodeSample(sample, encoding);
  let broken = 0;
  let beyond = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    beyond++;
    // The first row of controls after ASCII stands for bytes that a Windows code page has no letter for.
    if (code === 0xfffd || code < 0xa0) broken++;
  }
  return beyond === 0 ? 0 : broken / beyond;
}
