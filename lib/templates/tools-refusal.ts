import type { Db } from "#db/client.ts";
import { refuse } from "#lib/result.ts";
import { toolsOf } from "./resolve-tools.ts";
import type { TemplateBody } from "./template.ts";

export type ToolsRefusalCode = "tool_unknown" | "tool_archived";

/** Why nothing can be made by a template: a tool that its steps call is gone; `null` where none is. */
export async function toolsRefusal(
  tx: Db,
  template: Pick<TemplateBody, "steps">,
): Promise<ReturnType<typeof refuse<ToolsRefusalCode>> | null> {
  const tools = await toolsOf(tx, template);
  for (const step of template.steps) {
    if (step.kind !== "http") continue;
    const tool = tools.find(({ id }) => id === step.toolId);
    if (!tool) return refuse("tool_unknown");
    if (tool.isArchived) return refuse("tool_archived", { tool: tool.name });
  }
  return null;
}
