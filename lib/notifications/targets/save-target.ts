import { db } from "#db/client.ts";
import { insertTarget, lockTarget, type TargetRow, updateTarget } from "#db/queries/notifications/targets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { checkUrl } from "#lib/models/endpoints/check-url.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { EventKind } from "../event-kind.ts";
import { type TargetKind, takesSecret } from "./target.ts";
import { maskedTargetUrl, sealedReach } from "./target-secrets.ts";
import { newWebhookSecret } from "./webhook.ts";

/** A target as somebody asks for it. */
export interface NewTarget {
  name: string;
  kind: TargetKind;
  /** Of mail: where it goes. */
  address?: string | undefined;
  /** Of all others. */
  url?: string | undefined;
  /** What a robot of DingTalk or Feishu wants its messages signed with. */
  secret?: string | undefined;
  events: EventKind[];
  /** Only what members of this team launched or published; all of it where it is `null`, blank or left out. */
  team?: string | null | undefined;
  /** Events that come often are gathered for so long; `null` or left out: each by itself. */
  digestMinutes?: number | null | undefined;
  locale: Locale;
  allowPrivateNetwork: boolean;
}

/** What may be changed of one; its address only as a whole. */
export type TargetChange = { [Field in keyof Omit<NewTarget, "kind">]?: NewTarget[Field] | undefined };

type Misfit = "target_address_missing" | "target_url_missing" | "target_secret_unused" | "url_misfit";

/**
 * Adds a target. Needs `notifications:write`.
 * @returns its id, and for a webhook the secret that its messages are signed with: it cannot be had again.
 */
export async function createTarget(
  actor: Actor,
  target: NewTarget,
): Promise<Result<{ id: string; secret?: string }, "forbidden" | "invalid_input">> {
  if (!can(actor, "notifications:write")) return refuse("forbidden");
  const { kind, allowPrivateNetwork } = target;
  const address = addressOf(kind, target, allowPrivateNetwork);
  if (!address.ok) return address;
  const id = newId();
  const secret = kind === "webhook" ? newWebhookSecret() : (target.secret ?? null);
  const { name, events, locale, digestMinutes = null } = target;
  const team = target.team?.trim() || null;
  const { shownAddress, url } = address.value;
  await db().transaction(async (tx) => {
    await insertTarget(tx, {
      id,
      name,
      kind,
      shownAddress,
      ...sealedReach(id, { url, secret }),
      allowPrivateNetwork,
      locale,
      events,
      team,
      digestMinutes,
      createdBy: actor.memberId,
    });
    await recordAudit(tx, actor, {
      action: "notification-targets.create",
      targetType: "notification-target",
      targetId: id,
      after: { name, kind, address: shownAddress, events, team, digestMinutes, locale, allowPrivateNetwork },
    });
  });
  return accept({ id, ...(kind === "webhook" && secret !== null && { secret }) });
}

/** Changes a target. Needs `notifications:write`. Going elsewhere needs the robot's secret anew, where there is one. */
export async function changeTarget(
  actor: Actor,
  id: string,
  change: TargetChange,
): Promise<Result<{ id: string }, "forbidden" | "not_found" | "invalid_input">> {
  if (!can(actor, "notifications:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const target = await lockTarget(tx, id);
    if (!target) return refuse("not_found");
    const reached = reachAfter(target, change);
    if (!reached.ok) return reached;
    const { name, events, team, digestMinutes, locale, allowPrivateNetwork } = change;
    const changed: Partial<TargetRow> = {
      ...reached.value,
      ...(Object.keys(reached.value).length > 0 && { deadAt: null }),
      ...(name !== undefined && { name }),
      ...(events !== undefined && { events }),
      ...(team !== undefined && { team: team?.trim() || null }),
      ...(digestMinutes !== undefined && { digestMinutes }),
      ...(locale !== undefined && { locale }),
      ...(allowPrivateNetwork !== undefined && { allowPrivateNetwork }),
    };
    if (Object.keys(changed).length === 0) return accept({ id });
    await updateTarget(tx, id, changed);
    await recordAudit(tx, actor, {
      action: "notification-targets.change",
      targetType: "notification-target",
      targetId: id,
      before: shown(target),
      after: {
        ...shown({ ...target, ...changed }),
        ...(change.secret !== undefined && { secret: "changed" }),
      },
    });
    return accept({ id });
  });
}

/** Ends a target: nothing more is sent there, and its keys are forgotten. Needs `notifications:write`. */
export async function archiveTarget(
  actor: Actor,
  id: string,
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  if (!can(actor, "notifications:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const target = await lockTarget(tx, id);
    if (!target) return refuse("not_found");
    await updateTarget(tx, id, { archivedAt: new Date(), sealedUrl: null, sealedSecret: null });
    await recordAudit(tx, actor, {
      action: "notification-targets.archive",
      targetType: "notification-target",
      targetId: id,
      before: shown(target),
    });
    return accept({ id });
  });
}

function shown({ name, shownAddress, events, team, digestMinutes, locale, allowPrivateNetwork }: TargetRow) {
  return { name, address: shownAddress, events, team, digestMinutes, locale, allowPrivateNetwork };
}

function reachAfter(
  { id, kind, allowPrivateNetwork }: TargetRow,
  change: TargetChange,
): Result<Partial<TargetRow>, "invalid_input"> {
  const { address, url, secret } = change;
  const leave = change.allowPrivateNetwork ?? allowPrivateNetwork;
  if (address === undefined && url === undefined) {
    if (secret === undefined) return accept({});
    if (!takesSecret(kind)) return misfit("secret", "target_secret_unused");
    return accept({ sealedSecret: sealedReach(id, { url: null, secret }).sealedSecret });
  }
  const given = addressOf(kind, { address, url, secret }, leave);
  if (!given.ok) return given;
  const sealed = sealedReach(id, { url: given.value.url, secret: secret ?? null });
  return accept({
    shownAddress: given.value.shownAddress,
    sealedUrl: sealed.sealedUrl,
    // A webhook keeps its own; another robot has another.
    ...(takesSecret(kind) && { sealedSecret: sealed.sealedSecret }),
  });
}

function addressOf(
  kind: TargetKind,
  { address, url, secret }: Pick<NewTarget, "address" | "url" | "secret">,
  allowPrivateNetwork: boolean,
): Result<{ shownAddress: string; url: string | null }, "invalid_input"> {
  if (secret !== undefined && !takesSecret(kind)) return misfit("secret", "target_secret_unused");
  if (kind === "email") {
    if (!address) return misfit("address", "target_address_missing");
    return accept({ shownAddress: address, url: null });
  }
  if (!url) return misfit("url", "target_url_missing");
  const checked = checkUrl(url, allowPrivateNetwork);
  if (!checked.ok)
    return refuse("invalid_input", {}, [
      {
        path: "url",
        code: checked.refusal.code,
        ...(checked.refusal.params && { params: checked.refusal.params }),
      },
    ]);
  return accept({ shownAddress: maskedTargetUrl(url), url });
}

function misfit(path: string, code: Misfit): ReturnType<typeof refuse<"invalid_input">> {
  return refuse("invalid_input", {}, [{ path, code }]);
}
