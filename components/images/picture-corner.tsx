import { cn } from "#components/ui/class-names.ts";

/** What a picture is, told in an upper corner of it. */
export function PictureCorner({ side, children }: { side: "start" | "end"; children: string }) {
  return (
    <span
      className={cn(
        "pointer-events-none absolute top-2 rounded-sm bg-raised px-1.5 py-0.5 text-xs shadow-float",
        side === "start" ? "left-2" : "right-2",
      )}
    >
      {children}
    </span>
  );
}
