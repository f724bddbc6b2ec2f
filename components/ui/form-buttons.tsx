"use client";
import { useTranslations } from "next-intl";
import { Button } from "./button.tsx";

export interface FormButtonsProps {
  /** The form that is sent; it stands elsewhere in the panel or dialog. */
  formId: string;
  /** The verb; "Save" unless given. */
  label?: string | undefined;
  pending: boolean;
  disabled?: boolean | undefined;
  onCancel: () => void;
}

/** What a panel or dialog with a form ends in: leave it, or send it. */
export function FormButtons({ formId, label, pending, disabled, onCancel }: FormButtonsProps) {
  const t = useTranslations("common.action");
  return (
    <>
      <Button onClick={onCancel}>{t("cancel")}</Button>
      <Button type="submit" form={formId} variant="primary" loading={pending} disabled={disabled}>
        {label ?? t("save")}
      </Button>
    </>
  );
}
