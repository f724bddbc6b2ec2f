import nodemailer from "nodemailer";
import { readEnv } from "#lib/env.ts";
import { plainLines, titleLine } from "./plain-text.ts";
import type { Message, SendFailure, Sent } from "./target.ts";

const TIMEOUT_MS = 15_000;
const PERMANENT = 500;

/** Sends a message by mail, through the server of SMTP_URL. */
export async function sendMail(message: Message, address: string): Promise<Sent> {
  const { SMTP_URL, SMTP_FROM } = readEnv();
  if (!SMTP_URL) return { ok: false, failure: { code: "smtp_not_set" } };
  const transport = nodemailer.createTransport({
    url: SMTP_URL,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // A text of ours names no files or addresses to be fetched.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: SMTP_FROM ?? `presswork@${new URL(SMTP_URL).hostname}`,
      to: [{ name: "", address }],
      subject: `Presswork: ${titleLine(message)}`,
      text: `${plainLines(message).slice(1).join("\n\n")}\n`,
      messageId: `<${message.id}@presswork>`,
      date: message.at,
      headers: { "Auto-Submitted": "auto-generated" },
    });
    return { ok: true };
  } catch (cause) {
    return { ok: false, failure: failureOf(cause) };
  } finally {
    transport.close();
  }
}

function failureOf(cause: unknown): SendFailure {
  const { code, response, responseCode } = cause as {
    code?: string;
    response?: string;
    responseCode?: number;
  };
  if (responseCode !== undefined)
    return {
      code: "refused",
      params: { status: responseCode, words: withoutStatus(response ?? "") },
      // 535 is about our own sign-in, which somebody may mend meanwhile.
      ...(responseCode >= PERMANENT && code !== "EAUTH" && { isFinal: true }),
    };
  if (code === "EDNS") return { code: "name_not_found" };
  if (code === "ETLS") return { code: "tls_failed" };
  if (code === "ETIMEDOUT") return { code: "timeout" };
  if (code === "ECONNREFUSED" || code === "ESOCKET") return { code: "connection_refused" };
  return { code: "connection_lost" };
}

function withoutStatus(response: string): string {
  return response.replace(/^\d{3}[ -]/, "");
}
