import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";

/** One field more. */
export function AddOutput({ onAdd }: { onAdd: () => void }) {
  const t = useTranslations("templates.outputs");
  return (
    <Button size="sm" icon={<Plus aria-hidden />} onClick={onAdd}>
      {t("add")}
    </Button>
  );
}
