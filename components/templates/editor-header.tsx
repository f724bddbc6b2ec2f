"use client";
import { FlaskConical, Layers } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ArchiveDialog } from "./archive-dialog.tsx";
import { ConflictCallout } from "./conflict-callout.tsx";
import { MoreMenu } from "./more-menu.tsx";
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
      {draft.saveState.kind === "conflict" ? <ConflictCallout draft={draft} other={draft.saveState} /> : null}
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
