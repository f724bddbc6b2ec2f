import type { TargetRow } from "#db/queries/notifications/targets.ts";
import { dingtalk } from "./dingtalk.ts";
import { feishu } from "./feishu.ts";
import { postMessage } from "./post-message.ts";
import { sendMail } from "./send-mail.ts";
import { slack } from "./slack.ts";
import type { ChatForm, Message, Sent, TargetKind } from "./target.ts";
import { openReach, receiverWords, type TargetReach } from "./target-secrets.ts";
import { webhook } from "./webhook.ts";
import { wecom } from "./wecom.ts";

const FORMS: Record<Exclude<TargetKind, "email">, ChatForm> = { webhook, slack, dingtalk, feishu, wecom };

/** Sends a message to a target, in its own form. What comes back can be kept, and holds none of the target's secrets. */
export async function send(message: Message, target: TargetRow): Promise<Sent> {
  if (target.kind === "email") return withKeptWords(await sendMail(message, target.shownAddress), null);
  const reach = openReach(target);
  if (!reach) return { ok: false, failure: { code: "key_lost" } };
  const form = FORMS[target.kind];
  const { allowPrivateNetwork } = target;
  const sent = await postMessage(form.request(message, reach, new Date()), { allowPrivateNetwork, form });
  return withKeptWords(sent, reach);
}

function withKeptWords(sent: Sent, reach: TargetReach | null): Sent {
  if (sent.ok || sent.failure.params?.words === undefined) return sent;
  const words = receiverWords(reach, String(sent.failure.params.words));
  return { ok: false, failure: { ...sent.failure, params: { ...sent.failure.params, words } } };
}
