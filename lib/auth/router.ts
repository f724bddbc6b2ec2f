import { z } from "zod";
import { asDownload, downloadSchema } from "#lib/api/download.ts";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { locales } from "#lib/i18n/locales.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { PERMISSIONS } from "./can.ts";
import { changeMember } from "./change-member.ts";
import { changeOwnPassword } from "./change-own-password.ts";
import { changeOwnProfile } from "./change-own-profile.ts";
import { createMember } from "./create-member.ts";
import { createToken } from "./create-token.ts";
import { eraseMember } from "./erase-member.ts";
import { exportMember } from "./export-member.ts";
import { getProfile } from "./get-profile.ts";
import { listLaunchLimits, setLaunchLimit } from "./launch-limits.ts";
import { getAuditEntry, getAuditFacets, listAudit } from "./list-audit.ts";
import { getMember, listMembers } from "./list-members.ts";
import { listSessions } from "./list-sessions.ts";
import { listTokens } from "./list-tokens.ts";
import { resetPassword } from "./reset-password.ts";
import { revokeMemberSessions, revokeOtherSessions, revokeOwnSession } from "./revoke-sessions.ts";
import { revokeToken } from "./revoke-token.ts";
import { ROLES } from "./role.ts";

const byId = z.object({ id: z.string() });
const roles = z.array(z.enum(ROLES));
const time = z.iso.datetime();
const ended = z.object({ ended: z.number().int().describe("How many sessions this ended.") });
const shownOnce = z.string().nullable().describe("A password that was made up, shown this once.");

/** `zh` is the beginning of `zh-CN`. */
const languageTag = z
  .string()
  .max(35)
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$/, "input_wanted_language");

const member = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  roles,
  state: z.enum(["active", "disabled"]),
  hasPassword: z.boolean(),
  singleSignOn: z
    .boolean()
    .describe("Whether they are known to the identity provider by more than their e-mail."),
  reviewLanguages: z
    .array(z.string())
    .describe("The languages whose outputs they review, as tags or their beginnings; none: any."),
  reviewCategories: z
    .array(z.string())
    .describe("The product categories whose outputs they review, each with all below it; none: any."),
  practisesFirst: z.boolean().describe("Whether nothing is handed out to them before they have practised."),
  practisedAt: time.nullable().describe("When they had practised enough."),
  team: z.string().nullable().describe("The team that their spend is reported under."),
  createdAt: time,
  lastSeenAt: time.nullable(),
  erasedAt: time.nullable().describe("When the person was taken out; the name is a made-up one then."),
});

const session = z.object({
  id: z.string(),
  createdAt: time,
  lastSeenAt: time,
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  isCurrent: z.boolean(),
});

const token = z.object({
  id: z.string(),
  memberId: z.string(),
  memberName: z.string(),
  name: z.string(),
  prefix: z.string(),
  state: z.enum(["active", "expired", "revoked"]),
  createdAt: time,
  createdByName: z.string().nullable(),
  expiresAt: time.nullable(),
  lastUsedAt: time.nullable(),
});

const auditEntry = z.object({
  id: z.string(),
  at: time,
  actorId: z.string().nullable(),
  actorName: z.string(),
  action: z.string(),
  targetType: z.string(),
  targetId: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  via: z
    .enum(["session", "token", "schedule", "system", "password", "oidc"])
    .nullable()
    .describe("What they acted by; `password` and `oidc` where somebody tried to sign in."),
  credential: z
    .object({ id: z.string().nullable(), name: z.string().nullable() })
    .nullable()
    .describe("The token or session."),
  address: z.string().nullable().describe("Where the request came from."),
});

const account = { tags: ["Account"] };

const me = {
  get: authenticated
    .route({ method: "GET", path: "/me", summary: "Who I am and what I may do", ...account })
    .output(
      z.object({
        memberId: z.string(),
        email: z.string(),
        name: z.string(),
        roles,
        permissions: z.array(z.enum(PERMISSIONS)),
        locale: z.enum(locales).nullable(),
        hasPassword: z.boolean(),
      }),
    )
    .handler(async ({ context: { actor } }) => orRefuse(await getProfile(actor))),

  change: authenticated
    .route({ method: "PATCH", path: "/me", summary: "Change my name or language", ...account })
    .input(z.object({ name: z.string().optional(), locale: z.enum(locales).optional() }))
    .output(z.object({ name: z.string(), locale: z.string().nullable() }))
    .handler(async ({ context: { actor }, input }) => orRefuse(await changeOwnProfile(actor, input))),

  changePassword: authenticated
    .route({
      method: "PUT",
      path: "/me/password",
      summary: "Change my password",
      description: "Only from a browser session. Ends my other sessions.",
      ...account,
    })
    .input(z.object({ current: z.string().max(1000), next: z.string().max(1000) }))
    .output(z.object({ sessionsEnded: z.number().int() }))
    .handler(async ({ context: { actor, address }, input }) =>
      orRefuse(await changeOwnPassword(actor, { ...input, address: address ?? "" })),
    ),
};

const sessions = {
  list: authenticated
    .route({ method: "GET", path: "/sessions", summary: "My signed-in browsers", ...account })
    .output(z.array(session))
    .handler(async ({ context: { actor } }) => orRefuse(await listSessions(actor, actor.memberId))),

  revoke: authenticated
    .route({ method: "DELETE", path: "/sessions/{id}", summary: "Sign out one of my browsers", ...account })
    .input(byId)
    .output(ended)
    .handler(async ({ context: { actor }, input }) => orRefuse(await revokeOwnSession(actor, input.id))),

  revokeOthers: authenticated
    .route({ method: "DELETE", path: "/sessions", summary: "Sign out my other browsers", ...account })
    .output(ended)
    .handler(async ({ context: { actor } }) => orRefuse(await revokeOtherSessions(actor))),
};

const members = {
  list: authenticated
    .route({ method: "GET", path: "/members", summary: "List members", tags: ["Members"] })
    .input(pageInput.extend({ search: z.string().optional().describe("Part of a name or e-mail.") }))
    .output(pageOf(member))
    .handler(async ({ context: { actor }, input }) => orRefuse(await listMembers(actor, input))),

  get: authenticated
    .route({ method: "GET", path: "/members/{id}", summary: "Get a member", tags: ["Members"] })
    .input(byId)
    .output(member)
    .handler(async ({ context: { actor }, input }) => orRefuse(await getMember(actor, input.id))),

  create: authenticated
    .route({
      method: "POST",
      path: "/members",
      successStatus: 201,
      summary: "Add a member",
      description: "Without `password` one is made up and given back this once.",
      tags: ["Members"],
    })
    .input(z.object({ email: z.string(), name: z.string(), roles, password: z.string().optional() }))
    .use(idempotent)
    .output(z.object({ id: z.string(), password: shownOnce }))
    .handler(async ({ context: { actor }, input }) => orRefuse(await createMember(actor, input))),

  change: authenticated
    .route({
      method: "PATCH",
      path: "/members/{id}",
      summary: "Change a member's name, roles, state or languages",
      description:
        "Disabling a member ends their sessions and tokens for good. `singleSignOn: false` forgets who they are to the identity provider.",
      tags: ["Members"],
    })
    .input(
      byId.extend({
        name: z.string().optional(),
        roles: roles.optional(),
        state: z.enum(["active", "disabled"]).optional(),
        singleSignOn: z.literal(false).optional(),
        reviewLanguages: z.array(languageTag).max(100).optional(),
        reviewCategories: z.array(z.string().max(300)).max(30).optional(),
        practisesFirst: z
          .boolean()
          .optional()
          .describe("Whether nothing is handed out to them to review before they have practised"),
        team: z.string().nullable().optional().describe("Whose spend theirs is reported as; null: nobody's"),
      }),
    )
    .output(member)
    .handler(async ({ context: { actor }, input: { id, ...change } }) =>
      orRefuse(await changeMember(actor, id, change)),
    ),

  resetPassword: authenticated
    .route({
      method: "POST",
      path: "/members/{id}/password",
      summary: "Give a member a new password",
      description:
        "Without `password` one is made up and given back this once. Ends the member's sessions and tokens.",
      tags: ["Members"],
    })
    .input(byId.extend({ password: z.string().optional() }))
    .use(idempotent)
    .output(z.object({ password: shownOnce }))
    .handler(async ({ context: { actor }, input }) =>
      orRefuse(await resetPassword(actor, input.id, input.password)),
    ),

  sessions: authenticated
    .route({
      method: "GET",
      path: "/members/{id}/sessions",
      summary: "A member's signed-in browsers",
      tags: ["Members"],
    })
    .input(byId)
    .output(z.array(session))
    .handler(async ({ context: { actor }, input }) => orRefuse(await listSessions(actor, input.id))),

  revokeSessions: authenticated
    .route({
      method: "DELETE",
      path: "/members/{id}/sessions",
      summary: "Sign out all of a member's browsers",
      tags: ["Members"],
    })
    .input(byId)
    .output(ended)
    .handler(async ({ context: { actor }, input }) => orRefuse(await revokeMemberSessions(actor, input.id))),

  exportData: authenticated
    .route({
      method: "GET",
      path: "/members/{id}/data",
      outputStructure: "detailed",
      summary: "All that is kept about a member",
      description: "JSON lines, each with what it is. Members may have their own, admins anybody's.",
      tags: ["Members"],
    })
    .input(byId)
    .output(downloadSchema)
    .handler(async ({ context: { actor }, input }) => {
      const { name, file } = orRefuse(await exportMember(actor, input.id));
      return asDownload({ name, mediaType: "application/x-ndjson; charset=utf-8", file });
    }),

  erase: authenticated
    .route({
      method: "POST",
      path: "/members/{id}/erase",
      summary: "Take a person out of the installation for good",
      description:
        "Name, address, browsers and tokens go; what they made and decided stays under a name that says nothing, and so does the audit log.",
      tags: ["Members"],
    })
    .input(byId)
    .output(z.object({ id: z.string(), name: z.string() }))
    .handler(async ({ context: { actor }, input }) => orRefuse(await eraseMember(actor, input.id))),
};

const tokens = {
  list: authenticated
    .route({
      method: "GET",
      path: "/tokens",
      summary: "List API tokens",
      description: "Admins see everybody's, others their own.",
      tags: ["Tokens"],
    })
    .input(pageInput.extend({ memberId: z.string().optional() }))
    .output(pageOf(token))
    .handler(async ({ context: { actor }, input }) => orRefuse(await listTokens(actor, input))),

  create: authenticated
    .route({
      method: "POST",
      path: "/tokens",
      successStatus: 201,
      summary: "Make an API token",
      description: "It acts as the member, with the roles they have at each request. It is shown this once.",
      tags: ["Tokens"],
    })
    .input(z.object({ memberId: z.string(), name: z.string().max(100), expiresAt: time.optional() }))
    .use(idempotent)
    .output(z.object({ id: z.string(), token: z.string() }))
    .handler(async ({ context: { actor }, input }) =>
      orRefuse(
        await createToken(actor, {
          memberId: input.memberId,
          name: input.name,
          expiresAt: input.expiresAt === undefined ? undefined : new Date(input.expiresAt),
        }),
      ),
    ),

  revoke: authenticated
    .route({ method: "DELETE", path: "/tokens/{id}", summary: "Revoke an API token", tags: ["Tokens"] })
    .input(byId)
    .output(byId)
    .handler(async ({ context: { actor }, input }) => orRefuse(await revokeToken(actor, input.id))),
};

const launchLimit = z.object({
  memberId: z.string(),
  name: z.string(),
  limit: moneySchema.nullable().describe("null: any amount"),
});

const launchLimits = {
  list: authenticated
    .route({
      method: "GET",
      path: "/launch-limits",
      summary: "What each launcher may launch without approval, in one page",
      tags: ["Members"],
    })
    .input(pageInput)
    .output(pageOf(launchLimit))
    .handler(async ({ context: { actor } }) => ({
      items: orRefuse(await listLaunchLimits(actor)),
      nextCursor: null,
    })),

  set: authenticated
    .route({
      method: "PUT",
      path: "/launch-limits/{memberId}",
      summary: "Set what a member may launch without approval; not one's own",
      tags: ["Members"],
    })
    .input(
      z.object({
        memberId: z.string(),
        limit: moneySchema.nullable().describe("A launch, by its cap or expected cost; null: any amount"),
      }),
    )
    .output(launchLimit)
    .handler(async ({ context: { actor }, input: { memberId, limit } }) =>
      orRefuse(await setLaunchLimit(actor, memberId, limit)),
    ),
};

const audit = {
  list: authenticated
    .route({
      method: "GET",
      path: "/audit",
      summary: "Who changed what, newest first",
      tags: ["Audit log"],
    })
    .input(
      pageInput.extend({
        actorId: z.string().optional(),
        action: z
          .string()
          .regex(/^[a-z][a-z._-]*$/, "input_wanted_action")
          .optional()
          .describe("An action such as `members.change`, or all of a kind: `members.`"),
        targetType: z.string().optional(),
        targetId: z.string().optional(),
        from: z.iso.datetime({ offset: true }).optional(),
        to: z.iso.datetime({ offset: true }).optional().describe("Exclusive."),
      }),
    )
    .output(pageOf(auditEntry))
    .handler(async ({ context: { actor }, input: { from, to, ...rest } }) =>
      orRefuse(
        await listAudit(actor, {
          ...rest,
          from: from ? new Date(from) : undefined,
          to: to ? new Date(to) : undefined,
        }),
      ),
    ),

  facets: authenticated
    .route({
      method: "GET",
      path: "/audit/facets",
      summary: "What the audit log can be filtered by",
      tags: ["Audit log"],
    })
    .output(
      z.object({
        people: z.array(z.object({ id: z.string(), name: z.string() })),
        actions: z.array(z.string()),
      }),
    )
    .handler(async ({ context: { actor } }) => orRefuse(await getAuditFacets(actor))),

  get: authenticated
    .route({ method: "GET", path: "/audit/{id}", summary: "One entry of the audit log", tags: ["Audit log"] })
    .input(byId)
    .output(auditEntry)
    .handler(async ({ context: { actor }, input }) => orRefuse(await getAuditEntry(actor, input.id))),
};

/** Members, their browsers and tokens, and the audit log. */
export const authRouter = { me, sessions, members, launchLimits, tokens, audit };
