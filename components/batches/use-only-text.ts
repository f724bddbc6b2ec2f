import { useFormatter, useTranslations } from "next-intl";
import type { DueKind } from "#lib/batches/due/due-kind.ts";

/** Words for what of its rows a launch makes. */
export function useOnlyText(): (only: readonly DueKind[]) => string {
  const t = useTranslations("batches.launch.due");
  const format = useFormatter();
  return (only) => format.list(only.map((kind) => t(`kind.${kind}`)));
}
