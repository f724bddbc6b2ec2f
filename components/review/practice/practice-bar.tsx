"use client";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import type { RejectCode } from "#lib/review/reject-reason.ts";
import { ReasonList } from "../reason-list.tsx";
import { keyLabel, type ReviewKeys } from "../review-keys.ts";

export interface PracticeBarProps {
  keys: ReviewKeys | null;
  canDecide: boolean;
  isRejecting: boolean;
  onApprove: () => void;
  onOpenReject: () => void;
  onReject: (code: RejectCode) => void;
  onLeave: () => void;
}

/** The two answers of practice, with the keys of review, and the reasons once it is to be rejected. */
export function PracticeBar(props: PracticeBarProps) {
  const { keys, canDecide, isRejecting, onApprove, onOpenReject, onReject, onLeave } = props;
  const t = useTranslations("review");
  const key = (action: "approve" | "reject") =>
    keys ? (
      <span className="ms-0.5 hidden sm:inline">
        <Kbd>{keyLabel(keys[action])}</Kbd>
      </span>
    ) : null;
  return (
    <div className="sticky bottom-0 z-10 -mx-4 flex flex-col gap-2 border-line border-t bg-raised px-4 py-2 shadow-float md:-mx-6 md:px-6 xl:static xl:mx-0 xl:rounded-lg xl:border xl:shadow-none">
      {isRejecting ? (
        <section aria-label={t("reject.title")}>
          <div className="mb-2 flex items-baseline justify-between gap-2">
            <h2 className="font-semibold">{t("reject.title")}</h2>
            <Button size="sm" variant="ghost" onClick={onLeave}>
              {t("reject.leave")} <Kbd>Esc</Kbd>
            </Button>
          </div>
          <ReasonList onChoose={onReject} />
        </section>
      ) : null}
      <div role="toolbar" aria-label={t("action.label")} className="flex flex-wrap gap-1.5">
        <Button variant="primary" disabled={!canDecide} onClick={onApprove} className="grow sm:grow-0">
          {t("action.do.approve")}
          {key("approve")}
        </Button>
        <Button disabled={!canDecide} onClick={onOpenReject} className="grow sm:grow-0">
          {t("action.do.reject")}
          {key("reject")}
        </Button>
      </div>
    </div>
  );
}
