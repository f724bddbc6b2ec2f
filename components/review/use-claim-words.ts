"use client";
import { useTranslations } from "next-intl";
import type { UnstatedClaim } from "./claim-source.ts";

const MOST_QUOTED = 60;

/** Says what a claim is held against, in the reader's language. */
export function useClaimWords(): (claim: UnstatedClaim) => string {
  const t = useTranslations("review.fact");
  return ({ against, place, stated }) => {
    const column = place?.column ?? "";
    if (against === "lacks" && stated.trim() === "") return t("emptyColumn", { column });
    const said = stated.length > MOST_QUOTED ? `${stated.slice(0, MOST_QUOTED)}…` : stated;
    if (against === "passage") return t("passage", { document: said });
    return against === "nowhere" ? t("nowhere") : t(against, { column, stated: said });
  };
}
