import type { ChatForm, SendFailure, Verdict } from "./target.ts";

interface Codes {
  /** The names that an answer's code may stand under. */
  code: readonly string[];
  words: readonly string[];
  /** Sent too often: comes again later. */
  tooOften: readonly number[];
  /** The same, said with a code that stands for other things, too. */
  tooOftenWords?: RegExp;
  tooOftenMs: number;
  /** No use to send again: a wrong key, signature or keyword. */
  hopeless: readonly number[];
}

/**
 * Reads the answers of a chat that refuses with a code of its own, mostly in an answer of success: only a code of zero took
 * the message. An answer that cannot be read is none, nor is one whose code is no number.
 */
export function jsonAnswers(codes: Codes): Pick<ChatForm, "read" | "readRefusal"> {
  return {
    read(body) {
      const answer = readAnswer(body, codes);
      if (!answer) return { ok: false, failure: { code: "unreadable", params: { words: body } } };
      if (answer.code === 0) return { ok: true };
      const failure: SendFailure = { code: "refused", params: { status: answer.code, words: answer.words } };
      return { ok: false, failure: { ...failure, ...verdictOn(answer, codes) } };
    },
    readRefusal(body) {
      const answer = readAnswer(body, codes);
      return answer ? verdictOn(answer, codes) : {};
    },
  };
}

interface Answer {
  code: number;
  words: string;
}

function readAnswer(body: string, codes: Codes): Answer | null {
  const answer = parsed(body);
  const code = numberOf(codes.code.map((name) => answer?.[name]).find((value) => value !== undefined));
  if (answer === null || code === null) return null;
  const words = codes.words.map((name) => answer[name]).find((value) => typeof value === "string") ?? "";
  return { code, words: String(words) };
}

function verdictOn({ code, words }: Answer, codes: Codes): Verdict {
  const isTooOften = codes.tooOften.includes(code) || codes.tooOftenWords?.test(words);
  if (isTooOften) return { retryAfterMs: codes.tooOftenMs };
  return codes.hopeless.includes(code) ? { isFinal: true } : {};
}

/** A code as a number or its digits; `null` for anything else, which `Number` may take for 0. */
function numberOf(code: unknown): number | null {
  const isWritten = typeof code === "string" && /^-?\d+$/.test(code);
  const number = isWritten ? Number(code) : code;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

function parsed(body: string): Record<string, unknown> | null {
  try {
    const answer: unknown = JSON.parse(body);
    return typeof answer === "object" && answer !== null ? (answer as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
