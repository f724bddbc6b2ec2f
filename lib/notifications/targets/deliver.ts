import { type Db, db } from "#db/client.ts";
import { noteEvent } from "#db/queries/notifications/events.ts";
import {
  endDigest,
  type FoundDelivery,
  findDelivery,
  gatherDigest,
  holdTarget,
  lockTarget,
  type TargetRow,
  updateTarget,
  updateWaitingDelivery,
} from "#db/queries/notifications/targets.ts";
import type { StoredFailure } from "#db/schema/failure.ts";
import { readEnv } from "#lib/env.ts";
import { defaultLocale, isLocale, type Locale } from "#lib/i18n/locales.ts";
import { log } from "#lib/observability/log.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { type NotedEvent, readEvent } from "../event.ts";
import { GATHERED_KINDS } from "../event-kind.ts";
import { digestText, textOf } from "../event-text.ts";
import { type Delivery, deliverJob } from "../jobs.ts";
import { believedWait, waitBeforeNext } from "./next-attempt.ts";
import { send } from "./send.ts";
import { takeSlot } from "./take-slot.ts";
import { type Message, type SendFailure, spacingMs } from "./target.ts";

/**
 * The job: sends an event to a target when it is the target's turn, and comes back later where it was not taken. A process
 * that ends between the answer and its note sends it again, under the same id.
 */
export async function deliver({ deliveryId, slot }: Delivery): Promise<void> {
  const found = await findDelivery(db(), deliveryId);
  if (found?.delivery.state !== "waiting" || isCarried(found.delivery)) return;
  const event = readEvent(found.event);
  if (!event) return giveUpDelivery({ deliveryId });
  const target = await takeTurn({ deliveryId, slot }, found.target.id);
  if (!target) return;
  const message = await messageWith(found.delivery, event, target);
  if (!message) return;
  const sent = await send(message, target);
  const attempts = found.delivery.attempts + 1;
  if (sent.ok) {
    const ending = { state: "delivered" as const, attempts, failure: null, endedAt: new Date() };
    await db().transaction(async (tx) => {
      await updateWaitingDelivery(tx, deliveryId, ending);
      await endDigest(tx, deliveryId, ending);
      if (target.deadAt) await updateTarget(tx, target.id, { deadAt: null });
    });
    return;
  }
  await noteFailure(found, { attempts, failure: sent.failure });
}

function isCarried({ id, digestId }: FoundDelivery["delivery"]): boolean {
  return digestId !== null && digestId !== id;
}

/**
 * What is sent: the event, or all that was gathered with it, which stays the same at every try. `null` where another has
 * taken it along meanwhile.
 */
async function messageWith(
  { id, digestId }: FoundDelivery["delivery"],
  event: NotedEvent,
  target: TargetRow,
): Promise<Message | null> {
  // What was gathered once goes together, whatever the target wants by now.
  const isGathered =
    digestId !== null || (target.digestMinutes !== null && GATHERED_KINDS.includes(event.kind));
  if (!isGathered) return messageOf(id, event, target);
  const gathered = await db().transaction(async (tx) => {
    await lockTarget(tx, target.id);
    const now = await findDelivery(tx, id);
    if (now?.delivery.state !== "waiting" || isCarried(now.delivery)) return null;
    return gatherDigest(tx, now.delivery, GATHERED_KINDS);
  });
  if (!gathered) return null;
  const events = gathered.flatMap((row) => readEvent(row) ?? []);
  const [first = event, ...others] = events;
  if (others.length === 0) return messageOf(id, first, target);
  const { title, detail, path } = digestText(events, localeOf(target));
  const told = events.map((each) => {
    const { kind, at, title: line, facts, url } = messageOf(id, each, target);
    return { kind, at: at.toISOString(), title: line, url, ...facts };
  });
  return { id, kind: "digest", at: first.at, title, detail, url: linkTo(path), facts: { events: told } };
}

/** The job was tried in vain: the delivery is dead, is shown as such, and is told of. */
export async function giveUpDelivery({ deliveryId }: Pick<Delivery, "deliveryId">): Promise<void> {
  await db().transaction(async (tx) => {
    const found = await findDelivery(tx, deliveryId);
    if (found) await endDelivery(tx, found, { failure: { code: "given_up" } });
  });
}

/** A target's turn to send; `null` where it is not yet, and the job comes back then, or where it is no more. */
async function takeTurn({ deliveryId, slot }: Delivery, targetId: string): Promise<TargetRow | null> {
  return db().transaction(async (tx) => {
    const target = await lockTarget(tx, targetId);
    if (!target) {
      const ending = { state: "dead" as const, endedAt: new Date() };
      await updateWaitingDelivery(tx, deliveryId, ending);
      await endDigest(tx, deliveryId, ending);
      return null;
    }
    const now = new Date();
    const taken = {
      slot: slot === undefined ? null : new Date(slot),
      spacingMs: spacingMs(target.kind),
      now,
    };
    const { at, nextSlotAt } = takeSlot(target, taken);
    if (nextSlotAt !== target.nextSlotAt) await updateTarget(tx, target.id, { nextSlotAt });
    if (at <= now) return target;
    await enqueue(tx, deliverJob, { deliveryId, slot: at.toISOString() }, { startAfter: at });
    return null;
  });
}

async function noteFailure(
  { delivery, event, target }: FoundDelivery,
  { attempts, failure }: { attempts: number; failure: SendFailure },
): Promise<void> {
  const { code, params } = failure;
  const wait = waitBeforeNext(attempts, failure, Math.random());
  const stored = { code, ...(params && { params }) };
  const now = Date.now();
  log.warn({ target: target.id, kind: target.kind, attempts, code }, "a notification was not taken");
  await db().transaction(async (tx) => {
    // What it does not take now it takes of no other either.
    if (failure.retryAfterMs)
      await holdTarget(tx, target.id, new Date(now + believedWait(failure.retryAfterMs)));
    if (wait === null) return endDelivery(tx, { delivery, event, target }, { attempts, failure: stored });
    if (await updateWaitingDelivery(tx, delivery.id, { attempts, failure: stored }))
      await enqueue(tx, deliverJob, { deliveryId: delivery.id }, { startAfter: new Date(now + wait) });
  });
}

async function endDelivery(
  tx: Db,
  { delivery, event, target }: FoundDelivery,
  ending: { attempts?: number; failure: StoredFailure },
): Promise<void> {
  const isOurs = await updateWaitingDelivery(tx, delivery.id, {
    state: "dead",
    endedAt: new Date(),
    ...ending,
  });
  if (!isOurs) return;
  const { attempts = delivery.attempts, failure } = ending;
  await endDigest(tx, delivery.id, { state: "dead", attempts, failure, endedAt: new Date() });
  await updateTarget(tx, target.id, { deadAt: target.deadAt ?? new Date() });
  await noteEvent(tx, {
    kind: "delivery.dead",
    key: `delivery.dead:${delivery.id}`,
    subjectId: target.id,
    // Two dead targets would tell of each other without end.
    facts: { name: target.name, failure: ending.failure, toMembersOnly: event.kind === "delivery.dead" },
  });
}

function messageOf(id: string, event: NotedEvent, target: TargetRow): Message {
  const { title, detail, path } = textOf(event, localeOf(target));
  const {
    launchedBy: _launcher,
    by: _person,
    toMembersOnly: _whom,
    publishedBy: _publisher,
    ...told
  } = event.facts as Record<string, unknown>;
  const { kind, at, subjectId } = event;
  return { id, kind, at, title, detail, url: linkTo(path), facts: { ...told, id: subjectId } };
}

/** A page of the console for somebody outside it; `null` where PUBLIC_URL does not say how they reach it. */
export function linkTo(path: string): string | null {
  const { PUBLIC_URL } = readEnv();
  return PUBLIC_URL ? new URL(path, PUBLIC_URL).href : null;
}

/** The language of a target's messages. */
export function localeOf({ locale }: Pick<TargetRow, "locale">): Locale {
  return isLocale(locale) ? locale : defaultLocale;
}
