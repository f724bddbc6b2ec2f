/** How a target is spoken to. */
export const TARGET_KINDS = ["email", "webhook", "slack", "dingtalk", "feishu", "wecom"] as const;

export type TargetKind = (typeof TARGET_KINDS)[number];

/** The kinds whose robots may ask for a signature made with a secret of theirs. */
const SIGNED_BY_ROBOT: readonly TargetKind[] = ["dingtalk", "feishu"];

/** Whether messages of this kind can be signed with a secret that the receiver gave. */
export function takesSecret(kind: TargetKind): boolean {
  return SIGNED_BY_ROBOT.includes(kind);
}

/**
 * The time between two messages to one target: DingTalk and WeCom take 20 a minute from a robot, Feishu 100, Slack one a
 * second; who sends more is locked out for minutes. A minute stays below that also where its first messages were late.
 */
export function spacingMs(kind: TargetKind): number {
  return { email: 0, webhook: 0, slack: 1_000, dingtalk: 3_500, feishu: 700, wecom: 3_500 }[kind];
}

/** What is sent: the same in every receiver's own form. */
export interface Message {
  /** The same at every try, so that a receiver knows one again. */
  id: string;
  kind: string;
  at: Date;
  title: string;
  detail: string;
  /** Where it leads; `null` where nobody said at which address people reach the console. */
  url: string | null;
  /** For systems. */
  facts: Record<string, unknown>;
}

/** How sending ended. */
export type Sent = { ok: true } | { ok: false; failure: SendFailure };

/** Why a message was not taken; each has a text in notifications.failures. */
export type SendFailureCode =
  | "refused"
  | "unreadable"
  | "private_address"
  | "timeout"
  | "connect_timeout"
  | "connection_refused"
  | "connection_lost"
  | "name_not_found"
  | "tls_failed"
  | "smtp_not_set"
  | "key_lost"
  | "given_up";

export interface SendFailure {
  code: SendFailureCode;
  params?: Record<string, string | number>;
  /** When the receiver wants to be asked again at the earliest. */
  retryAfterMs?: number;
  /** It will not take this however often it is sent. */
  isFinal?: true;
}

/** A message as a request of one kind of receiver, and what its answer means. */
export interface ChatForm {
  request(
    message: Message,
    target: { url: string; secret: string | null },
    now: Date,
  ): { url: string; headers?: Record<string, string>; body: string };
  /** Told of answers with a status of success only: some refuse in their body. */
  read(body: string): Sent;
  /** What an answer with any other status says beyond it. */
  readRefusal(body: string): Verdict;
}

/** What a receiver said of sending again. */
export type Verdict = Pick<SendFailure, "retryAfterMs" | "isFinal">;
