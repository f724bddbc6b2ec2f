import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { STEP_KINDS, type TemplateStep } from "#lib/templates/template.ts";
import { STEP_ICONS } from "./step-kind.tsx";

/** Adds a step of a chosen kind. */
export function AddStep({ onAdd }: { onAdd: (kind: TemplateStep["kind"]) => void }) {
  const t = useTranslations("templates.steps");
  return (
    <Menu
      trigger={
        <Button size="sm" icon={<Plus aria-hidden />}>
          {t("add")}
        </Button>
      }
    >
      {STEP_KINDS.map((kind) => {
        const Icon = STEP_ICONS[kind];
        return (
          <MenuItem key={kind} icon={<Icon aria-hidden />} onSelect={() => onAdd(kind)}>
            {t(`kind.${kind}`)}
          </MenuItem>
        );
      })}
    </Menu>
  );
}
