import { z } from "zod";
import type { Failure } from "#lib/failure.ts";
import { inOneOrder } from "#lib/in-one-order.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { cutText, storableText } from "#lib/storable-text.ts";
import { findJson } from "#lib/templates/find-json.ts";
import { SECTIONS } from "#lib/templates/section.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import { checkChanges } from "./check-changes.ts";
import { MOST_PROPOSALS, type Rejection, type SectionChange } from "./improvement.ts";
import { nameOf } from "./proposer-request.ts";
import { sectionOf } from "./template-prompts.ts";

const MOST_WHY = 2_000;
const MOST_SHOWN_OF_A_NAME = 60;

/** A proposal as it was read: what it changes, or why it cannot be tried. */
export interface Proposal {
  /** From 1. */
  number: number;
  why: string;
  /** Places, among the rejections that were shown, of those it answers. */
  cites: number[];
  changes: SectionChange[];
  refusal: Failure | null;
}

/** What a proposer wrote. */
export interface ReadProposals {
  proposals: Proposal[];
  /** How many more there were than are wanted. */
  ignored: number;
}

const changeSchema = z.object({
  step: z.string().nullish(),
  section: z.string(),
  text: z.string(),
});
const proposalSchema = z.object({
  why: z.string().default(""),
  cites: z.array(z.union([z.string(), z.number()])),
  changes: z.array(changeSchema).max(100),
});
const answerSchema = z.object({ proposals: z.array(z.unknown()) });

/**
 * Reads what a proposer wrote about a template. Refuses an answer that is none, or that never ended; a proposal that
 * cannot be tried is kept with the reason.
 * @param shown the rejections that it was shown, in the order of their names.
 */
export function readProposals(
  { text, finishReason }: { text: string; finishReason: string },
  base: TemplateBody,
  shown: readonly Pick<Rejection, "source">[],
): Result<
  ReadProposals,
  "output_filtered" | "improvement_endless" | "improvement_unreadable" | "improvement_nothing_proposed"
> {
  if (finishReason === "content-filter") return refuse("output_filtered");
  const answer = answerIn(text);
  if (!answer) return refuse(finishReason === "length" ? "improvement_endless" : "improvement_unreadable");
  const given = answer.proposals.slice(0, MOST_PROPOSALS);
  if (given.length === 0) return refuse("improvement_nothing_proposed");
  const proposals: Proposal[] = [];
  for (const [index, one] of given.entries()) {
    const read = readOne(one, base, shown);
    const twin = proposals.find(({ changes }) => changes.length > 0 && isSame(changes, read.changes));
    const refusal =
      read.refusal ?? (twin ? { code: "improvement_same_as", params: { number: twin.number } } : null);
    proposals.push({ ...read, number: index + 1, refusal });
  }
  return accept({ proposals, ignored: answer.proposals.length - given.length });
}

// Reasoning and drafts may stand before the answer: the last of what has its shape is meant.
function answerIn(text: string): z.output<typeof answerSchema> | null {
  const found = findJson(text);
  if (found.kind !== "found") return null;
  for (const { value } of found.candidates.toReversed()) {
    const parsed = answerSchema.safeParse(Array.isArray(value) ? { proposals: value } : value);
    if (parsed.success) return parsed.data;
  }
  return null;
}

function readOne(
  given: unknown,
  base: TemplateBody,
  shown: readonly Pick<Rejection, "source">[],
): Omit<Proposal, "number"> {
  const parsed = proposalSchema.safeParse(given);
  if (!parsed.success) return { why: "", cites: [], changes: [], refusal: { code: "improvement_misshapen" } };
  const why = cutText(storableText(parsed.data.why.trim()), MOST_WHY);
  const cited = placesOf(parsed.data.cites.map(String), shown.length);
  const changed = changesOf(parsed.data.changes, base);
  const changes = changed.ok ? changed.value : [];
  const cites = cited.ok ? cited.value : [];
  const refusal = firstRefusal(cited, changed) ?? checkChanges(base, changes, shown);
  return { why, cites, changes, refusal };
}

/** The rejections that a proposal names; one that was never shown makes all it says unsure. */
function placesOf(
  cites: readonly string[],
  count: number,
): Result<number[], "improvement_cites_unknown" | "improvement_cites_nothing"> {
  const names = new Map(Array.from({ length: count }, (_, index) => [nameOf(index), index]));
  const places = cites.map((cite) => ({ cite, place: names.get(cite.trim().toUpperCase()) }));
  const unknown = places.find(({ place }) => place === undefined);
  if (unknown) return refuse("improvement_cites_unknown", { cite: shortened(unknown.cite) });
  const known = [...new Set(places.flatMap(({ place }) => place ?? []))].sort((a, b) => a - b);
  return known.length === 0 ? refuse("improvement_cites_nothing") : accept(known);
}

function changesOf(
  given: readonly z.output<typeof changeSchema>[],
  base: TemplateBody,
): Result<SectionChange[], "improvement_section_unknown" | "improvement_section_twice"> {
  const changes: SectionChange[] = [];
  for (const { step, section: name, text } of given) {
    const section = SECTIONS.find((one) => one === name);
    const place = { step: base.steps.length === 0 ? null : (step ?? ""), section: section ?? "role" };
    const before = section ? sectionOf(base, place) : null;
    // A template of one prompt has no step, whatever the answer calls it.
    if (!section || before === null)
      return refuse("improvement_section_unknown", {
        section: shortened([step, name].filter(Boolean).join(".")),
      });
    if (changes.some((one) => one.step === place.step && one.section === section))
      return refuse("improvement_section_twice", { section });
    const after = storableText(text);
    if (after !== before) changes.push({ ...place, before, after });
  }
  return accept(changes);
}

function firstRefusal(...read: Result<unknown>[]): Failure | null {
  for (const one of read) if (!one.ok) return one.refusal;
  return null;
}

function isSame(some: readonly SectionChange[], others: readonly SectionChange[]): boolean {
  const written = (changes: readonly SectionChange[]) => changes.map((change) => inOneOrder(change)).sort();
  return JSON.stringify(written(some)) === JSON.stringify(written(others));
}

function shortened(text: string): string {
  return cutText(storableText(text), MOST_SHOWN_OF_A_NAME);
}
