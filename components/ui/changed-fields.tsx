import { useTranslations } from "next-intl";

const MOST_CHARACTERS = 300;

export interface ChangedFieldsProps {
  /** `null` where nothing is there. */
  fields: readonly { field: string; before: string | null; after: string | null }[];
  /** Of more than so many only these are shown. */
  most?: number;
}

/** Fields before and after: struck out what was, plain what is. */
export function ChangedFields({ fields, most = Number.POSITIVE_INFINITY }: ChangedFieldsProps) {
  const t = useTranslations("common.changedFields");
  const left = fields.length - most;
  return (
    <ul className="flex flex-col gap-0.5 text-xs">
      {fields.slice(0, most).map(({ field, before, after }) => (
        <li key={field} className="break-words">
          <span className="me-2 text-muted">{field}</span>
          {before === null ? null : (
            <del className="me-2 text-danger-text">{before.slice(0, MOST_CHARACTERS)}</del>
          )}
          {after === null ? (
            <span className="text-faint">{t("missing")}</span>
          ) : (
            <ins className="text-success-text no-underline">{after.slice(0, MOST_CHARACTERS)}</ins>
          )}
        </li>
      ))}
      {left > 0 ? <li className="text-muted">{t("more", { count: left })}</li> : null}
    </ul>
  );
}
