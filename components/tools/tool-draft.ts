import type { client } from "#components/api/client.ts";
import {
  DEFAULT_MAX_BYTES,
  DEFAULT_TIMEOUT_MS,
  type ToolInputSchema,
  type ToolMethod,
  type ToolProperty,
} from "#lib/tools/tool.ts";

/** A tool as the API gives it: masks stand in the place of its secrets. */
export type Tool = Awaited<ReturnType<typeof client.tools.list>>["items"][number];

/** An input of a tool as somebody writes it; its name may be none yet. */
export interface InputDraft {
  /** Of the row that it is written in. */
  rowId: string;
  name: string;
  isRequired: boolean;
  property: ToolProperty;
}

/** A tool as somebody writes it. */
export interface ToolDraft {
  name: string;
  method: ToolMethod;
  url: string;
  headers: Record<string, string>;
  inputs: InputDraft[];
  resultPath: string;
  timeoutMs: number;
  maxBytes: number;
  allowPrivateNetwork: boolean;
}

/** The draft of a tool that is to be added. */
export function emptyDraft(): ToolDraft {
  return {
    ...{ name: "", method: "GET", url: "", headers: {}, inputs: [], resultPath: "" },
    ...{ timeoutMs: DEFAULT_TIMEOUT_MS, maxBytes: DEFAULT_MAX_BYTES, allowPrivateNetwork: false },
  };
}

/** A tool as it is, to be changed. */
export function draftOf({ inputSchema, resultPath, ...tool }: Tool): ToolDraft {
  const { name, method, url, headers, timeoutMs, maxBytes, allowPrivateNetwork } = tool;
  const inputs = Object.entries(inputSchema.properties).map(([input, property]) => ({
    ...{ rowId: input, name: input, property },
    isRequired: inputSchema.required.includes(input),
  }));
  const common = { name, method, url, headers, timeoutMs, maxBytes, allowPrivateNetwork };
  return { ...common, inputs, resultPath: resultPath ?? "" };
}

/** A draft as the API takes it. */
export function toolOf({ inputs, resultPath, ...draft }: ToolDraft) {
  const named = inputs.filter(({ name }) => name.trim() !== "");
  const inputSchema: ToolInputSchema = {
    type: "object",
    properties: Object.fromEntries(named.map(({ name, property }) => [name.trim(), property])),
    required: named.filter(({ isRequired }) => isRequired).map(({ name }) => name.trim()),
  };
  return { ...draft, inputSchema, resultPath: resultPath.trim() === "" ? null : resultPath.trim() };
}
