import { randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import type { ChatForm } from "./target.ts";

const SECRET_BYTES = 24;

/** A new secret of a webhook, as Standard Webhooks has it: shown once, and kept sealed. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString("base64")}`;
}

/** A system of one's own, signed after Standard Webhooks, so that a ready verifier takes it. */
export const webhook: ChatForm = {
  request({ id, kind, at, title, detail, url: link, facts }, { url, secret }, now) {
    const data = { title, detail, url: link, ...facts };
    const body = JSON.stringify({ type: kind, timestamp: at.toISOString(), data });
    return {
      url,
      headers: {
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
        "webhook-signature": new Webhook(secret ?? "").sign(id, now, body),
      },
      body,
    };
  },
  read: () => ({ ok: true }),
  readRefusal: () => ({}),
};
