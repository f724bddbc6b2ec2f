import { useFormatter, useTranslations } from "next-intl";
import type { BatchPreview } from "#components/batches/answers.ts";
import { Callout } from "#components/ui/callout.tsx";
import { approvalReasons } from "#lib/batches/launch/approval-need.ts";
import { isAmount } from "#lib/money.ts";

const NAMED = 5;

/** Whether a launch with this cap would wait for somebody else's word. */
export function needsApproval(preview: BatchPreview, cap: string): boolean {
  return reasonsFor(preview, cap).length > 0;
}

/** Says before a launch that it will wait for somebody else's word, why, and whose that may be; nothing where it will not. */
export function ApprovalNotice({
  preview,
  cap,
  isRepeating,
}: {
  preview: BatchPreview;
  cap: string;
  isRepeating: boolean;
}) {
  const t = useTranslations("batches.launch.approval");
  const errors = useTranslations("batches.errors");
  const format = useFormatter();
  const reasons = reasonsFor(preview, cap);
  if (reasons.length === 0) return null;
  const { approvers } = preview.approval;
  const more = approvers.length - NAMED;
  const names = [...approvers.slice(0, NAMED), ...(more > 0 ? [t("more", { count: more })] : [])];
  return (
    <Callout tone="warning" title={t("title")}>
      {reasons.map(({ code, params }) => (
        <p key={`${code}:${params?.budget ?? ""}`}>
          {code === "budget_asks_approval"
            ? errors("budget_asks_approval", { budget: String(params?.budget) })
            : errors(code === "above_launch_limit" ? "above_launch_limit" : "launch_limit_other_currency", {
                limit: String(params?.limit),
              })}
        </p>
      ))}
      {isRepeating ? <p>{t("schedule")}</p> : null}
      <p>{approvers.length === 0 ? t("nobody") : t("by", { names: format.list(names, { type: "unit" }) })}</p>
    </Callout>
  );
}

function reasonsFor({ approval, cost, currency }: BatchPreview, cap: string) {
  const amount = isAmount(cap) ? cap.trim() : "0";
  return approvalReasons(approval, {
    cap: { amount, currency },
    expected: cost?.total.expected.amount ?? null,
  });
}
