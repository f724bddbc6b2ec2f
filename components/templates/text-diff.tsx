import { cn } from "#components/ui/class-names.ts";
import { type DiffPart, sideBySide } from "#lib/templates/side-by-side.ts";

/** Two texts beside each other, line by line, with what differs marked. */
export function TextDiff({
  before,
  after,
  beforeLabel,
  afterLabel,
}: {
  before: string;
  after: string;
  beforeLabel: string;
  afterLabel: string;
}) {
  const rows = sideBySide(before, after);
  return (
    <table className="w-full table-fixed border-collapse font-mono text-xs leading-5">
      <thead className="text-left text-muted">
        <tr>
          <th scope="col" className="border-line border-b px-3 py-1 font-normal">
            {beforeLabel}
          </th>
          <th scope="col" className="border-line border-b border-l px-3 py-1 font-normal">
            {afterLabel}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
          <tr key={line} className="align-top">
            <Side parts={row.before} kind="removed" />
            <Side parts={row.after} kind="added" />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const sideStyle = {
  removed: { cell: "bg-danger-soft", word: "text-danger-text line-through" },
  added: { cell: "border-line border-l bg-success-soft", word: "text-success-text underline" },
};

// Shape as well as colour: what went is struck through, what came is underlined.
function Side({ parts, kind }: { parts: DiffPart[] | null; kind: "removed" | "added" }) {
  const style = sideStyle[kind];
  if (parts === null)
    return <td className={cn("bg-sunken px-3", kind === "added" && "border-line border-l")} />;
  const isChanged = parts.some(({ changed }) => changed);
  const Mark = kind === "removed" ? "del" : "ins";
  return (
    <td
      className={cn(
        "whitespace-pre-wrap break-words px-3 py-px",
        kind === "added" && "border-line border-l",
        isChanged && style.cell,
      )}
    >
      {parts.map(({ text, changed }, index) => {
        const key = `${index}:${text}`;
        return changed ? (
          <Mark key={key} className={style.word}>
            {text}
          </Mark>
        ) : (
          <span key={key}>{text}</span>
        );
      })}
    </td>
  );
}
