import { isBlankText } from "#lib/blank-text.ts";
import { countMessageTokens } from "#lib/models/count-tokens.ts";
import type { ChatMessage } from "#lib/models/endpoints/call-outcome.ts";
import { MAX_EXCHANGE_TOKENS, type TurnState } from "./conversation.ts";

/** A turn as what is said later depends on it. */
export interface EarlierTurn {
  seq: number;
  text: string;
  /** The first of the turns that this one asks anew. */
  againOf: number | null;
  state: TurnState;
  answer: string | null;
}

/** What was said and answered, as it still counts. */
export interface Exchange {
  seq: number;
  text: string;
  answer: string;
}

/**
 * The exchanges that go out again, in their order: what was answered, without what was asked anew since. The prompt sent
 * alone begins anew. A turn that failed takes no place, and leaves what it asked anew as it was.
 */
export function standingExchange(turns: readonly EarlierTurn[]): Exchange[] {
  let standing: Exchange[] = [];
  for (const { seq, text, againOf, state, answer } of turns) {
    if (state !== "answered" || answer === null) continue;
    if (isBlankText(text)) standing = [];
    else if (againOf !== null) standing = standing.filter((one) => one.seq < againOf);
    standing.push({ seq, text, answer });
  }
  return standing;
}

/** The exchanges that go out before what a turn says; none where it sends the prompt alone, as a run would. */
export function exchangeBefore(
  turns: readonly EarlierTurn[],
  { text, againOf }: Pick<EarlierTurn, "text" | "againOf">,
): Exchange[] {
  if (isBlankText(text)) return [];
  const standing = standingExchange(turns);
  return againOf === null ? standing : standing.filter(({ seq }) => seq < againOf);
}

/** The room that messages have. */
export interface ExchangeRoom {
  modelName: string;
  /** Tokens that the model takes for messages and answer together; `null` where nobody knows. */
  contextTokens: number | null;
  /** How many tokens its provider counts for one of ours. */
  countRatio: number;
  /** The longest answer that is asked for, in tokens. */
  answerTokens: number;
}

/**
 * What goes out for a turn: what the template sends for the row, the exchange so far, what the person says, and what the
 * model was told of the tools it called. The oldest exchanges are left out where there is no room for all of them.
 */
export function messagesOfTurn(
  {
    prompt,
    exchange,
    text,
    told = [],
  }: { prompt: ChatMessage[]; exchange: readonly Exchange[]; text: string; told?: ChatMessage[] },
  room: ExchangeRoom,
): { messages: ChatMessage[]; leftOut: number } {
  const said = saidBy("user", text);
  let left = roomForExchange([...prompt, ...said, ...told], room);
  let from = exchange.length;
  for (const one of exchange.toReversed()) {
    left -= countMessageTokens(messagesOf(one), room.modelName);
    if (left < 0) break;
    from--;
  }
  const kept = exchange.slice(from).flatMap(messagesOf);
  return { messages: [...inTurns([...prompt, ...kept, ...said]), ...told], leftOut: from };
}

function roomForExchange(
  fixed: ChatMessage[],
  { modelName, contextTokens, countRatio, answerTokens }: ExchangeRoom,
): number {
  if (contextTokens === null) return MAX_EXCHANGE_TOKENS;
  const rest = (contextTokens - answerTokens) / countRatio - countMessageTokens(fixed, modelName);
  return Math.min(MAX_EXCHANGE_TOKENS, rest);
}

function messagesOf({ text, answer }: Exchange): ChatMessage[] {
  return [...saidBy("user", text), ...saidBy("assistant", answer)];
}

// Providers refuse a blank message.
function saidBy(role: ChatMessage["role"], content: string): ChatMessage[] {
  return isBlankText(content) ? [] : [{ role, content }];
}

// Some models take nothing but user and assistant in turns.
function inTurns(messages: readonly ChatMessage[]): ChatMessage[] {
  const merged: ChatMessage[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    if (last?.role === message.role)
      merged[merged.length - 1] = { ...last, content: `${last.content}\n\n${message.content}` };
    else merged.push(message);
  }
  return merged;
}
