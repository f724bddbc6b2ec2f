"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { GraduationCap } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { useHelp } from "#components/help/help-provider.tsx";
import { FIRST_LOOK, nextView } from "#components/images/picture-view.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { announce } from "#components/ui/live-region.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { useStoredState } from "#components/ui/use-stored-state.ts";
import type { PracticeAnswer } from "#lib/review/practice/answer-practice.ts";
import type { ReviewCommand } from "../review-key.ts";
import { useReviewKeys } from "../use-review-keys.ts";
import { AnswerTold } from "./answer-told.tsx";
import type { PracticeView } from "./practice-answers.ts";
import { PracticeBar } from "./practice-bar.tsx";
import { PracticeMeter } from "./practice-meter.tsx";
import { PracticePanes } from "./practice-panes.tsx";

/** Deciding on outputs whose answer is known: one after the other, and after each what people had decided, and why. */
export function PracticePage({ first }: { first: PracticeView }) {
  const t = useTranslations("review.practice");
  const { singleKeys, keys: chosenKeys, open: openHelp } = useHelp();
  const queries = useQueryClient();
  const options = api.review.practice.view.queryOptions({
    input: undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { data, refetch, isFetching, error } = useQuery({ ...options, initialData: first });
  const [told, setTold] = useState<PracticeAnswer | null>(null);
  const [look, setLook] = useStoredState("review.pictures", FIRST_LOOK);
  const [isRejecting, setIsRejecting] = useState(false);
  const [claimJumps, setClaimJumps] = useState(0);
  const decide = useMutation(
    api.review.practice.decide.mutationOptions({
      onSuccess: (answer) => {
        setTold(answer);
        announce(t(answer.isRight ? "right" : "wrong"));
        // What is held back for who has to practise is handed out now.
        if (answer.progress.isEnough) void queries.invalidateQueries({ queryKey: api.review.queue.key() });
      },
    }),
  );
  // The client does not know the fields of a template from any other value.
  const next = data.next as PracticeView["next"];
  const progress = told?.progress ?? data.progress;
  const canDecide = next !== null && told === null && !decide.isPending && !isFetching;

  function answer(decision: "approve" | "reject", reason?: string) {
    if (!next || !canDecide) return;
    setIsRejecting(false);
    decide.mutate({ id: next.claim.itemId, decision, ...(reason && { reason }) });
  }

  async function goOn() {
    await refetch();
    setTold(null);
    setIsRejecting(false);
    window.scrollTo({ top: 0 });
  }

  function run(command: ReviewCommand) {
    if (command.do === "approve") return answer("approve");
    if (command.do === "open-reject") return setIsRejecting(canDecide);
    if (command.do === "reject") return answer("reject", command.key);
    if (command.do === "leave") return setIsRejecting(false);
    if (command.do === "next-claim") return setClaimJumps(claimJumps + 1);
    if (command.do === "picture-view") return setLook({ ...look, view: nextView(look.view) });
    if (command.do === "picture-zoom") return setLook({ ...look, isZoomed: !look.isZoomed });
    if (command.do === "help") return openHelp();
    if (command.do === "move" && told) void goOn();
  }

  useReviewKeys({ isOn: singleKeys, isRejecting, keys: chosenKeys, onCommand: run });
  const keys = singleKeys ? chosenKeys : null;
  return (
    <div className="xl:flex xl:h-[calc(100dvh-2.5rem)] xl:flex-col">
      <PageHeader
        title={t("title")}
        badge={next?.batch.simulated ? <SimulatedMark /> : null}
        facts={[t("hint"), next ? t("items", { count: data.items }) : null]}
        actions={
          <>
            <PracticeMeter progress={progress} />
            <LinkButton href="/review/queue">{t("toQueues")}</LinkButton>
          </>
        }
      />
      <ProblemCallout error={decide.error ?? error} className="mb-3" />
      {told ? <AnswerTold told={told} isLoading={isFetching} onNext={() => void goOn()} /> : null}
      {next ? (
        <>
          <PracticePanes
            key={next.claim.itemId}
            item={next}
            claimJumps={claimJumps}
            look={look}
            onLook={setLook}
            keys={keys}
          />
          <PracticeBar
            keys={keys}
            canDecide={canDecide}
            isRejecting={isRejecting}
            onApprove={() => answer("approve")}
            onOpenReject={() => setIsRejecting(canDecide)}
            onReject={(code) => answer("reject", code)}
            onLeave={() => setIsRejecting(false)}
          />
        </>
      ) : (
        <EmptyState
          icon={<GraduationCap aria-hidden />}
          title={t("none")}
          cause={t("noneCause")}
          action={<LinkButton href="/review">{t("toReview")}</LinkButton>}
        />
      )}
    </div>
  );
}
