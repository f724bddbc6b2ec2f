import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";

export interface OutputActionsProps {
  onRemove: () => void;
  /** `null` for the first. */
  onMoveUp: (() => void) | null;
  /** `null` for the last. */
  onMoveDown: (() => void) | null;
}

/** What can be done with a field as a whole. */
export function OutputActions({ onRemove, onMoveUp, onMoveDown }: OutputActionsProps) {
  const t = useTranslations("templates.outputs");
  return (
    <div className="mt-2 flex gap-1">
      <Button size="sm" variant="ghost" icon={<Trash2 aria-hidden />} onClick={onRemove}>
        {t("remove")}
      </Button>
      <Button
        size="sm"
        variant="ghost"
        aria-label={t("moveUp")}
        icon={<ArrowUp aria-hidden />}
        disabled={!onMoveUp}
        onClick={() => onMoveUp?.()}
      />
      <Button
        size="sm"
        variant="ghost"
        aria-label={t("moveDown")}
        icon={<ArrowDown aria-hidden />}
        disabled={!onMoveDown}
        onClick={() => onMoveDown?.()}
      />
    </div>
  );
}
