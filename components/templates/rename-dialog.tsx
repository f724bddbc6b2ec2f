"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Input } from "#components/ui/input.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { EditedTemplate } from "./template-view.ts";

/** Changes a template's name and description. */
export function RenameDialog({
  open,
  onOpenChange,
  template,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  template: EditedTemplate;
}) {
  const t = useTranslations("templates");
  const router = useRouter();
  const form = useId();
  const [name, setName] = useState(template.name);
  const [description, setDescription] = useState(template.description);
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const rename = async (event: FormEvent) => {
    event.preventDefault();
    setState({ busy: true, error: null });
    try {
      await client.templates.change({ id: template.id, name, description });
      router.refresh();
      setState({ busy: false, error: null });
      onOpenChange(false);
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("editor.rename")}
      footer={
        <FormButtons
          formId={form}
          pending={state.busy}
          disabled={name.trim() === ""}
          onCancel={() => onOpenChange(false)}
        />
      }
    >
      <form id={form} onSubmit={(event) => void rename(event)} className="flex flex-col gap-3">
        <Field label={t("name")}>
          <Input value={name} onValueChange={setName} maxLength={200} />
        </Field>
        <Field label={t("description")} optional>
          <Textarea
            rows={2}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
            maxLength={2_000}
          />
        </Field>
        <ProblemCallout error={state.error} />
      </form>
    </Dialog>
  );
}
