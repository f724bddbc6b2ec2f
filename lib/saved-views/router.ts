import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { plainName } from "#lib/plain-name.ts";
import { forgetView, keepView, listViews } from "./keep-view.ts";
import { VIEWED_LISTS } from "./saved-view.ts";

const tags = ["Saved views"];
const listSchema = z.enum(VIEWED_LISTS);

const list = authenticated
  .route({ method: "GET", path: "/views", summary: "What I kept of a list: its filters and order", tags })
  .input(z.object({ list: listSchema }))
  .output(z.object({ items: z.array(z.object({ id: z.string(), name: z.string(), query: z.string() })) }))
  .handler(async ({ context: { actor }, input }) => ({ items: await listViews(actor, input.list) }));

const keep = authenticated
  .route({
    method: "POST",
    path: "/views",
    successStatus: 201,
    summary: "Keep filters and order of a list under a name; what had that name is replaced",
    tags,
  })
  .input(
    z.object({
      list: listSchema,
      name: plainName(100),
      query: z.string().max(2_000).describe("What stands after the question mark in the list's address"),
    }),
  )
  .use(idempotent)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await keepView(actor, input)));

const forget = authenticated
  .route({ method: "DELETE", path: "/views/{id}", summary: "Forget a saved view", tags })
  .input(z.object({ id: z.string() }))
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await forgetView(actor, input.id)));

export const savedViewsRouter = { list, keep, forget };
