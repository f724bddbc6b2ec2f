import type { Db } from "#db/client.ts";
import { findTools } from "#db/queries/tools/tools.ts";
import type { Failure } from "#lib/failure.ts";
import type { Operation } from "#lib/images/operations/operation.ts";
import { shownRequest } from "#lib/tools/call-tool.ts";
import { fitInputs, type ToolRequest } from "#lib/tools/write-request.ts";
import type { Example } from "./fit-examples.ts";
import type { StepPrompt } from "./render-steps.ts";

/** What a step that asks no model would do for a row. */
export interface ShownWork {
  name: string;
  /** Of a retrieval: what passages are looked for by, which costs something and is not done here. */
  sought: string | null;
  /**
   * Of examples: the rows of its dataset that are shown; `standIn`: in place of the nearest, which are looked for, by `query`,
   * when it runs.
   */
  taken: { rows: number[]; standIn: boolean; query: string | null } | null;
  /** Of a look-up: what it looks for, and what it found. */
  found: { by: string; query: string; fields: Record<string, unknown> } | null;
  /** Of a tool: what it would be sent, with masks for what is secret. */
  sent: ToolRequest | null;
  /** Of a picture: what it is made of, and by what; nothing is made here. */
  made: { source: string; operations: Operation[] } | null;
  /** Of a picture that a model draws: what it is asked for; `prompt` is "" where it only enlarges. */
  drawn: { source: string; prompt: string; count: number } | null;
  /** Why the tool could not be called. */
  failure: Failure | null;
}

/** What the steps of a template that ask no model would do. Calls no tool. */
export async function showWork(tx: Db, prompts: readonly StepPrompt[]): Promise<ShownWork[]> {
  const works = prompts.flatMap(({ name, rendered, found }) =>
    rendered?.kind === "work" ? [{ name, work: rendered.work, found }] : [],
  );
  const ids = works.flatMap(({ work }) => (work.kind === "http" ? [work.toolId] : []));
  const tools = await findTools(tx, ids);
  return works.map(({ name, work, found }): ShownWork => {
    const none = {
      name,
      sought: null,
      taken: null,
      found: null,
      sent: null,
      made: null,
      drawn: null,
      failure: null,
    };
    if (work.kind === "picture") {
      const { source, operations } = work;
      return { ...none, made: source === "" ? null : { source, operations } };
    }
    if (work.kind === "draw") {
      const { source, wish, count } = work;
      return { ...none, drawn: { source, prompt: wish.task === "edit" ? wish.prompt : "", count } };
    }
    if (work.kind === "retrieve") return { ...none, sought: work.query };
    if (work.kind === "examples") {
      const isNearest = work.pick === "nearest";
      const rows = rowsOf(found);
      return { ...none, taken: { rows, standIn: isNearest, query: isNearest ? work.query : null } };
    }
    if (work.kind === "look-up") {
      const { by, query } = work;
      return { ...none, found: found && { by, query, fields: found } };
    }
    const tool = tools.find(({ id }) => id === work.toolId);
    if (!tool) return { ...none, failure: { code: "tool_unknown" } };
    const fitted = fitInputs(tool, work.inputs);
    if (fitted.ok) return { ...none, sent: shownRequest(tool, fitted.inputs) };
    const { input, value, problem } = fitted;
    const code = problem === "missing" ? "tool_input_missing" : "tool_input_unfit";
    return { ...none, failure: { code, params: { tool: tool.name, input, value } } };
  });
}

function rowsOf(found: Record<string, unknown> | null): number[] {
  const examples = (found?.examples ?? []) as Pick<Example, "row">[];
  return examples.map(({ row }) => row);
}
