import type { client } from "#components/api/client.ts";

export type Trial = Awaited<ReturnType<typeof client.trials.get>>;
export type TrialCell = Trial["cells"][number];
export type TrialVariant = Trial["variants"][number];
export type TrialPreview = NonNullable<Trial["preview"]>;
export type EvaluatorFigures = Trial["evaluations"][number]["evaluators"][number];
export type CellEvaluation = TrialCell["evaluations"][number];
export type Comparison = Trial["comparisons"][number];
export type ComparisonCase = Comparison["cases"][number];
export type PairVotes = Trial["votes"][number];
export type Ballot = Awaited<ReturnType<typeof client.trials.votes.next>>;
export type TrialList = Awaited<ReturnType<typeof client.trials.list>>;
export type TrialHead = TrialList["items"][number];
export type TrialEstimate = Awaited<ReturnType<typeof client.trials.estimate>>;
type Changes = Awaited<ReturnType<typeof client.trials.events>>;
export type TrialChanges = Changes extends AsyncIterable<infer Change> ? Change : never;
