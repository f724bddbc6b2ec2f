import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { ChatRequest } from "../answer-chat.ts";
import { readChatRequest } from "../read-chat-request.ts";
import { sandboxModel } from "../sandbox-models.ts";
import type { BatchRecord } from "./batch-store.ts";

const MOST_MISFITS = 20;

/** One line of a batch's input. */
export interface BatchRequest {
  customId: string;
  chat: ChatRequest;
}

/** The requests of an input file, one after another. Its lines have been checked. */
export async function* readRequests(path: string): AsyncGenerator<BatchRequest> {
  for await (const line of linesOf(path)) {
    const parsed = await parseLine(line, null);
    if (!("code" in parsed)) yield parsed;
  }
}

/** Checks an input file line by line, as a provider does before a batch starts. */
export async function checkInput(
  path: string,
  endpoint: string,
  mostRequests: number,
): Promise<Pick<BatchRecord, "total" | "misfits" | "model">> {
  const seen = new Set<string>();
  const misfits: BatchRecord["misfits"] = [];
  const note = (code: string, message: string, line: number | null) => {
    if (misfits.length < MOST_MISFITS) misfits.push({ code, message, line });
  };
  let total = 0;
  let model = "";
  for await (const line of linesOf(path)) {
    total++;
    const parsed = await parseLine(line, endpoint);
    if ("code" in parsed) note(parsed.code, parsed.message, total);
    else if (seen.has(parsed.customId)) note("duplicate_custom_id", "This custom_id was used before.", total);
    else {
      model ||= parsed.chat.model;
      if (parsed.chat.model !== model)
        note("mismatched_model", "All requests of a batch must be for one model.", total);
      else if (sandboxModel(model)?.kind !== "text")
        note("model_not_found", `The model '${model}' does not exist in the sandbox.`, total);
      seen.add(parsed.customId);
    }
  }
  if (total === 0) note("empty_file", "The input file has no requests.", null);
  if (total > mostRequests)
    note("too_many_tasks", `The batch has ${total} requests; the most are ${mostRequests}.`, null);
  return { total, misfits, model };
}

async function* linesOf(path: string): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    if (line.trim() !== "") yield line;
  }
}

async function parseLine(
  line: string,
  endpoint: string | null,
): Promise<BatchRequest | { code: string; message: string }> {
  let json: { custom_id?: unknown; method?: unknown; url?: unknown; body?: unknown };
  try {
    json = JSON.parse(line) as typeof json;
  } catch {
    return { code: "invalid_json_line", message: "This line is not parseable as valid JSON." };
  }
  if (typeof json.custom_id !== "string" || json.custom_id === "")
    return { code: "missing_required_parameter", message: "custom_id is missing." };
  if (json.method !== "POST") return { code: "invalid_method", message: "The method must be POST." };
  if (endpoint !== null && json.url !== endpoint)
    return { code: "invalid_url", message: `The url must be the batch's endpoint, ${endpoint}.` };
  const chat = await readChatRequest(json.body);
  if ("misfit" in chat) return { code: "invalid_request", message: `Invalid value: 'body.${chat.misfit}'.` };
  if (chat.stream) return { code: "invalid_request", message: "A batch cannot stream." };
  return { customId: json.custom_id, chat };
}
