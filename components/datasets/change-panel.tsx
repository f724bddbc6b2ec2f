import { useTranslations } from "next-intl";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { isBlankText } from "#lib/blank-text.ts";
import { namesInOrder } from "#lib/in-order.ts";
import type { ChangedRow, ChangesAnswer } from "./dataset-answer.ts";

export interface ChangePanelProps {
  row: ChangedRow;
  columns: ChangesAnswer["columns"];
  /** The name of the dataset that it is compared with. */
  againstName: string;
  onClose: () => void;
}

/** One row in full: what differs first, each value before and after, then all else that it has. */
export function ChangePanel({ row, columns, againstName, onClose }: ChangePanelProps) {
  const t = useTranslations("datasets.changes");
  const { kind, key, rowNumber, againstRow, fields, values } = row;
  const places = [
    rowNumber !== null && t("place", { row: rowNumber }),
    againstRow !== null && t("placeThere", { row: againstRow, name: againstName }),
  ].filter(Boolean);
  const others = namesInOrder(values, [...columns.shared, ...columns.added, ...columns.removed]).filter(
    (name) => !fields.some(({ column }) => column === name),
  );
  return (
    <SidePanel
      title={t("rowTitle", { kind: t(`kind.${kind}`), key: key || t("nothing") })}
      facts={places.join(" · ")}
      onClose={onClose}
    >
      <dl className="flex flex-col gap-3">
        {fields.map(({ column, before, after }) => (
          <div key={column}>
            <dt className="text-muted text-xs">{column}</dt>
            <dd className="whitespace-pre-wrap break-words">
              <Value text={after} />
            </dd>
            <dd className="mt-1 whitespace-pre-wrap break-words border-line border-s-2 ps-2 text-muted">
              <span className="me-2 text-xs">{t("was")}</span>
              <Value text={before} />
            </dd>
          </div>
        ))}
        {others.map((name) => (
          <div key={name}>
            <dt className="text-muted text-xs">{name}</dt>
            <dd className="whitespace-pre-wrap break-words">
              <Value text={values[name] ?? ""} />
            </dd>
          </div>
        ))}
      </dl>
    </SidePanel>
  );
}

function Value({ text }: { text: string }) {
  const t = useTranslations("datasets.changes");
  return isBlankText(text) ? <span className="text-faint">{t("nothing")}</span> : text;
}
