import type { client } from "#components/api/client.ts";

export type SpendSummary = Awaited<ReturnType<typeof client.spend.summary>>;
export type SpendReport = Awaited<ReturnType<typeof client.spend.report>>;
export type DailySpend = Awaited<ReturnType<typeof client.spend.daily>>;
export type AttemptPage = Awaited<ReturnType<typeof client.spend.attempts>>;
export type Attempt = AttemptPage["items"][number];
export type SpendGroupBy = "model" | "template" | "person" | "team" | "batch" | "language" | "day";
export type SpendStackBy = Exclude<SpendGroupBy, "day">;
export type SpendExplanation = Awaited<ReturnType<typeof client.spend.explanation>>;
export type CostCause = SpendExplanation["parts"][number]["cause"];
