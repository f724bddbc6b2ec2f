"use client";
import { useQuery } from "@tanstack/react-query";
import { Archive } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ConfirmChange } from "#components/api/confirm-change.tsx";
import { LoadingPanel } from "#components/api/loading-panel.tsx";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { draftOf, toolOf } from "./tool-draft.ts";
import { ToolFields } from "./tool-fields.tsx";
import { ToolTest } from "./tool-test.tsx";

type KnownTool = Awaited<ReturnType<typeof client.tools.get>>;

/** One tool: a test of it, its settings, where it is used, and its end. */
export function ToolPanel({ toolId, onClose }: { toolId: string; onClose: () => void }) {
  const t = useTranslations("tools");
  const { data, error } = useQuery(api.tools.get.queryOptions({ input: { id: toolId } }));
  if (!data) return <LoadingPanel title={t("title")} error={error} onClose={onClose} />;
  return <KnownToolPanel key={String(data.updatedAt)} tool={data} onClose={onClose} />;
}

function KnownToolPanel({ tool, onClose }: { tool: KnownTool; onClose: () => void }) {
  const t = useTranslations("tools");
  const words = useTranslations("common.action");
  const formId = useId();
  const [draft, setDraft] = useState(() => draftOf(tool));
  const [archiving, setArchiving] = useState(false);
  const change = useChange(client.tools.change, { touches: [api.tools.key()] });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    change.run({ id: tool.id, ...toolOf(draft) }, () => showToast({ title: t("saved") }));
  }

  return (
    <SidePanel
      title={tool.name}
      facts={<span className="break-all font-mono text-xs">{`${tool.method} ${tool.url}`}</span>}
      onClose={onClose}
      footer={
        <>
          <Button icon={<Archive aria-hidden />} onClick={() => setArchiving(true)}>
            {t("archive")}
          </Button>
          <Button type="submit" form={formId} variant="primary" loading={change.pending}>
            {words("save")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-6">
        <ToolTest tool={tool} />
        <section>
          <h3 className="mb-2 font-semibold">{t("edit")}</h3>
          <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
            {change.problem ? <Callout tone="danger">{change.problem}</Callout> : null}
            <ToolFields draft={draft} onChange={setDraft} misfit={change.misfit} />
          </form>
        </section>
        {tool.usedIn.length > 0 ? (
          <section>
            <h3 className="mb-2 font-semibold">{t("usedIn")}</h3>
            <ul className="flex flex-col gap-1">
              {tool.usedIn.map(({ id, name }) => (
                <li key={id}>
                  <TextLink href={`/templates/${id}`}>{name}</TextLink>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
      {archiving ? <ArchiveTool tool={tool} onCancel={() => setArchiving(false)} onDone={onClose} /> : null}
    </SidePanel>
  );
}

function ArchiveTool({
  tool: { id, name, usedIn },
  onCancel,
  onDone,
}: {
  tool: KnownTool;
  onCancel: () => void;
  onDone: () => void;
}) {
  const t = useTranslations("tools");
  return (
    <ConfirmChange
      open
      onOpenChange={(open) => !open && onCancel()}
      title={t("archiveOne", { name })}
      description={t("archiveHint", { count: usedIn.length })}
      confirmLabel={t("archive")}
      danger
      change={client.tools.archive}
      input={{ id }}
      touches={[api.tools.key()]}
      onDone={() => {
        showToast({ title: t("archived", { name }) });
        onDone();
      }}
    />
  );
}
