import type { client } from "#components/api/client.ts";

export type Budget = Awaited<ReturnType<typeof client.budgets.list>>["items"][number];
export type BudgetScopeChoice = Awaited<ReturnType<typeof client.budgets.scopes>>["items"][number];
