import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { ConfirmDialog } from "#components/ui/dialog.tsx";
import type { EditedTemplate } from "./template-view.ts";

export interface ArchiveDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  template: EditedTemplate;
}

/** A last question before a template is archived. */
export function ArchiveDialog({ open, onOpenChange, template }: ArchiveDialogProps) {
  const t = useTranslations("templates.editor");
  const router = useRouter();
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const archive = async () => {
    setState({ busy: true, error: null });
    try {
      await client.templates.archive({ id: template.id });
      router.push("/templates");
      router.refresh();
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("archiveTitle", { name: template.name })}
      description={t("archiveDetail")}
      confirmLabel={t("archive")}
      danger
      busy={state.busy}
      onConfirm={() => void archive()}
    >
      <ProblemCallout error={state.error} />
    </ConfirmDialog>
  );
}
