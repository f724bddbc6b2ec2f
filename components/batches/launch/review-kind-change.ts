import type { ReviewPlan } from "#lib/checks/review-plan.ts";
import type { LaunchChange } from "./launch-changes.ts";

/** Another kind of review plan, with what is usual for it; what is asked besides stays. */
export function reviewKindChange(
  { doubleShare, probeShare, blind, assignBy }: ReviewPlan,
  kind: ReviewPlan["kind"],
): LaunchChange {
  const besides = { doubleShare, probeShare, blind, assignBy };
  switch (kind) {
    case "every":
      return { reviewPlan: { kind, ...besides } };
    case "risk":
      return { reviewPlan: { kind, share: 0.1, ...besides } };
    case "lots":
      return { reviewPlan: { kind, aql: "1.0", level: "II", ...besides } };
  }
}
