import { type Meter, reportedMeter } from "../meter.ts";

/**
 * What a provider that speaks chat completions says a call took, wherever it says it; `null` where it says nothing that
 * can be billed by. Reasoning that it counts outside the output is part of the output, because it is billed like it.
 */
export function readUsage(usage: unknown): Meter | null {
  const told = fieldsOf(usage);
  const input = count(told.prompt_tokens ?? told.input_tokens);
  const output = count(told.completion_tokens ?? told.output_tokens);
  if (input === null || output === null) return null;
  const ofInput = fieldsOf(told.prompt_tokens_details ?? told.input_tokens_details);
  const ofOutput = fieldsOf(told.completion_tokens_details ?? told.output_tokens_details);
  const cached = [
    ofInput.cached_tokens,
    told.cached_tokens,
    told.prompt_cache_hit_tokens,
    told.cache_read_input_tokens,
  ];
  const cachedInput = Math.max(...cached.map((tokens) => count(tokens) ?? 0));
  const reasoning = count(ofOutput.reasoning_tokens ?? told.reasoning_tokens) ?? 0;
  const total = count(told.total_tokens) ?? 0;
  const beside = Math.max(0, total - input - output);
  const outside = reasoning > 0 ? Math.min(reasoning, beside) : beside;
  // Anthropic's count leaves out what was cached, and gateways pass it on as it is: no part is more than its whole.
  const isBeside = cachedInput > input;
  const written = count(told.cache_creation_input_tokens) ?? 0;
  return reportedMeter({
    input: isBeside ? input + cachedInput + written : input,
    cachedInput,
    output: output + outside,
    reasoning: Math.max(reasoning, outside),
  });
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

// Some gateways write numbers as texts.
function count(value: unknown): number | null {
  if (typeof value === "string" && /^\d{1,12}$/.test(value.trim())) return Number(value);
  return typeof value === "number" ? value : null;
}
