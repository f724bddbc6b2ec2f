import type { Metadata } from "next";
import { requireActor } from "#app/current-actor.ts";
import { orNotFound, serverApi } from "#app/server-api.ts";
import { BatchMonitor } from "#components/batches/batch-monitor.tsx";
import { can } from "#lib/auth/can.ts";
import { ITEM_STATES } from "#lib/batches/item-state.ts";

const REVIEW_STATES = ["pending", "in-lot", "approved", "rejected", "escalated"] as const;

interface Address {
  params: Promise<{ id: string }>;
  searchParams: Promise<Partial<Record<string, string | string[]>>>;
}

export async function generateMetadata({ params }: Address): Promise<Metadata> {
  const [{ id }, api] = await Promise.all([params, serverApi()]);
  const batch = await orNotFound(api.batches.get({ id }));
  return { title: batch.name };
}

export default async function Page({ params, searchParams }: Address) {
  const [actor, { id }, asked, api] = await Promise.all([requireActor(), params, searchParams, serverApi()]);
  const state = ITEM_STATES.find((one) => one === asked.state);
  const review = REVIEW_STATES.find((one) => one === asked.review);
  const itemFilter = {
    ...(state && { state }),
    ...(typeof asked.group === "string" && { failureGroup: asked.group }),
    ...(review && { reviewState: review }),
    ...(typeof asked.language === "string" && { language: asked.language }),
  };
  const batch = await orNotFound(api.batches.get({ id }));
  const [failures, items] = await Promise.all([
    api.batches.failures({ id }),
    api.batches.items({ id, ...itemFilter }),
  ]);
  return (
    <BatchMonitor
      batch={batch}
      failures={failures.items}
      items={items}
      itemFilter={itemFilter}
      canLaunch={can(actor, "batches:launch")}
      canControl={can(actor, "batches:control")}
      canApprove={can(actor, "batches:approve")}
      isOwn={batch.launchedBy.id === actor.memberId}
      canReopen={can(actor, "review:reopen")}
      canAddPractice={can(actor, "practice:write")}
      canSeeLedger={can(actor, "spend:read")}
      canRelease={can(actor, "lots:release")}
      canSeeReview={can(actor, "review:read")}
      canReport={can(actor, "compliance:read")}
      canReview={can(actor, "review:decide") && batch.launchedBy.id !== actor.memberId}
    />
  );
}
