import { Skeleton } from "#components/ui/skeleton.tsx";

/** The shape of most pages: a title and a table. */
export default function Loading() {
  return (
    <div aria-busy="true">
      <Skeleton className="mb-5 h-7 w-48" />
      <div className="rounded-lg border border-line bg-surface">
        {["w-40", "w-56", "w-32", "w-48", "w-44", "w-52"].map((width) => (
          <div
            key={width}
            className="flex h-row items-center gap-8 border-line border-b px-3 last:border-b-0"
          >
            <Skeleton className={`h-3 ${width}`} />
            <Skeleton className="h-3 w-20" />
            <Skeleton className="ms-auto h-3 w-16" />
          </div>
        ))}
      </div>
    </div>
  );
}
