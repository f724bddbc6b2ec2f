import { log } from "#lib/observability/log.ts";
import { writtenTexts } from "#lib/templates/output-text.ts";
import type { Check, CheckedOutput } from "./check.ts";
import { readableText } from "./readable-text.ts";
import { brokenVerdict } from "./text-verdict.ts";
import type { Verdict } from "./verdict.ts";

/**
 * Runs checks that need nobody else on an output, each of its texts folded once for all of them. One that breaks says so
 * with a warning: the output was paid, and a person looks at it.
 */
export function runChecks(
  checks: readonly Check[],
  source: Readonly<Record<string, string>>,
  output: Readonly<Record<string, unknown>>,
  language: string,
): Verdict[] {
  const texts = writtenTexts(output).map((text) => ({ ...text, folded: readableText(text.text) }));
  return checks.flatMap((check) => run(check, { source, language, output, texts }));
}

function run(check: Check, output: CheckedOutput): Verdict[] {
  try {
    return check.run(output);
  } catch (err) {
    log.error({ err, check: check.kind, language: output.language }, "a check broke");
    return [brokenVerdict(check.kind)];
  }
}
