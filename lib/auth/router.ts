import { z } from "zod";
import { authenticated } from "#lib/api/procedure.ts";
import { ROLES } from "./role.ts";

const me = authenticated
  .route({ method: "GET", path: "/me", summary: "Who I am", tags: ["Members"] })
  .output(z.object({ memberId: z.string(), name: z.string(), roles: z.array(z.enum(ROLES)) }))
  .handler(({ context: { actor } }) => ({
    memberId: actor.memberId,
    name: actor.name,
    roles: [...actor.roles],
  }));

export const authRouter = { me };
