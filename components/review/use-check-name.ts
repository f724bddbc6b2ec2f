import { useTranslations } from "next-intl";

/** Names kinds of check in the reader's language. */
export function useCheckName(): (kind: string) => string {
  const t = useTranslations("review");
  // A message chooses by plain words alone.
  return (kind) => t("checkName", { kind, check: kind.replaceAll("-", "_") });
}
