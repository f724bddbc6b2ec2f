import type { TurnRow } from "#db/queries/conversations/turns.ts";
import type { TemplateBody } from "#lib/templates/template.ts";

/** What an answer of a turn could rest on besides its prompt. */
export interface Found {
  /** Of the step, or of the tool as its model knows it. */
  name: string;
  /** What the model asked of the tool, as JSON; `null` for a step. */
  asked: string | null;
  value: unknown;
}

/** What the steps before the one that answers a turn gave for its row, then what its model was told of the tools it called. */
export function foundFor({ chain, ended, carried }: Pick<TurnRow, "chain" | "ended" | "carried">): Found[] {
  if (!chain) return [];
  const { steps } = chain.template as Pick<TemplateBody, "steps">;
  const bySteps = (ended ?? []).flatMap(({ output }, place): Found[] =>
    output ? [{ name: steps[place]?.name ?? "", asked: null, value: output }] : [],
  );
  const byTools = (carried?.rounds ?? []).flatMap(({ calls }) =>
    calls.flatMap(({ name, arguments: asked, result }): Found[] =>
      result === undefined ? [] : [{ name, asked, value: result }],
    ),
  );
  return [...bySteps, ...byTools];
}

/** The step before the one that answers which is at work for a turn, or at which it has failed; `null` for none. */
export function stepAtWork({
  chain,
  ended,
  state,
}: Pick<TurnRow, "chain" | "ended" | "state">): string | null {
  const place = ended?.length ?? 0;
  if (!chain || state === "answered" || place >= chain.step) return null;
  const { steps } = chain.template as Pick<TemplateBody, "steps">;
  return steps[place]?.name ?? null;
}
