import { StructuredValue } from "#components/ui/structured-value.tsx";
import { namesInOrder } from "#lib/in-order.ts";

/** Values by their names, those that are blank as a dash. */
export function ValueList({
  values,
  names = [],
  lang,
}: {
  values: Record<string, unknown>;
  /** In which order they are shown; without, as they come. */
  names?: readonly string[];
  lang?: string;
}) {
  return (
    <dl className="grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-4 gap-y-1.5">
      {namesInOrder(values, names).map((name) => (
        <div key={name} className="contents">
          <dt className="break-words text-muted">{name}</dt>
          <dd lang={lang} className="min-w-0 break-words">
            {values[name] === "" ? "—" : <StructuredValue value={values[name]} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}
