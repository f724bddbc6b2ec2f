import {
  BookOpenText,
  Gavel,
  ImagePlus,
  ListChecks,
  type LucideIcon,
  PackageSearch,
  PenLine,
  Plug,
  Wand2,
} from "lucide-react";
import { useTranslations } from "next-intl";
import type { TemplateStep } from "#lib/templates/template.ts";

/** What stands for each kind of step beside its word. */
export const STEP_ICONS: Record<TemplateStep["kind"] | "judge", LucideIcon> = {
  generate: PenLine,
  examples: ListChecks,
  retrieve: BookOpenText,
  "look-up": PackageSearch,
  http: Plug,
  judge: Gavel,
  picture: ImagePlus,
  "edit-picture": Wand2,
};

/** What a step does, as icon and word. */
export function StepKind({ kind }: { kind: TemplateStep["kind"] | "judge" }) {
  const t = useTranslations("templates.steps.kind");
  const Icon = STEP_ICONS[kind];
  return (
    <span className="flex min-w-0 items-center gap-1 text-muted text-xs">
      <Icon aria-hidden className="size-3.5 shrink-0" />
      <span className="truncate">{t(kind)}</span>
    </span>
  );
}
