import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { type Locale, locales } from "#lib/i18n/locales.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { plainName } from "#lib/plain-name.ts";
import { muteKinds, viewKinds } from "./choose-kinds.ts";
import { EVENT_KINDS } from "./event-kind.ts";
import { failureText, textOf } from "./event-text.ts";
import {
  countOwnUnread,
  MOST_COUNTED,
  type OwnNotification,
  readAll,
  readNotifications,
  readOne,
} from "./read-notifications.ts";
import { archiveTarget, changeTarget, createTarget } from "./targets/save-target.ts";
import { TARGET_KINDS } from "./targets/target.ts";
import { testTarget } from "./targets/test-target.ts";
import { type DeliveryView, type TargetView, viewTarget, viewTargets } from "./targets/view-targets.ts";

const tags = ["Notifications"];
const byId = z.object({ id: z.string() });
const kindSchema = z.enum(EVENT_KINDS);
const failureSchema = z.object({ code: z.string(), text: z.string() });
const kindsSchema = z.object({ kinds: z.array(z.object({ kind: kindSchema, wanted: z.boolean() })) });

const list = authenticated
  .route({ method: "GET", path: "/notifications", summary: "What you were told of, newest first", tags })
  .input(pageInput.extend({ unread: z.stringbool().default(false).describe("Only what is unread") }))
  .output(
    pageOf(
      z.object({
        id: z.string(),
        kind: kindSchema,
        title: z.string().describe("In the language of the request, as is the detail"),
        detail: z.string(),
        path: z.string().describe("The page of the console it leads to"),
        at: z.iso.datetime(),
        readAt: z.iso.datetime().nullable(),
      }),
    ),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const { items, nextCursor } = await readNotifications(actor, input);
    return { items: items.map((item) => itemOf(item, locale)), nextCursor };
  });

const unread = authenticated
  .route({ method: "GET", path: "/notifications/unread", summary: "How many you have not read", tags })
  .output(z.object({ count: z.int().describe(`Counted to ${MOST_COUNTED}: then there may be more`) }))
  .handler(async ({ context: { actor } }) => ({ count: await countOwnUnread(actor) }));

const read = authenticated
  .route({ method: "POST", path: "/notifications/{id}/read", summary: "Mark one as read", tags })
  .input(byId)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await readOne(actor, input.id)));

const allRead = authenticated
  .route({ method: "POST", path: "/notifications/read", summary: "Mark all as read", tags })
  .input(
    z.object({
      upTo: z.iso
        .datetime({ offset: true })
        .optional()
        .describe("Those up to this moment; up to now by default"),
    }),
  )
  .output(z.object({ read: z.int().describe("How many were unread") }))
  .handler(async ({ context: { actor }, input: { upTo } }) => ({
    read: await readAll(actor, upTo ? new Date(upTo) : new Date()),
  }));

const getKinds = authenticated
  .route({
    method: "GET",
    path: "/notifications/kinds",
    summary: "What you may hear of in the product, and want to",
    tags,
  })
  .output(kindsSchema)
  .handler(async ({ context: { actor } }) => ({ kinds: await viewKinds(actor) }));

const putKinds = authenticated
  .route({
    method: "PUT",
    path: "/notifications/kinds",
    summary: "Set what you do not want to hear of in the product",
    tags,
  })
  .input(z.object({ muted: z.array(kindSchema).max(EVENT_KINDS.length) }))
  .output(kindsSchema)
  .handler(async ({ context: { actor }, input }) => ({ kinds: await muteKinds(actor, input.muted) }));

const deliverySchema = z.object({
  state: z.enum(["waiting", "delivered", "dead"]).describe("dead: tried in vain, and not again"),
  attempts: z.int(),
  failure: failureSchema
    .nullable()
    .describe("Why it was not taken the last time, in the receiver's own words"),
  at: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});

const targetSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(TARGET_KINDS),
  address: z.string().describe("A mail address, or the host of a URL: its keys are never shown"),
  events: z.array(kindSchema),
  team: z.string().nullable().describe("Only what its members launched or published"),
  digestMinutes: z.int().nullable().describe("Events that come often are gathered for so long"),
  language: z.enum(locales),
  allowPrivateNetwork: z.boolean(),
  hasSecret: z.boolean().describe("Whether its messages are signed"),
  createdAt: z.iso.datetime(),
  deadAt: z.iso
    .datetime()
    .nullable()
    .describe("When a message was given up there, with none taken and no other address since"),
  last: deliverySchema.nullable().describe("The newest that was tried"),
});

const name = plainName(100);
const events = z.array(kindSchema).min(1).max(EVENT_KINDS.length);
const address = z.email().max(254).describe("Of mail: where it goes");
const url = z.string().trim().max(2000).describe("Of all others; keys in it are kept sealed");
const secret = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .describe("What a robot of DingTalk or Feishu wants its messages signed with");
const language = z.enum(locales);
const team = z
  .string()
  .trim()
  .max(100)
  .nullable()
  .describe("Only what members of this team launched or published; all of it where it is null");
const digestMinutes = z
  .int()
  .min(1)
  .max(24 * 60)
  .nullable()
  .describe(
    "Batches that are over, decided launches and outputs to review are gathered for so long and told in one message (kind digest); null: each by itself",
  );

const listTargets = authenticated
  .route({
    method: "GET",
    path: "/notifications/targets",
    summary: "Where else things are told, in one page",
    tags,
  })
  .input(pageInput)
  .output(pageOf(targetSchema))
  .handler(async ({ context: { actor, locale } }) => ({
    items: orRefuse(await viewTargets(actor)).map((target) => targetOf(target, locale)),
    nextCursor: null,
  }));

const getTarget = authenticated
  .route({
    method: "GET",
    path: "/notifications/targets/{id}",
    summary: "A target, with what was last sent there",
    tags,
  })
  .input(byId)
  .output(
    targetSchema.extend({
      deliveries: z.array(deliverySchema.extend({ kind: kindSchema, title: z.string() })),
    }),
  )
  .handler(async ({ context: { actor, locale }, input }) => {
    const { deliveries, ...target } = orRefuse(await viewTarget(actor, input.id));
    return {
      ...targetOf(target, locale),
      deliveries: deliveries.map(({ event, ...delivery }) => ({
        ...deliveryOf(delivery, locale),
        kind: event.kind,
        title: textOf(event, locale).title,
      })),
    };
  });

const createTargetRoute = authenticated
  .route({
    method: "POST",
    path: "/notifications/targets",
    successStatus: 201,
    summary: "Tell a mail address, a webhook or a chat of events",
    description:
      "Messages to a webhook are signed after Standard Webhooks (webhook-id, webhook-timestamp, webhook-signature); the secret is in the answer, this once.",
    tags,
  })
  .input(
    z.object({
      name,
      kind: z.enum(TARGET_KINDS),
      address: address.optional(),
      url: url.optional(),
      secret: secret.optional(),
      events,
      team: team.optional(),
      digestMinutes: digestMinutes.optional(),
      language: language.optional().describe("Of its messages; that of the request by default"),
      allowPrivateNetwork: z.boolean().default(false).describe("It may be inside this network"),
    }),
  )
  .use(idempotent)
  .output(
    z.object({ id: z.string(), secret: z.string().optional().describe("Of a webhook: shown this once") }),
  )
  .handler(async ({ context: { actor, locale }, input: { language: told, ...input } }) =>
    orRefuse(await createTarget(actor, { ...input, locale: told ?? locale })),
  );

const changeTargetRoute = authenticated
  .route({ method: "PATCH", path: "/notifications/targets/{id}", summary: "Change a target", tags })
  .input(
    byId.extend({
      name: name.optional(),
      address: address.optional(),
      url: url.optional(),
      secret: secret.optional(),
      events: events.optional(),
      team: team.optional(),
      digestMinutes: digestMinutes.optional(),
      language: language.optional(),
      allowPrivateNetwork: z.boolean().optional(),
    }),
  )
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input: { id, language: told, ...input } }) =>
    orRefuse(await changeTarget(actor, id, { ...input, ...(told && { locale: told }) })),
  );

const archiveTargetRoute = authenticated
  .route({
    method: "DELETE",
    path: "/notifications/targets/{id}",
    summary: "End a target; its keys are forgotten",
    tags,
  })
  .input(byId)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await archiveTarget(actor, input.id)));

const testTargetRoute = authenticated
  .route({
    method: "POST",
    path: "/notifications/targets/{id}/test",
    summary: "Send a message to a target now",
    tags,
  })
  .input(byId)
  .output(z.object({ status: z.enum(["delivered", "failed"]), failure: failureSchema.nullable() }))
  .handler(async ({ context: { actor, locale }, input }) => {
    const test = orRefuse(await testTarget(actor, input.id));
    return { status: test.status, failure: test.status === "failed" ? told(test.failure, locale) : null };
  });

export const notificationsRouter = {
  list,
  unread,
  read,
  readAll: allRead,
  kinds: { get: getKinds, set: putKinds },
  targets: {
    list: listTargets,
    get: getTarget,
    create: createTargetRoute,
    change: changeTargetRoute,
    archive: archiveTargetRoute,
    test: testTargetRoute,
  },
};

function itemOf({ event, readAt }: OwnNotification, locale: Locale) {
  const { id, kind, at } = event;
  return { id, kind, ...textOf(event, locale), at: at.toISOString(), readAt: readAt?.toISOString() ?? null };
}

function targetOf({ target, last }: TargetView, locale: Locale) {
  const { shownAddress, locale: language, createdAt, deadAt, ...shown } = target;
  return {
    ...shown,
    address: shownAddress,
    events: EVENT_KINDS.filter((kind) => target.events.includes(kind)),
    language: locales.find((known) => known === language) ?? locales[0],
    createdAt: createdAt.toISOString(),
    deadAt: deadAt?.toISOString() ?? null,
    last: last && deliveryOf(last, locale),
  };
}

function deliveryOf({ state, attempts, failure, at, endedAt }: DeliveryView, locale: Locale) {
  return {
    state,
    attempts,
    failure: failure && told(failure, locale),
    at: at.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}

function told(failure: NonNullable<DeliveryView["failure"]>, locale: Locale) {
  return { code: failure.code, text: failureText(failure, locale) };
}
