import type { Db } from "#db/client.ts";
import { loadOfferedTools } from "#lib/tools/load-offered.ts";
import type { OfferedTool } from "#lib/tools/tool.ts";
import { bindByName } from "./bind-inputs.ts";
import { httpToolIds, type ModelTool } from "./model-tools.ts";
import type { TemplateBody, TemplateStep } from "./template.ts";

/** The tools that a template's steps call, archived ones among them; without a question where it has no such step. */
export async function toolsOf(tx: Db, { steps }: Pick<TemplateBody, "steps">): Promise<OfferedTool[]> {
  return loadOfferedTools(tx, idsIn(steps));
}

/**
 * A template whose steps say what each input of their tools is: what the author left open is looked for by its name. Tools
 * that a model may call stand there with what they take, so that a published version offers the same for ever. The very
 * same where no step calls a tool.
 */
export async function resolveTools<Body extends Pick<TemplateBody, "steps" | "inputs">>(
  tx: Db,
  body: Body,
): Promise<Body> {
  if (idsIn(body.steps).length === 0) return body;
  const tools = await toolsOf(tx, body);
  return {
    ...body,
    steps: body.steps.map((step, place): TemplateStep => {
      if (step.kind === "generate" && step.tools)
        return { ...step, tools: { ...step.tools, offered: step.tools.offered.map(asItIs(tools)) } };
      const tool = step.kind === "http" ? tools.find(({ id }) => id === step.toolId) : undefined;
      if (step.kind !== "http" || !tool) return step;
      const byName = bindByName(tool.inputSchema, body.inputs, body.steps.slice(0, place));
      return { ...step, inputs: { ...byName, ...step.inputs } };
    }),
  };
}

function asItIs(tools: readonly OfferedTool[]): (offered: ModelTool) => ModelTool {
  return (offered) => {
    const tool = offered.kind === "http" ? tools.find(({ id }) => id === offered.toolId) : undefined;
    return tool ? { ...offered, name: tool.name, inputSchema: tool.inputSchema } : offered;
  };
}

function idsIn(steps: readonly TemplateStep[]): string[] {
  return steps.flatMap((step) => {
    if (step.kind === "generate") return httpToolIds(step.tools);
    return step.kind === "http" && step.toolId !== "" ? [step.toolId] : [];
  });
}
