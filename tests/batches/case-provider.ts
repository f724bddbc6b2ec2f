import { setTimeout as wait } from "node:timers/promises";
import { meterOf } from "#lib/models/meter.ts";
import { costOf, type Price } from "#lib/models/price.ts";
import { sumAmounts } from "#lib/money.ts";
import { type MisbehavingServer, misbehavingServer } from "#tests/models/misbehaving-server.ts";
import { serveCase, type WireAnswer } from "#tests/models/serve-case.ts";

/** An answer as a provider was reported to give it, to the requests it fits. */
export interface CaseAnswer extends Omit<WireAnswer, "bill"> {
  when?: {
    /** A path in the request's JSON. */
    field?: string;
    given?: boolean;
    is?: string;
    /** The how many-th request for its row. */
    call?: number;
    maxTokensBelow?: number;
    messagesLack?: string;
  };
  /** Tokens charged: input, of them cached, output ("MAX": all that were asked for). */
  bill?: [number, number, number | "MAX"];
  delayMs?: number;
}

export interface CaseProvider extends MisbehavingServer {
  /** What it charges for what it answered, at the prices given. */
  bill(price: Price): string;
}

/** A provider that answers as a case tells; every request that no answer fits is answered well. */
export async function startCaseProvider(kind: string, answers: readonly CaseAnswer[]): Promise<CaseProvider> {
  const callsOfRow = new Map<string, number>();
  const billed: [number, number, number][] = [];
  const server = await misbehavingServer(async (response, request) => {
    const sent = server.bodies.at(-1) ?? "{}";
    const asked = JSON.parse(sent || "{}") as Record<string, unknown>;
    const row = /ROW-\d+/.exec(sent)?.[0] ?? "ROW-0";
    const call = (callsOfRow.get(row) ?? 0) + 1;
    callsOfRow.set(row, call);
    const limit = limitOf(asked);
    const told = answers.find(({ when }) => !when || fits(when, { asked, sent, call, limit }));
    const [input, cached, output] = (told ? told.bill : [100, 0, 40]) ?? [0, 0, 0];
    billed.push([input, cached, output === "MAX" ? limit : output]);
    const { bill: _, when: __, ...answer } = told ?? goodAnswer(kind, request.url ?? "");
    if (told?.delayMs) await wait(told.delayMs);
    serveCase(inFull(answer, limit), row, () => sent)(response, request);
  });
  return {
    ...server,
    bill: (price) =>
      sumAmounts([
        "0",
        ...billed.map(([inputTokens, cachedInputTokens, outputTokens]) =>
          costOf(meterOf({ inputTokens, cachedInputTokens, outputTokens }), price),
        ),
      ]),
  };
}

function limitOf(asked: Record<string, unknown>): number {
  const limit = asked.max_tokens ?? asked.max_completion_tokens;
  return typeof limit === "number" ? limit : 0;
}

function fits(
  { field, given, is, call, maxTokensBelow, messagesLack }: NonNullable<CaseAnswer["when"]>,
  request: { asked: Record<string, unknown>; sent: string; call: number; limit: number },
): boolean {
  const value = field?.split(".").reduce<unknown>((part, name) => Object(part)[name], request.asked);
  return (
    (given === undefined || (value !== undefined) === given) &&
    (is === undefined || value === is) &&
    (call === undefined || call === request.call) &&
    (maxTokensBelow === undefined || request.limit < maxTokensBelow) &&
    (messagesLack === undefined || !JSON.stringify(request.asked.messages).includes(messagesLack))
  );
}

function inFull(answer: Omit<WireAnswer, "bill">, limit: number): WireAnswer {
  const text = (told: string) =>
    told
      .replaceAll('"MAX"', String(limit))
      .replaceAll('"TOTAL"', String(limit + 100))
      .replace(/EPOCHMS\+(\d+)/g, (_, seconds) => String(Date.now() + Number(seconds) * 1_000))
      .replace(/DATE\+(\d+)/g, (_, seconds) => new Date(Date.now() + Number(seconds) * 1_000).toUTCString());
  const headers = Object.entries(answer.headers ?? {}).map(([name, value]) => [name, text(value)]);
  return { ...answer, body: text(answer.body), headers: Object.fromEntries(headers) };
}

function goodAnswer(kind: string, url: string): CaseAnswer {
  const content = JSON.stringify({ title: "Title ROW-n", description: "Good text for ROW-n." });
  const chat = {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "m",
    choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
    usage: { prompt_tokens: 100, completion_tokens: 40, total_tokens: 140 },
  };
  const google = {
    candidates: [{ content: { role: "model", parts: [{ text: content }] }, finishReason: "STOP", index: 0 }],
    usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 40, totalTokenCount: 140 },
  };
  if (kind !== "google") return { status: 200, body: JSON.stringify(chat) };
  const body = JSON.stringify(google);
  return { status: 200, body, sse: url.includes("alt=sse"), stream: `data: ${body}\n\n` };
}
