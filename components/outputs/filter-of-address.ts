import { validate as isUuid } from "uuid";
import { verdictSchema } from "#lib/checks/verdict.ts";
import type { OutputFilter } from "#lib/outputs/filter-schema.ts";
import { OUTPUT_STATES } from "#lib/outputs/output-states.ts";
import { REJECT_REASONS } from "#lib/review/reject-reason.ts";
import { isDay } from "#lib/spend/calendar-day.ts";

type Address = Partial<Record<string, string | string[]>>;

/** The filter that an address names; what makes no sense in it is left out. */
export function filterOfAddress(address: Address, timeZone: string): OutputFilter {
  const text = (name: string) => {
    const value = address[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const id = (name: string) => (isUuid(text(name)) ? text(name) : undefined);
  const day = (name: string) => (isDay(text(name) ?? "") ? text(name) : undefined);
  const days = { from: day("from"), to: day("to") };
  return withoutAbsent({
    q: text("q")?.slice(0, 200),
    state: OUTPUT_STATES.find((state) => state === text("state")),
    batchId: id("batch"),
    templateId: id("template"),
    modelId: id("model"),
    language: text("language"),
    reason: REJECT_REASONS.find(({ code }) => code === text("reason"))?.code,
    check: verdictSchema.shape.kind.options.find((kind) => kind === text("check")),
    verdict: verdictSchema.shape.verdict.options.find((verdict) => verdict === text("verdict")),
    field: text("field")?.slice(0, 200),
    decidedBy: id("by"),
    ...days,
    timeZone: days.from || days.to ? timeZone : undefined,
  });
}

function withoutAbsent<Value extends object>(value: Value): Value {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Value;
}
