import { FACTS_LOOKED_UP_BY } from "./check-work.ts";
import type { ModelTool, ModelTools } from "./model-tools.ts";
import type { Offers } from "./offers.ts";
import { atField, type TemplateProblem } from "./template-problem.ts";

/** What is wrong with the tools that the model of a step may call, each at its place. */
export function checkModelTools(
  { offered }: ModelTools,
  path: string,
  tools: Offers["tools"] | undefined,
): TemplateProblem[] {
  if (offered.length === 0) return [atField(`${path}.offered`, "template_model_tools_empty")];
  return offered.flatMap((tool, place) => {
    const at = `${path}.offered.${place}`;
    const isTwice = offered.findIndex((other) => sameAs(other) === sameAs(tool)) < place;
    return [
      ...(tool.kind === "http" ? checkOffered(tool.toolId, at, tools) : checkBy(tool.by, at)),
      ...(isTwice ? [atField(`${at}.${fieldOf(tool)}`, "template_model_tool_twice")] : []),
    ];
  });
}

function checkOffered(toolId: string, at: string, tools: Offers["tools"] | undefined): TemplateProblem[] {
  if (toolId === "") return [atField(`${at}.toolId`, "template_tool_missing")];
  if (!tools) return [];
  const tool = tools.find(({ id }) => id === toolId);
  if (!tool) return [atField(`${at}.toolId`, "template_tool_unknown")];
  return tool.isArchived ? [atField(`${at}.toolId`, "template_tool_archived", { tool: tool.name })] : [];
}

function checkBy(by: string, at: string): TemplateProblem[] {
  const isKnown = FACTS_LOOKED_UP_BY.includes(by) || /^attributes\..+$/s.test(by);
  return isKnown ? [] : [atField(`${at}.by`, "template_look_up_by_unknown", { field: by })];
}

function sameAs(tool: ModelTool): string {
  return tool.kind === "http" ? `http ${tool.toolId}` : `look-up ${tool.by}`;
}

function fieldOf({ kind }: ModelTool): string {
  return kind === "http" ? "toolId" : "by";
}
