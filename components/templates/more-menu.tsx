import { Copy, MoreHorizontal, Pencil, Split, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { client } from "#components/api/client.ts";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { precedeWith, splitIntoSteps } from "#lib/templates/change-steps.ts";
import { STEP_ICONS } from "./step-kind.tsx";
import type { EditedTemplate } from "./template-view.ts";
import type { Draft } from "./use-draft.ts";

export interface MoreMenuProps {
  template: EditedTemplate;
  draft: Draft;
  onOpen: (dialog: "rename" | "archive") => void;
}

const { examples: Examples, "look-up": LookUp, http: Call, picture: Picture } = STEP_ICONS;

/** What is seldom done with a template: another name, a copy, its end. */
export function MoreMenu({ template, draft, onOpen }: MoreMenuProps) {
  const t = useTranslations("templates.editor");
  const common = useTranslations("common.action");
  const router = useRouter();
  const textOf = useProblemText();
  const duplicate = async () => {
    try {
      await draft.save();
      const name = t("copyName", { name: template.name });
      const { id } = await client.templates.duplicate({ id: template.id, name });
      router.push(`/templates/${id}`);
    } catch (error) {
      showToast({ tone: "danger", title: textOf(error) });
    }
  };
  return (
    <Menu trigger={<Button aria-label={common("more")} icon={<MoreHorizontal aria-hidden />} />}>
      <MenuItem icon={<Pencil aria-hidden />} onSelect={() => onOpen("rename")}>
        {t("rename")}
      </MenuItem>
      <MenuItem icon={<Copy aria-hidden />} onSelect={() => void duplicate()}>
        {common("duplicate")}
      </MenuItem>
      {draft.body.steps.length === 0 ? (
        <>
          <MenuItem icon={<Split aria-hidden />} onSelect={() => draft.change(splitIntoSteps(draft.body))}>
            {t("split")}
          </MenuItem>
          <MenuItem
            icon={<Examples aria-hidden />}
            onSelect={() => draft.change(precedeWith(draft.body, "examples"))}
          >
            {t("examplesFirst")}
          </MenuItem>
          <MenuItem
            icon={<LookUp aria-hidden />}
            onSelect={() => draft.change(precedeWith(draft.body, "look-up"))}
          >
            {t("lookUpFirst")}
          </MenuItem>
          <MenuItem
            icon={<Call aria-hidden />}
            onSelect={() => draft.change(precedeWith(draft.body, "http"))}
          >
            {t("callFirst")}
          </MenuItem>
          <MenuItem
            icon={<Picture aria-hidden />}
            onSelect={() => draft.change(precedeWith(draft.body, "picture"))}
          >
            {t("pictureFirst")}
          </MenuItem>
        </>
      ) : null}
      <MenuSeparator />
      <MenuItem danger icon={<Trash2 aria-hidden />} onSelect={() => onOpen("archive")}>
        {t("archive")}
      </MenuItem>
    </Menu>
  );
}
