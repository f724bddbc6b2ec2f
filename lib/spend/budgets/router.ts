import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { moneySchema } from "#lib/money-schema.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { plainName } from "#lib/plain-name.ts";
import { MOST_ALERTS } from "./alert.ts";
import { alertSchema } from "./alert-schema.ts";
import { BUDGET_SCOPES, changeBudget, createBudget, deleteBudget } from "./save-budget.ts";
import { viewBudgets, viewScopes } from "./view-budgets.ts";

const tags = ["Budgets"];
const idInput = z.object({ id: z.string() });
const nameSchema = plainName();
const alertsSchema = z
  .array(alertSchema)
  .max(MOST_ALERTS)
  .describe("All of them; each is told once a month and amount. Nothing is ever spent past the amount");

const budgetSchema = z.object({
  id: z.string(),
  name: z.string(),
  amount: moneySchema,
  scope: z.object({ kind: z.enum(BUDGET_SCOPES), id: z.string().nullable(), name: z.string().nullable() }),
  timeZone: z.string(),
  periodStart: z.string(),
  periodEnd: z.string(),
  spent: moneySchema,
  unknownSpend: moneySchema,
  reserved: moneySchema,
  left: moneySchema,
  alerts: z.array(alertSchema.extend({ reached: z.boolean().describe("This month") })),
  asksApproval: z.boolean().describe("Launches that would count in it wait for somebody else's word"),
  stopped: z.boolean().describe("An alert has stopped it: nothing more is promised on it"),
  level: z.enum(["fine", "near", "used_up"]).describe("near: from 80 % on, used_up: from 100 % on"),
  forecast: z
    .object({ low: moneySchema, expected: moneySchema, high: moneySchema, days: z.int() })
    .nullable()
    .describe(
      "At the month's end, between low and high four times in five, from the last full days and what runs; null while it is too early to say",
    ),
});

const list = authenticated
  .route({ method: "GET", path: "/budgets", summary: "Budgets as they stand, in one page", tags })
  .input(pageInput)
  .output(pageOf(budgetSchema))
  .handler(async ({ context: { actor } }) => ({
    items: orRefuse(await viewBudgets(actor)),
    nextCursor: null,
  }));

const scopes = authenticated
  .route({ method: "GET", path: "/budgets/scopes", summary: "What a budget may be for", tags })
  .input(z.object({}))
  .output(
    z.object({
      items: z.array(
        z.object({ kind: z.enum(["template", "model", "person"]), id: z.string(), name: z.string() }),
      ),
    }),
  )
  .handler(async ({ context: { actor } }) => ({ items: orRefuse(await viewScopes(actor)) }));

const create = authenticated
  .route({ method: "POST", path: "/budgets", successStatus: 201, summary: "Set a budget of a month", tags })
  .input(
    z.object({
      name: nameSchema,
      amount: moneySchema.describe("A month"),
      scope: z.object({ kind: z.enum(BUDGET_SCOPES), id: z.string().optional() }).default({ kind: "all" }),
      timeZone: z.string().default("UTC").describe("Where its months begin at midnight"),
      alerts: alertsSchema.optional(),
    }),
  )
  .use(idempotent)
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await createBudget(actor, input)));

const change = authenticated
  .route({ method: "PATCH", path: "/budgets/{id}", summary: "Change a budget or its alerts", tags })
  .input(
    idInput.extend({
      name: nameSchema.optional(),
      amount: moneySchema.optional(),
      alerts: alertsSchema.optional(),
    }),
  )
  .output(z.object({ id: z.string() }))
  .handler(async ({ context: { actor }, input: { id, ...input } }) =>
    orRefuse(await changeBudget(actor, id, input)),
  );

const remove = authenticated
  .route({ method: "DELETE", path: "/budgets/{id}", successStatus: 204, summary: "Take a budget away", tags })
  .input(idInput)
  .handler(async ({ context: { actor }, input }) => {
    orRefuse(await deleteBudget(actor, input.id));
  });

export const budgetsRouter = { list, scopes, create, change, remove };
