import type { ReactNode } from "react";

/** Home below its header: what goes on in the wide column, what is mine in the narrow one (first on a phone). */
export function HomeLayout({ wide, narrow }: { wide: ReactNode; narrow: ReactNode }) {
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(18rem,1fr)]">
      <div className="grid min-w-0 gap-4 lg:order-2">{narrow}</div>
      <div className="grid min-w-0 gap-4 lg:order-1">{wide}</div>
    </div>
  );
}
