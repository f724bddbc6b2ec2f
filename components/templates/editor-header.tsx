"use client";
import { Copy, FlaskConical, Layers, MoreHorizontal, Pencil, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { useProblemText } from "#components/api/use-problem-text.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { ConfirmDialog } from "#components/ui/dialog.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { PublishDialog } from "./publish-dialog.tsx";
import { RenameDialog } from "./rename-dialog.tsx";
import { SaveLine } from "./save-line.tsx";
import type { EditedTemplate, Problem } from "./template-view.ts";
import type { Draft } from "./use-draft.ts";

export interface EditorHeaderProps {
  template: EditedTemplate;
  draft: Draft;
  problems: Problem[];
  readOnly: boolean;
}

/** Name, state of saving, and what can be done with the template as a whole. */
export function EditorHeader({ template, draft, problems, readOnly }: EditorHeaderProps) {
  const t = useTranslations("templates");
  const [open, setOpen] = useState<"publish" | "rename" | "archive" | null>(null);
  const latest = template.versions[0];
  const errors = problems.filter(({ severity }) => severity === "error");
  return (
    <>
      <PageHeader
        title={template.name}
        breadcrumbs={[{ label: t("title"), href: "/templates" }]}
        badge={
          latest ? (
            <Badge>{t("versionNumber", { number: latest.number })}</Badge>
          ) : (
            <Badge tone="warning">{t("neverPublished")}</Badge>
          )
        }
        facts={[
          template.description || null,
          <SaveLine key="saved" state={draft.saveState} onRetry={() => void draft.save()} />,
          errors.length > 0 ? (
            <span key="errors" className="text-danger-text">
              {t("editor.errorCount", { count: errors.length })}
            </span>
          ) : null,
        ]}
        actions={
          <>
            {latest ? (
              <>
                <LinkButton
                  href={`/trials/new?templateVersionId=${latest.id}`}
                  icon={<FlaskConical aria-hidden />}
                >
                  {t("editor.newTrial")}
                </LinkButton>
                <LinkButton
                  href={`/batches/new?templateVersionId=${latest.id}`}
                  icon={<Layers aria-hidden />}
                >
                  {t("editor.newBatch")}
                </LinkButton>
              </>
            ) : null}
            {readOnly ? null : <MoreMenu template={template} draft={draft} onOpen={setOpen} />}
          </>
        }
        primaryAction={
          readOnly ? null : (
            <Button variant="primary" onClick={() => setOpen("publish")}>
              {t("editor.publish")}
            </Button>
          )
        }
      />
      {readOnly ? (
        <Callout className="mb-4">{t(template.archived ? "editor.archived" : "editor.readOnly")}</Callout>
      ) : null}
      {draft.saveState.kind === "conflict" ? <ConflictCallout draft={draft} /> : null}
      <PublishDialog
        open={open === "publish"}
        onOpenChange={(next) => setOpen(next ? "publish" : null)}
        template={template}
        draft={draft}
        problems={problems}
      />
      <RenameDialog
        open={open === "rename"}
        onOpenChange={(next) => setOpen(next ? "rename" : null)}
        template={template}
      />
      <ArchiveDialog
        open={open === "archive"}
        onOpenChange={(next) => setOpen(next ? "archive" : null)}
        template={template}
      />
    </>
  );
}

function MoreMenu({
  template,
  draft,
  onOpen,
}: {
  template: EditedTemplate;
  draft: Draft;
  onOpen: (dialog: "rename" | "archive") => void;
}) {
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
      <MenuSeparator />
      <MenuItem danger icon={<Trash2 aria-hidden />} onSelect={() => onOpen("archive")}>
        {t("archive")}
      </MenuItem>
    </Menu>
  );
}

function ConflictCallout({ draft }: { draft: Draft }) {
  const t = useTranslations("templates.conflict");
  return (
    <Callout
      tone="danger"
      className="mb-4"
      title={t("title")}
      action={
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => void draft.takeTheirs()}>
            {t("takeTheirs")}
          </Button>
          <Button size="sm" onClick={() => void draft.keepMine()}>
            {t("keepMine")}
          </Button>
        </div>
      }
    >
      {t("detail")}
    </Callout>
  );
}

function ArchiveDialog({
  open,
  onOpenChange,
  template,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  template: EditedTemplate;
}) {
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
