import jschardet from "jschardet";
import type { Encoding } from "./file-format.ts";

const BYTES_FOR_DETECTION = 64 * 1024;

// What the detector says, and the superset of it that files which call themselves so really use.
const BY_DETECTED_NAME: Record<string, Encoding> = {
  ascii: "utf-8",
  "utf-8": "utf-8",
  "utf-16le": "utf-16le",
  "utf-16be": "utf-16be",
  gb2312: "gb18030",
  gbk: "gb18030",
  gb18030: "gb18030",
  big5: "big5",
  shift_jis: "shift_jis",
  "euc-kr": "euc-kr",
  "windows-1251": "windows-1251",
  "windows-1252": "windows-1252",
  "iso-8859-1": "windows-1252",
  "iso-8859-2": "windows-1252",
};

/**
 * The encoding of a text, from its byte-order mark, else by trying UTF-8 strictly, else by its letters.
 * @param sample the first bytes of the file; a character cut at their end does no harm.
 */
export function detectEncoding(sample: Uint8Array): Encoding {
  const mark = byByteOrderMark(sample);
  if (mark) return mark;
  const wide = byZeroBytes(sample);
  if (wide) return wide;
  if (isValid(sample, "utf-8")) return "utf-8";
  return byLetters(sample);
}

function byByteOrderMark(sample: Uint8Array): Encoding | null {
  if (sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf) return "utf-8";
  if (sample[0] === 0xff && sample[1] === 0xfe) return "utf-16le";
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

function byLetters(sample: Uint8Array): Encoding {
  // Long stretches of ASCII drown the letters that tell encodings apart.
  const first = Math.max(0, sample.findIndex((byte) => byte >= 0x80) - 1024);
  const window = sample.subarray(first, first + BYTES_FOR_DETECTION);
  const name = jschardet.detect(Buffer.from(window)).encoding?.toLowerCase() ?? "";
  const guess = BY_DETECTED_NAME[name];
  if (guess && guess !== "utf-8" && isValid(window, guess)) return guess;
  return isValid(window, "gb18030") ? "gb18030" : "windows-1252";
}

function isValid(sample: Uint8Array, encoding: Encoding): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch {
    return false;
  }
}
