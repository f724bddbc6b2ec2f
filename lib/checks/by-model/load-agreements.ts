import type { Db } from "#db/client.ts";
import { readJudgedDecisions } from "#db/queries/checks/judged-decisions.ts";
import type { TemplateBody } from "#lib/templates/template.ts";
import { type JudgeAgreement, judgeAgreement } from "./agreement.ts";
import { judgeDigest, judgeVersion } from "./rubric-judge.ts";

/** The last decisions that an agreement goes by. */
const DECISIONS_LOOKED_AT = 500;
const KEPT_MS = 30_000;

const known = new Map<string, { at: number; agreement: JudgeAgreement }>();
const MOST_KNOWN = 500;

/** How often each judge of a template says what people say, by its name; as of half a minute ago at the latest. */
export async function loadAgreements(
  tx: Db,
  { templateId, evaluators }: { templateId: string } & Pick<TemplateBody, "evaluators">,
): Promise<Map<string, JudgeAgreement>> {
  const judges = evaluators.flatMap((spec) => (spec.kind === "judge" ? [spec] : []));
  const agreements = new Map<string, JudgeAgreement>();
  for (const spec of judges) {
    const key = `${templateId} ${judgeDigest(spec)}`;
    const kept = known.get(key);
    const isFresh = kept && performance.now() - kept.at < KEPT_MS;
    const agreement = isFresh ? kept.agreement : await readAgreement(tx, templateId, judgeVersion(spec));
    if (!isFresh) remember(key, agreement);
    agreements.set(spec.name, agreement);
  }
  return agreements;
}

/** How often a judge says what people say, by the last decisions on outputs it had judged. */
export async function readAgreement(tx: Db, templateId: string, digest: string): Promise<JudgeAgreement> {
  const found = await readJudgedDecisions(tx, { templateId, digest }, DECISIONS_LOOKED_AT);
  return judgeAgreement(
    found.map(({ judgePassed, personPassed, blind }) => ({
      judge: judgePassed ? "good" : "bad",
      person: personPassed ? "good" : "bad",
      isBlind: blind,
    })),
  );
}

function remember(key: string, agreement: JudgeAgreement): void {
  known.set(key, { at: performance.now(), agreement });
  for (const oldest of known.keys()) {
    if (known.size <= MOST_KNOWN) break;
    known.delete(oldest);
  }
}
