import { can, type Permission } from "#lib/auth/can.ts";
import type { Role } from "#lib/auth/role.ts";

export type FirstRunStepId = "trial" | "launch" | "review" | "publish" | "spend";

export interface FirstRunStep {
  id: FirstRunStepId;
  href: string;
  done: boolean;
  /** Four eyes: what waits was launched by this very person. */
  needsOtherEyes: boolean;
}

/** What this person has done so far; each is true from the first time on. */
export type FirstRunProgress = Record<FirstRunStepId, boolean>;

const steps: readonly { id: FirstRunStepId; needs: Permission }[] = [
  { id: "trial", needs: "trials:run" },
  { id: "launch", needs: "batches:launch" },
  { id: "review", needs: "review:decide" },
  { id: "publish", needs: "publications:create" },
  { id: "spend", needs: "spend:read" },
];

/**
 * The way to the first published result for someone with these roles, in order; empty once everything they
 * can do is done.
 * @param needsOtherEyes only outputs of this person's own launches wait for review.
 */
export function firstRunSteps(
  roles: readonly Role[],
  progress: FirstRunProgress,
  hrefs: Record<FirstRunStepId, string>,
  needsOtherEyes = false,
): FirstRunStep[] {
  const mine = steps
    .filter(({ needs }) => can({ roles }, needs))
    .map(({ id }) => {
      const done = progress[id];
      const blocked = id === "review" && !done && needsOtherEyes && can({ roles }, "members:write");
      return { id, done, needsOtherEyes: blocked, href: blocked ? "/settings/members" : hrefs[id] };
    });
  return mine.every(({ done }) => done) ? [] : mine;
}
