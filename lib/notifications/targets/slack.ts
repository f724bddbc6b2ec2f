import { plainLines } from "./plain-text.ts";
import type { ChatForm } from "./target.ts";

/** Its words for a hook, a channel or a workspace that takes nothing any more, and for a message that it does not take. */
const HOPELESS = [
  "action_prohibited",
  "channel_is_archived",
  "channel_not_found",
  "invalid_payload",
  "invalid_token",
  "no_active_hooks",
  "no_service",
  "no_service_id",
  "no_team",
  "no_text",
  "posting_to_general_channel_denied",
  "team_disabled",
  "user_not_found",
];

/**
 * A channel of Slack, by an incoming webhook. Refusals have a status of their own and a word for why; what it answers else
 * is "ok": https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors.
 */
export const slack: ChatForm = {
  request(message, { url }) {
    const words = plainLines({ ...message, url: null }).map(escaped);
    const link = message.url === null ? [] : [`<${message.url.replace(/[|<>]/g, encodeURIComponent)}>`];
    const text = [...words, ...link].join("\n");
    // Without markup and previews, and with the three characters escaped that still mean something: `<!channel>` calls on all.
    return { url, body: JSON.stringify({ text, mrkdwn: false, unfurl_links: false, unfurl_media: false }) };
  },
  read: () => ({ ok: true }),
  readRefusal: (body) => (HOPELESS.includes(body.trim()) ? { isFinal: true } : {}),
};

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
